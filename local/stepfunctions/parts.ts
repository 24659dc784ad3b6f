// What every action of the service is given.
import type { CallContext, Environment } from '../service.ts';
import type { Activities } from './activities.ts';
import type { Expressions } from './asl/expression.ts';
import type { TaskResult } from './asl/position.ts';
import type { Deletion } from './deletion.ts';
import type { Engine } from './engine.ts';
import type { LoadExecution } from './execution-facts.ts';
import type { Express } from './express.ts';
import type { MapRuns } from './map-runs/map-runs-port.ts';
import type { RunTask } from './run-task.ts';
import type { StatesStore } from './store.ts';
import type { Telling } from './telling.ts';

export interface Parts {
  readonly environment: Environment;
  readonly store: StatesStore;
  readonly engine: Engine;
  readonly activities: Activities;
  readonly express: Express;
  readonly mapRuns: MapRuns;
  readonly deletion: Deletion;
  readonly expressions: Expressions;
  readonly telling: Telling;
  readonly loadExecution: LoadExecution;
  readonly runTask: RunTask;
  readonly sendToken: SendToken;
}

export type Sent =
  | { readonly kind: 'tokenSent'; readonly result: TaskResult }
  | { readonly kind: 'heartbeat' };

/** @throws ServiceError InvalidToken where it is none, TaskTimedOut where its Task does not wait, or no longer */
export type SendToken = (
  input: { readonly taskToken: string | undefined },
  context: CallContext,
  sent: Sent,
) => Promise<void>;

// What every action of the service is given.
import type { CallContext, Environment } from '../service.ts';
import type { Activities } from './activities/activities.ts';
import type { Expressions } from './asl/expression.ts';
import type { TaskResult } from './asl/position.ts';
import type { Engine } from './engine/engine.ts';
import type { Express } from './engine/express.ts';
import type { RunTask } from './engine/run-task.ts';
import type { LoadExecution } from './executions/execution-facts.ts';
import type { Deletion } from './machines/deletion.ts';
import type { MapRuns } from './map-runs/map-runs-port.ts';
import type { StatesStore } from './store.ts';
import type { Telling } from './telling/telling.ts';

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

// What every action of the service is given.
import type { Environment } from '../service.ts';
import type { Expressions } from './asl/expression.ts';
import type { Engine } from './engine.ts';
import type { LoadExecution } from './execution-facts.ts';
import type { SendToken } from './send-token.ts';
import type { StatesStore } from './store.ts';
import type { Telling } from './telling.ts';

export interface Parts {
  readonly environment: Environment;
  readonly store: StatesStore;
  readonly engine: Engine;
  readonly expressions: Expressions;
  readonly telling: Telling;
  readonly loadExecution: LoadExecution;
  readonly sendToken: SendToken;
}

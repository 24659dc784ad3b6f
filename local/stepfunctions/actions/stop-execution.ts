// StopExecution: the engine lets go of whatever the execution waits for; a Lambda that runs goes on to its end.
import type { StopExecutionInput, StopExecutionOutput } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { loadExecution } from '../lookup.ts';
import type { Parts } from '../parts.ts';
import { permitOnExecution } from '../permission.ts';

/** The model calls both sensitive, so a refusal does not repeat them. */
const constraints: Constraints = {
  error: { length: [0, 256], sensitive: true },
  cause: { length: [0, 32_768], sensitive: true },
};

export function createStopExecution(parts: Parts): Action<StopExecutionInput, StopExecutionOutput> {
  const { engine, environment } = parts;
  return {
    permissions: ({ executionArn }, context) =>
      permitOnExecution(parts, 'StopExecution', executionArn, context),
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const { executionArn = '', error, cause } = input;
      const { key } = loadExecution(parts, executionArn, context);
      await engine.abort(key, {
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
      const { execution } = loadExecution(parts, executionArn, context);
      return { stopDate: new Date(execution.stoppedAt ?? environment.clock.now()) };
    },
  };
}

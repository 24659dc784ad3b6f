// StartExecution: idempotent by name and input while the execution runs; otherwise a name is used once.
import type { StartExecutionInput, StartExecutionOutput } from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { bytesOf, parseJson } from '../asl/json.ts';
import { createStatesError, executionAlreadyExists } from '../errors.ts';
import { createBegin } from '../execution-begin.ts';
import { loadMachine } from '../lookup.ts';
import { checkName, toExecutionArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnMachine } from '../permission.ts';
import { executionKey } from '../store.ts';

export function createStartExecution(
  parts: Parts,
): Action<StartExecutionInput, StartExecutionOutput> {
  const { environment, engine, store } = parts;
  const { limits, random } = environment;
  const begin = createBegin(parts);
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnMachine(parts, 'StartExecution', stateMachineArn, context),
    run: (request, context) => {
      const { stateMachineArn = '', input = '{}', traceHeader } = request;
      const name = request.name ?? createUuid(random);
      checkName(name);
      checkInput(input, limits.stateDataBytesMax);
      const { machine } = loadMachine(parts, stateMachineArn, context);
      const executionName = { machineName: machine.name, name };
      const executionArn = toExecutionArn(context, executionName);
      const key = executionKey(context.region, executionName);
      const known = store.executions.get(key);
      if (known !== undefined) {
        const isSame = known.status === 'RUNNING' && known.input === input;
        if (!isSame) throw executionAlreadyExists(executionArn);
        return { executionArn, startDate: new Date(known.startedAt) };
      }
      if (engine.runningCount() >= limits.openExecutionsMax) {
        throw createStatesError(
          'ExecutionLimitExceeded',
          `The maximum number of running executions has been reached: ${String(limits.openExecutionsMax)}`,
        );
      }
      const startedAt = begin(key, {
        ...executionName,
        revision: machine.revision,
        input,
        ...(traceHeader === undefined ? {} : { traceHeader }),
      });
      return { executionArn, startDate: new Date(startedAt) };
    },
  };
}

function checkInput(input: string, bytesMax: number): void {
  if (bytesOf(input) > bytesMax) {
    checkConstraints(
      { input: { length: [0, bytesMax], sensitive: true } },
      { input: Buffer.from(input) },
    );
  }
  try {
    parseJson(input);
  } catch (error) {
    // The parser's own message would quote the input.
    throw createStatesError(
      'InvalidExecutionInput',
      "Invalid State Machine Execution Input: 'The input is not valid JSON'",
      error,
    );
  }
}

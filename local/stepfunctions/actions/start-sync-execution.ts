// StartSyncExecution of an EXPRESS machine: answers once it has ended, also where it failed.
import type { StartSyncExecutionInput, StartSyncExecutionOutput } from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import { createUuid } from '../../random.ts';
import type { Action, CallContext } from '../../service.ts';
import { toExpressKey } from '../engine/express.ts';
import { stateMachineTypeNotSupported } from '../errors.ts';
import { checkExecutionInput, checkRoom, loadToStart } from '../executions/execution-input.ts';
import { includedDataConstraints, toData } from '../executions/included-data.ts';
import { toExecutionArn, toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import type { ExecutionDocument } from '../store.ts';

export function createStartSyncExecution(
  parts: Parts,
): Action<StartSyncExecutionInput, StartSyncExecutionOutput> {
  const { environment, express } = parts;
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnTagged(parts, 'StartSyncExecution', stateMachineArn, context),
    run: async (request, context) => {
      checkExecutionInput(parts, request);
      checkConstraints(includedDataConstraints, request);
      const { stateMachineArn: arn = '', name, input = '{}', traceHeader } = request;
      const { machine, draw } = loadToStart(parts, arn, context);
      if (machine.type !== 'EXPRESS') throw stateMachineTypeNotSupported();
      checkRoom(express.runningCount(), parts);
      const execution = {
        machineName: machine.name,
        name: name ?? createUuid(environment.random),
        expressId: createUuid(environment.random),
        input,
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...draw(),
      };
      const wait = (): Promise<ExecutionDocument> => {
        const key = toExpressKey(context.region, execution);
        return untilGone(express.run(key, execution), context.signal);
      };
      const ended = await (environment.clock.work?.whileResting(wait) ?? wait());
      return toAnswer(ended, request.includedData, context);
    },
  };
}

/** Whoever waits may go away; the execution then goes on alone, as on AWS. */
function untilGone<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    void work.then((result) => {
      signal.removeEventListener('abort', stop);
      resolve(result);
    });
  });
}

/** Step Functions pricing: memory in steps of 64 MB, time in steps of 100 ms. */
const BILLED_MB = 64;
const BILLED_MS = 100;

function toAnswer(
  execution: ExecutionDocument,
  includedData: string | undefined,
  context: CallContext,
): StartSyncExecutionOutput {
  const { startedAt, stoppedAt = startedAt, status } = execution;
  return {
    executionArn: toExecutionArn(context, execution),
    stateMachineArn: toMachineArn(context, execution.machineName),
    name: execution.name,
    startDate: new Date(startedAt),
    stopDate: new Date(stoppedAt),
    // Nobody can stop one, so that it is none of the others.
    status: status as 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT',
    ...toData(execution, includedData),
    billingDetails: {
      billedMemoryUsedInMB: BILLED_MB,
      billedDurationInMilliseconds:
        Math.max(1, Math.ceil((stoppedAt - startedAt) / BILLED_MS)) * BILLED_MS,
    },
  };
}

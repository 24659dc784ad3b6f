// The port Executions over Step Functions: whether the run that owns a claim still lives.
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError } from '../rotation/errors.ts';
import type { Executions } from '../rotation/ports.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export function createExecutions(config: ClientConfig, clock: Clock): Executions {
  const call = createTimedCall(() => new SFNClient(config), clock);
  return {
    find: async (executionArn, signal) => {
      const names = { call: 'states:DescribeExecution', resource: executionArn };
      try {
        const { status, stopDate } = await call(names, signal, (sfn, options) =>
          sfn.send(new DescribeExecutionCommand({ executionArn }), options),
        );
        // PENDING_REDRIVE is about to run again.
        if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { kind: 'running' };
        if (status === undefined || stopDate === undefined) return { kind: 'running' };
        return { kind: 'ended', endedAt: stopDate.getTime(), status };
      } catch (error) {
        // A label may carry what was never an execution's ARN; it is then nobody's.
        if (isRotationError(error) && UNKNOWN.has(error.facts.awsError ?? '')) {
          return { kind: 'unknown' };
        }
        throw error;
      }
    },
  };
}

const UNKNOWN = new Set(['ExecutionDoesNotExist', 'InvalidArn', 'StateMachineDoesNotExist']);

// The port RetirementStarts over Step Functions: executions whose names say whether they were started before (API StartExecution).
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError } from '../rotation/errors.ts';
import type { RetirementStarts } from '../rotation/native/ports.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export function createRetirementStarts(
  config: ClientConfig,
  clock: Clock,
  stateMachineArn: string,
): RetirementStarts {
  const call = createTimedCall(() => new SFNClient(config), clock);
  return {
    start: async (name, input, signal) => {
      const names = { call: 'states:StartExecution', resource: stateMachineArn };
      const command = new StartExecutionCommand({
        stateMachineArn,
        name,
        input: JSON.stringify(input),
      });
      try {
        await call(names, signal, (client, options) => client.send(command, options));
      } catch (error) {
        // It has ended already.
        if (isRotationError(error) && error.facts.awsError === 'ExecutionAlreadyExists') return;
        throw error;
      }
    },
  };
}

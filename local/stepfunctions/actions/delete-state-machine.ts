// DeleteStateMachine: executions that run are ended; what they and others did can still be read. A machine that is not there is no error.
import type { DeleteStateMachineInput, DeleteStateMachineOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { parseMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnMachine } from '../permission.ts';
import { machineKey } from '../store.ts';

export function createDeleteStateMachine(
  parts: Parts,
): Action<DeleteStateMachineInput, DeleteStateMachineOutput> {
  const { engine, store } = parts;
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnMachine(parts, 'DeleteStateMachine', stateMachineArn, context),
    run: async ({ stateMachineArn = '' }, context) => {
      const key = machineKey(context.region, parseMachineArn(stateMachineArn, context));
      store.machines.delete(key);
      for (const { key: execution } of store.running.list({ prefix: `${key}/` })) {
        await engine.abort(execution, {});
      }
      return {};
    },
  };
}

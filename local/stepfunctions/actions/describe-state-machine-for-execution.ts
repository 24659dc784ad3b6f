// DescribeStateMachineForExecution: the machine as it was when the execution began.
import type {
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { executionDoesNotExist } from '../errors.ts';
import { loadExecution } from '../lookup.ts';
import { toSettings } from '../machine-view.ts';
import { toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';
import { machineKey } from '../store.ts';

export function createDescribeStateMachineForExecution(
  parts: Parts,
): Action<DescribeStateMachineForExecutionInput, DescribeStateMachineForExecutionOutput> {
  const { store } = parts;
  return {
    permissions: ({ executionArn = '*' }) =>
      permitOn('DescribeStateMachineForExecution', executionArn),
    run: ({ executionArn = '', includedData }, context) => {
      const { execution } = loadExecution(parts, executionArn, context);
      const revision = store.revisions.get(execution.revision);
      if (revision === undefined) throw executionDoesNotExist(executionArn);
      const name = execution.machineName;
      const machine = store.machines.get(machineKey(context.region, name));
      return {
        stateMachineArn: toMachineArn(context, name),
        name,
        definition: includedData === 'METADATA_ONLY' ? '' : revision.definition,
        roleArn: revision.roleArn,
        updateDate: new Date(revision.updatedAt),
        ...(machine === undefined ? {} : toSettings(machine, revision)),
      };
    },
  };
}

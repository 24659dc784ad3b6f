// DescribeStateMachineForExecution: the machine as it was when the execution began.
import type {
  DescribeStateMachineForExecutionInput,
  DescribeStateMachineForExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { executionDoesNotExist } from '../errors.ts';
import { loadExecution } from '../lookup.ts';
import { toDefinitionView, toSettings } from '../machine-view.ts';
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
      return {
        stateMachineArn: toMachineArn(context, name),
        name,
        ...toDefinitionView(revision, includedData),
        roleArn: revision.roleArn,
        updateDate: new Date(revision.updatedAt),
        ...toSettings(store.machines.get(machineKey(context.region, name)), revision),
      };
    },
  };
}

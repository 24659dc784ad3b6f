// DescribeStateMachine
import type { DescribeStateMachineInput, DescribeStateMachineOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadMachine } from '../lookup.ts';
import { toSettings } from '../machine-view.ts';
import type { Parts } from '../parts.ts';
import { permitOnMachine } from '../permission.ts';

export function createDescribeStateMachine(
  parts: Parts,
): Action<DescribeStateMachineInput, DescribeStateMachineOutput> {
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnMachine(parts, 'DescribeStateMachine', stateMachineArn, context),
    run: ({ stateMachineArn = '', includedData }, context) => {
      const { machine, revision } = loadMachine(parts, stateMachineArn, context);
      return {
        stateMachineArn,
        name: machine.name,
        status: 'ACTIVE',
        ...(includedData === 'METADATA_ONLY' ? {} : { definition: revision.definition }),
        roleArn: revision.roleArn,
        type: machine.type,
        creationDate: new Date(machine.createdAt),
        ...toSettings(machine, revision),
        ...(machine.revisionId === '' ? {} : { revisionId: machine.revisionId }),
      } as DescribeStateMachineOutput;
    },
  };
}

// DescribeStateMachine, also as it is in one of its versions.
import type { DescribeStateMachineInput, DescribeStateMachineOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { stateMachineDoesNotExist } from '../errors.ts';
import { loadQualified } from '../lookup.ts';
import { toDefinitionView, toSettings } from '../machines/machine-view.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

export function createDescribeStateMachine(
  parts: Parts,
): Action<DescribeStateMachineInput, DescribeStateMachineOutput> {
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnTagged(parts, 'DescribeStateMachine', stateMachineArn, context),
    run: ({ stateMachineArn = '', includedData }, context) => {
      const found = loadQualified(parts, stateMachineArn, context);
      const { machine, revision, version, alias } = found;
      // An alias may mean two versions: AWS describes those.
      if (alias !== undefined) throw stateMachineDoesNotExist(stateMachineArn);
      return {
        stateMachineArn,
        name: machine.name,
        status: machine.isDeleting === true ? 'DELETING' : 'ACTIVE',
        ...toDefinitionView(revision, includedData),
        roleArn: revision.roleArn,
        type: machine.type,
        creationDate: new Date((version ?? machine).createdAt),
        ...toSettings(machine, revision),
        ...(version?.description === undefined ? {} : { description: version.description }),
      };
    },
  };
}

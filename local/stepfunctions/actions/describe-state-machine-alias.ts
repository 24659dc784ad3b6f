// DescribeStateMachineAlias
import type {
  DescribeStateMachineAliasInput,
  DescribeStateMachineAliasOutput,
} from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadAlias, toRoutingItems } from '../machines/aliases.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

export function createDescribeStateMachineAlias(
  parts: Parts,
): Action<DescribeStateMachineAliasInput, DescribeStateMachineAliasOutput> {
  return {
    permissions: ({ stateMachineAliasArn }, context) =>
      permitOnTagged(parts, 'DescribeStateMachineAlias', stateMachineAliasArn, context),
    run: ({ stateMachineAliasArn = '' }, context) => {
      const { machineName, alias } = loadAlias(parts, stateMachineAliasArn, context);
      return {
        stateMachineAliasArn,
        name: alias.name,
        ...(alias.description === undefined ? {} : { description: alias.description }),
        routingConfiguration: toRoutingItems(context, machineName, alias),
        creationDate: new Date(alias.createdAt),
        updateDate: new Date(alias.updatedAt),
      };
    },
  };
}

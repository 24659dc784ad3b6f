// ListStateMachineVersions, the newest first.
import type {
  ListStateMachineVersionsInput,
  ListStateMachineVersionsOutput,
} from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadMachine } from '../lookup.ts';
import { toMachineArn } from '../names.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

export function createListStateMachineVersions(
  parts: Parts,
): Action<ListStateMachineVersionsInput, ListStateMachineVersionsOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnTagged(parts, 'ListStateMachineVersions', stateMachineArn, context),
    run: (input, context) => {
      const { stateMachineArn = '' } = input;
      const { key, machine } = loadMachine(parts, stateMachineArn, context);
      const { items, nextToken } = loadPage(
        { ...input, clock: environment.clock, list: ['versions', stateMachineArn] },
        (before, limit) =>
          store.versions.list({
            prefix: `${key}/`,
            reverse: true,
            limit,
            ...(before === '' ? {} : { before }),
          }),
        ({ number, createdAt }) => ({
          stateMachineVersionArn: toMachineArn(context, machine.name, number),
          creationDate: new Date(createdAt),
        }),
      );
      return {
        stateMachineVersions: [...items],
        ...(nextToken === undefined ? {} : { nextToken }),
      };
    },
  };
}

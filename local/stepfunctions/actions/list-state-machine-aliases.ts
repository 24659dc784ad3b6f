// ListStateMachineAliases of a machine or of one of its versions, the one that was made last first.
import type {
  ListStateMachineAliasesInput,
  ListStateMachineAliasesOutput,
} from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { stateMachineDoesNotExist } from '../errors.ts';
import { loadQualified } from '../lookup.ts';
import { listAliases } from '../machines/aliases.ts';
import { toMachineArn } from '../names.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';

export function createListStateMachineAliases(
  parts: Parts,
): Action<ListStateMachineAliasesInput, ListStateMachineAliasesOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnTagged(parts, 'ListStateMachineAliases', stateMachineArn, context),
    run: (input, context) => {
      const { stateMachineArn: arn = '' } = input;
      const { key, machine, version, alias } = loadQualified(parts, arn, context);
      if (alias !== undefined) throw stateMachineDoesNotExist(arn);
      const aliases = listAliases(store, key)
        .filter(
          ({ routes }) =>
            version === undefined || routes.some((route) => route.version === version.number),
        )
        .map((document) => ({ key: String(document.order), document }));
      const { items, nextToken } = loadPage(
        { ...input, clock: environment.clock, list: ['aliases', arn] },
        (after, limit) =>
          aliases
            .filter(({ document }) => after === '' || document.order < Number(after))
            .slice(0, limit),
        ({ name, createdAt }) => ({
          stateMachineAliasArn: toMachineArn(context, machine.name, name),
          creationDate: new Date(createdAt),
        }),
      );
      return { stateMachineAliases: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
    },
  };
}

// CreateStateMachineAlias: idempotent by name, description and routing configuration.
import type {
  CreateStateMachineAliasInput,
  CreateStateMachineAliasOutput,
} from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { createStatesError, stateMachineDeleting } from '../errors.ts';
import { aliasConstraints, loadRouting } from '../machines/aliases.ts';
import { toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import { type AliasDocument, aliasKey, machineKey } from '../store.ts';

/** Step Functions quotas: aliases of one state machine. */
const ALIASES_MAX = 100;

export function createCreateStateMachineAlias(
  parts: Parts,
): Action<CreateStateMachineAliasInput, CreateStateMachineAliasOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ name, routingConfiguration }, context) => {
      const [first] = routingConfiguration ?? [];
      const machine = first?.stateMachineVersionArn?.split(':').slice(0, 7).join(':');
      return permitOnTagged(parts, 'CreateStateMachineAlias', machine, context, {
        ...(name === undefined ? {} : { 'states:StateMachineQualifier': name }),
      });
    },
    run: (input, context) => {
      checkConstraints(aliasConstraints, input);
      const { name = '', description, routingConfiguration = [] } = input;
      const { machineName, routes } = loadRouting(parts, routingConfiguration, context);
      const machine = machineKey(context.region, machineName);
      const stateMachineAliasArn = toMachineArn(context, machineName, name);
      if (store.machines.get(machine)?.isDeleting === true) {
        throw stateMachineDeleting(toMachineArn(context, machineName));
      }
      const key = aliasKey(machine, name);
      const known = store.aliases.get(key);
      if (known !== undefined) {
        checkSame(known, { description, routes });
        return { stateMachineAliasArn, creationDate: new Date(known.createdAt) };
      }
      if (store.aliases.count(`${machine}/`) >= ALIASES_MAX) {
        throw createStatesError(
          'ServiceQuotaExceededException',
          `The maximum number of aliases of a state machine has been reached: ${String(ALIASES_MAX)}`,
        );
      }
      const now = environment.clock.now();
      store.transaction(() => {
        store.aliases.put(key, {
          name,
          ...(description === undefined ? {} : { description }),
          routes,
          createdAt: now,
          updatedAt: now,
          order: store.nextNumber(),
        });
      });
      return { stateMachineAliasArn, creationDate: new Date(now) };
    },
  };
}

function checkSame(
  known: AliasDocument,
  asked: { readonly description: string | undefined; readonly routes: AliasDocument['routes'] },
): void {
  const isSame =
    known.description === asked.description &&
    JSON.stringify(known.routes) === JSON.stringify(asked.routes);
  if (isSame) return;
  throw createStatesError(
    'ConflictException',
    'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
  );
}

// Aliases of a state machine: a name for one version or for two, among which executions are drawn by weight (Step
// Functions guide, "State machine aliases").
import type { RoutingConfigurationListItem } from '@aws-sdk/client-sfn';
import type { Constraints } from '../../constraints.ts';
import type { Random } from '../../random.ts';
import type { CallContext } from '../../service.ts';
import { invalidInput, resourceNotFound } from '../errors.ts';
import { findVersionNumber } from '../lookup.ts';
import { type Place, parseMachineArn, toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import {
  type AliasDocument,
  type AliasRoute,
  aliasKey,
  machineKey,
  numberedKey,
} from '../store.ts';

export interface Routing {
  readonly machineName: string;
  readonly routes: readonly AliasRoute[];
}

/** API reference: a name of digits alone would be a version's. */
export const aliasConstraints: Constraints = {
  description: { length: [0, 256], sensitive: true },
  name: { length: [1, 80], pattern: '(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+' },
  stateMachineAliasArn: { length: [1, 256] },
  routingConfiguration: {
    length: [1, 2],
    member: {
      members: { stateMachineVersionArn: { length: [1, 256] }, weight: { range: [0, 100] } },
    },
  },
};

const HUNDRED = 100;

/** @throws ServiceError ValidationException, InvalidArn, ResourceNotFound where a version is not there */
export function loadRouting(
  { store }: Parts,
  items: readonly RoutingConfigurationListItem[],
  context: CallContext,
): Routing {
  const routes = items.map(({ stateMachineVersionArn: arn = '', weight = 0 }) => {
    const { name, qualifier = '' } = parseMachineArn(arn, context);
    const version = findVersionNumber(qualifier);
    if (version === undefined) {
      throw invalidRouting(`A routing configuration names state machine versions: '${arn}'`);
    }
    return { name, arn, version, weight };
  });
  const [first, second] = routes;
  if (first === undefined) throw invalidRouting('A routing configuration names a version');
  if (second !== undefined && second.name !== first.name) {
    throw invalidRouting('The versions of a routing configuration are of one state machine');
  }
  if (second?.version === first.version) {
    throw invalidRouting('The versions of a routing configuration are different ones');
  }
  if (first.weight + (second?.weight ?? 0) !== HUNDRED) {
    throw invalidRouting('The weights of a routing configuration must add up to 100');
  }
  const key = machineKey(context.region, first.name);
  for (const { arn, version } of routes) {
    if (store.versions.get(numberedKey(key, version)) === undefined) throw resourceNotFound(arn);
  }
  return {
    machineName: first.name,
    routes: routes.map(({ version, weight }) => ({ version, weight })),
  };
}

function invalidRouting(message: string): Error {
  return invalidInput(message, 'INVALID_ROUTING_CONFIGURATION');
}

export function toRoutingItems(
  place: Place,
  machineName: string,
  { routes }: AliasDocument,
): RoutingConfigurationListItem[] {
  return routes.map(({ version, weight }) => ({
    stateMachineVersionArn: toMachineArn(place, machineName, version),
    weight,
  }));
}

/** The version that an execution gets, by the weights. */
export function drawVersion({ routes }: AliasDocument, random: Random): number {
  const [first, second] = routes;
  if (first === undefined) throw new Error('an alias without routes');
  if (second === undefined) return first.version;
  return drawBelow(HUNDRED, random) < first.weight ? first.version : second.version;
}

/** Each number equally likely: the bytes that would favour some are drawn again. */
function drawBelow(count: number, random: Random): number {
  const limit = 256 - (256 % count);
  for (;;) {
    const [byte = 0] = random.bytes(1);
    if (byte < limit) return byte % count;
  }
}

export interface FoundAlias {
  readonly key: string;
  /** Of its machine. */
  readonly machine: string;
  readonly machineName: string;
  readonly alias: AliasDocument;
}

/** @throws ServiceError InvalidArn, ResourceNotFound */
export function loadAlias({ store }: Parts, arn: string, context: CallContext): FoundAlias {
  const { name, qualifier = '' } = parseMachineArn(arn, context);
  const machine = machineKey(context.region, name);
  const key = aliasKey(machine, qualifier);
  const alias = store.aliases.get(key);
  if (alias === undefined) throw resourceNotFound(arn);
  return { key, machine, machineName: name, alias };
}

/** A machine's, the one that was made last first. */
export function listAliases(
  { aliases }: Parts['store'],
  machine: string,
): readonly AliasDocument[] {
  return aliases
    .list({ prefix: `${machine}/` })
    .map(({ document }) => document)
    .sort((one, other) => other.order - one.order);
}

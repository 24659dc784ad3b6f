// A resource as its template wants it now: functions computed, the stack's tags joined in, and the shape checked.
import { validationError } from '../errors.ts';
import type { ResourceDocument, Tag } from '../store.ts';
import { resolveMembers, type Scope } from '../template/resolve.ts';
import type { ResourceDeclaration } from '../template/template.ts';
import {
  isList,
  isRecord,
  isSameValue,
  toCanonicalJson,
  type Value,
  type ValueRecord,
} from '../template/value.ts';
import type { ResourceProvider } from './provider.ts';
import { checkShape, type ShapeResult } from './shape.ts';

/** @throws ServiceError ValidationError that names each property that the type does not have or take */
export function resolveWanted(
  provider: ResourceProvider,
  logicalId: string,
  declaration: ResourceDeclaration,
  scope: Scope,
  stackTags: readonly Tag[],
): ValueRecord {
  const checked = checkWanted(provider, declaration, scope, stackTags);
  if ('problems' in checked) {
    throw validationError(
      `Properties validation failed for resource ${logicalId} with message:\n${checked.problems.join('\n')}`,
    );
  }
  return checked.properties;
}

/** As resolveWanted, where problems of the shape are an answer: a plan has unknowns where numbers will be. */
export function checkWanted(
  provider: ResourceProvider,
  declaration: ResourceDeclaration,
  scope: Scope,
  stackTags: readonly Tag[],
): ShapeResult {
  const resolved = resolveMembers(declaration.properties, scope);
  const tagged = 'Tags' in provider.shape.members ? joinTags(resolved, stackTags) : resolved;
  return checkShape(provider.shape, tagged);
}

/** The resource's own tag wins where the stack has one of the same key. */
function joinTags(properties: ValueRecord, stackTags: readonly Tag[]): ValueRecord {
  if (stackTags.length === 0) return properties;
  const own = properties['Tags'];
  const ownTags: readonly Value[] = isList(own) ? own : [];
  const keys = new Set(ownTags.map((tag) => (isRecord(tag) ? tag['Key'] : undefined)));
  const inherited = stackTags.filter(({ Key }) => !keys.has(Key));
  return {
    ...properties,
    Tags: [...ownTags, ...inherited.map(({ Key, Value }) => ({ Key, Value }))],
  };
}

export type ChangeKind = 'update' | 'replace';

export interface Difference {
  readonly kind: ChangeKind;
  readonly changedProperties: readonly string[];
}

/** How a resource must change to be as wanted; undefined where it is so already. */
export function findDifference(
  provider: ResourceProvider,
  before: ValueRecord,
  wanted: ValueRecord,
): Difference | undefined {
  const names = [...new Set([...Object.keys(before), ...Object.keys(wanted)])];
  const changedProperties = names.filter((name) => !isSameValue(before[name], wanted[name]));
  if (changedProperties.length === 0) return undefined;
  const replaced =
    provider.update === undefined ||
    changedProperties.some((name) => provider.replacedBy.includes(name));
  return { kind: replaced ? 'replace' : 'update', changedProperties };
}

/** Two resources cannot have one name, so one that keeps its chosen name cannot be replaced. */
export function checkReplaceable(
  provider: ResourceProvider,
  existing: ResourceDocument,
  before: ValueRecord,
  wanted: ValueRecord,
): void {
  const name = provider.nameProperty === undefined ? undefined : wanted[provider.nameProperty];
  if (provider.nameProperty === undefined || name === undefined) return;
  if (before[provider.nameProperty] !== name) return;
  throw validationError(
    `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${existing.physicalId ?? toCanonicalJson(name)} and update the stack again.`,
  );
}

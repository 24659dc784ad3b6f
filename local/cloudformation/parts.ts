// What the actions are built from, and the checks and names that they share.
import { toArn } from '../arn.ts';
import type { CallContext, Conditions, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import type { Engine } from './engine/engine.ts';
import type { Runner } from './engine/run.ts';
import { stackWithIdMissing, unsupported, validationError } from './errors.ts';
import { findStack, type StackDocument, type Tag } from './store.ts';

export interface Parts {
  readonly engine: Engine;
  readonly runner: Runner;
}

/**
 * The permission to do `action` to a stack, whether it exists or is to be made.
 * @param ofRequest what the request says of tags
 */
export function stackPermission(
  { engine }: Parts,
  action: string,
  nameOrId: string | undefined,
  context: CallContext,
  ofRequest: Conditions = {},
): readonly Permission[] {
  const { region, accountId } = context;
  const name = nameOrId ?? '*';
  const stack = findStack(engine.store, region, name);
  const arn = (resource: string): string =>
    toArn({ service: 'cloudformation', region, accountId, resource });
  const resource = stack?.stackId ?? (name.startsWith('arn:') ? name : arn(`stack/${name}/*`));
  return [
    {
      action: `cloudformation:${action}`,
      resource,
      conditions: ofRequest,
      resourceConditions: ofResourceTags(() => stack?.tags),
    },
  ];
}

export function loadStackWithId(
  { engine }: Parts,
  region: string,
  nameOrId: string | undefined,
): StackDocument {
  const stack = findStack(engine.store, region, nameOrId ?? '');
  if (stack === undefined) throw stackWithIdMissing(nameOrId ?? '');
  return stack;
}

export function checkStackName(name: string): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw validationError(
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  );
}

/** Members that AWS has and this endpoint does not: refused where they say anything. */
export function refuseMembers(input: object, names: readonly string[]): void {
  const given = new Map(Object.entries(input));
  for (const name of names) {
    const value: unknown = given.get(name);
    if (value === undefined || value === false) continue;
    if (Array.isArray(value) && value.length === 0) continue;
    if (typeof value === 'object' && value !== null && Object.keys(value).length === 0) continue;
    throw unsupported(`The member ${name}`);
  }
}

interface InputTag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export function parseTags(tags: readonly InputTag[] | undefined): readonly Tag[] {
  const parsed = (tags ?? []).map(({ Key = '', Value = '' }) => ({ Key, Value }));
  if (parsed.length > 50) throw validationError('Too many tags: a stack has 50 at the most.');
  const reserved = parsed.find(({ Key }) => Key === '' || Key.toLowerCase().startsWith('aws:'));
  if (reserved !== undefined) {
    throw validationError(`Tag keys must not be empty nor begin with aws: (${reserved.Key})`);
  }
  return parsed;
}

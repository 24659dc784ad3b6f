// What a caller of AssumeRole gives its session besides the role: policies that narrow it, tags, a source identity.
// STS API reference, AssumeRole; IAM User Guide, Session policies, Pass session tags in AWS STS, Monitor and control actions taken with
// assumed roles. AWS packs policies and tags into the session token and bounds the packed form; here each has its documented bound alone.
import type { AssumeRoleRequest } from '@aws-sdk/client-sts';
import { type Constraints, checkConstraints } from '../constraints.ts';
import type { SessionPolicies } from '../iam/service.ts';
import type { Principal, RoleSession, SessionTag } from '../service.ts';
import { packedPolicyTooLarge, validationError } from './errors.ts';

const TAG_TEXT = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';
const TAG_KEY = { length: [1, 128], pattern: TAG_TEXT } as const;
const CONSTRAINTS: Constraints = {
  Policy: { length: [1, 2_147_483_647] },
  PolicyArns: { length: [0, 10], member: { members: { arn: { length: [20, 2048] } } } },
  Tags: {
    length: [0, 50],
    member: { members: { Key: TAG_KEY, Value: { length: [0, 256], pattern: TAG_TEXT } } },
  },
  TransitiveTagKeys: { length: [0, 50], member: TAG_KEY },
  SourceIdentity: { length: [2, 64], pattern: '[\\w+=,.@-]*' },
};
/** Of all policies together, in plain text. */
const POLICY_CHARACTERS_MAX = 2048;

/**
 * Undefined where the session has nothing of its own.
 * @throws ServiceError ValidationError, MalformedPolicyDocument, PackedPolicyTooLarge
 */
export function toRoleSession(
  input: AssumeRoleRequest,
  principal: Principal,
  sessionPolicies: SessionPolicies,
): RoleSession | undefined {
  checkConstraints(CONSTRAINTS, input);
  const policies = listPolicies(input, sessionPolicies);
  const former = findFormerSession(principal);
  const tags = listTags(input);
  const transitiveTags = listTransitive(input, tags, former?.transitiveTags ?? []);
  const sourceIdentity = toSourceIdentity(input, former);
  const all = [...tags, ...transitiveTags.filter((tag) => !tags.includes(tag))];
  if (policies === undefined && all.length === 0 && sourceIdentity === undefined) return undefined;
  return {
    tags: all,
    transitiveTags,
    ...(policies === undefined ? {} : { policies }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
}

/** That of a role that becomes another one. */
export function findFormerSession(principal: Principal): RoleSession | undefined {
  return principal.kind === 'role' ? principal.session : undefined;
}

function listPolicies(
  { Policy, PolicyArns = [] }: AssumeRoleRequest,
  sessionPolicies: SessionPolicies,
): readonly string[] | undefined {
  const managed = PolicyArns.map(({ arn = '' }) => {
    const document = sessionPolicies.find(arn);
    if (document === undefined) throw validationError(`Policy ${arn} does not exist.`);
    return document;
  });
  const policies = Policy === undefined ? managed : [sessionPolicies.check(Policy), ...managed];
  const characters = policies.reduce((sum, text) => sum + text.length, 0);
  if (characters > POLICY_CHARACTERS_MAX) throw packedPolicyTooLarge(POLICY_CHARACTERS_MAX);
  return policies.length === 0 ? undefined : policies;
}

function listTags({ Tags = [] }: AssumeRoleRequest): readonly SessionTag[] {
  const tags = Tags.map(({ Key = '', Value = '' }) => ({ Key, Value }));
  const keys = tags.map(({ Key }) => Key.toLowerCase());
  const twice = tags.find((_, index) => keys.indexOf(keys[index] ?? '') !== index);
  if (twice === undefined) return tags;
  throw validationError(
    `Duplicate tag keys found. Please note that Tag keys are case insensitive: ${twice.Key}`,
  );
}

/** Those of the session that becomes this one stay as they are, and go on. */
function listTransitive(
  { TransitiveTagKeys = [] }: AssumeRoleRequest,
  tags: readonly SessionTag[],
  former: readonly SessionTag[],
): readonly SessionTag[] {
  const changed = tags.find((tag) => findTag(former, tag.Key) !== undefined);
  if (changed !== undefined) {
    throw validationError(
      `The tag ${changed.Key} is transitive in the session that calls, and cannot be passed again.`,
    );
  }
  const chosen = TransitiveTagKeys.map((key) => {
    const tag = findTag(tags, key);
    if (tag === undefined)
      throw validationError(`The transitive tag key ${key} is no session tag.`);
    return tag;
  });
  return [...former, ...chosen];
}

function findTag(tags: readonly SessionTag[], key: string): SessionTag | undefined {
  return tags.find(({ Key }) => Key.toLowerCase() === key.toLowerCase());
}

function toSourceIdentity(
  { SourceIdentity: asked }: AssumeRoleRequest,
  former: RoleSession | undefined,
): string | undefined {
  const set = former?.sourceIdentity;
  if (set !== undefined && asked !== undefined && asked !== set) {
    throw validationError('The source identity of a session cannot be changed.');
  }
  return set ?? asked;
}

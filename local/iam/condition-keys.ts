// What a policy's conditions may ask about a call (IAM User Guide, AWS global condition context keys).
import type { CallContext, Conditions, Permission, Principal, SessionTag } from '../service.ts';
import type { ConditionKeys, ContextValue } from './policy/pattern.ts';
import type { PolicyHolder } from './store.ts';

type Values = Readonly<Record<string, ContextValue | undefined>>;

/** Put together when the first condition asks: most policies have none that applies. */
export function toConditionKeys(
  permission: Permission,
  context: CallContext,
  now: Date,
  holder: PolicyHolder | undefined,
): ConditionKeys {
  let ofResource: ReadonlyMap<string, ContextValue> | undefined;
  let shared: ReadonlyMap<string, ContextValue> | undefined;
  return {
    get: (name) => {
      const found = findIgnoringCase(permission.conditions ?? NONE, name);
      if (found !== undefined) return found;
      ofResource ??= toResourceMap(permission);
      const known = ofResource.get(name);
      if (known !== undefined) return known;
      shared ??= describeCall(context, now, holder);
      return shared.get(name);
    },
  };
}

const NONE: Conditions = {};

/** Conditions name keys in any case of letters. @param asked in lower case */
function findIgnoringCase(values: Values, asked: string): ContextValue | undefined {
  for (const name in values) {
    if (name.length === asked.length && name.toLowerCase() === asked) return values[name];
  }
  return undefined;
}

const keptMaps = new WeakMap<Values, ReadonlyMap<string, ContextValue>>();

function toResourceMap({
  resourceConditions: values = NONE,
}: Permission): ReadonlyMap<string, ContextValue> {
  if (typeof values === 'function') return toMap(values());
  const known = keptMaps.get(values);
  if (known !== undefined) return known;
  const made = toMap(values);
  keptMaps.set(values, made);
  return made;
}

function toMap(...all: readonly Values[]): ReadonlyMap<string, ContextValue> {
  const keys = new Map<string, ContextValue>();
  for (const values of all) {
    for (const [name, value] of Object.entries(values)) {
      if (value !== undefined) keys.set(name.toLowerCase(), value);
    }
  }
  return keys;
}

/** What every call has, whatever is asked for. */
function describeCall(
  context: CallContext,
  now: Date,
  holder: PolicyHolder | undefined,
): ReadonlyMap<string, ContextValue> {
  const tags = listPrincipalTags(context.principal, holder);
  return toMap(
    {
      'aws:CurrentTime': now.toISOString(),
      'aws:EpochTime': String(Math.floor(now.getTime() / 1000)),
      'aws:RequestedRegion': context.region,
      'aws:ResourceAccount': context.accountId,
      // Nothing leaves the machine: policies that demand TLS mean the network.
      'aws:SecureTransport': 'true',
    },
    describeVia(context),
    describePrincipal(context.principal, holder?.id),
    Object.fromEntries(tags.map(({ Key, Value }) => [`aws:PrincipalTag/${Key}`, Value])),
  );
}

/** A session's own go before its role's of the same key, in whatever letters (IAM User Guide, Pass session tags in AWS STS). */
function listPrincipalTags(
  principal: Principal,
  holder: PolicyHolder | undefined,
): readonly SessionTag[] {
  const session = principal.kind === 'role' ? (principal.session?.tags ?? []) : [];
  return [...(holder?.tags ?? []), ...session];
}

/** A service that uses its caller's rights. One that calls for itself is not in aws:CalledVia. */
function describeVia({ viaService }: CallContext): Values {
  if (viaService === undefined) return { 'aws:ViaAWSService': 'false' };
  return {
    'aws:ViaAWSService': 'true',
    'aws:CalledVia': [viaService],
    'aws:CalledViaFirst': viaService,
    'aws:CalledViaLast': viaService,
  };
}

/** @param id the role's or user's unique id */
function describePrincipal(principal: Principal, id: string | undefined): Values {
  const { accountId } = principal;
  const shared = {
    'aws:PrincipalAccount': accountId,
    'aws:PrincipalIsAWSService': 'false',
    'aws:SourceIp': '127.0.0.1',
  };
  switch (principal.kind) {
    case 'root':
      return {
        ...shared,
        'aws:PrincipalArn': `arn:aws:iam::${accountId}:root`,
        'aws:PrincipalType': 'Account',
        'aws:userid': accountId,
      };
    case 'role': {
      const session = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
      return {
        ...shared,
        'aws:PrincipalArn': principal.roleArn,
        'aws:PrincipalType': 'AssumedRole',
        'aws:userid': id === undefined ? undefined : `${id}:${session}`,
        'aws:SourceIdentity': principal.session?.sourceIdentity,
        'aws:MultiFactorAuthPresent': 'false', // known of temporary credentials only
      };
    }
    case 'user':
      return {
        ...shared,
        'aws:PrincipalArn': principal.arn,
        'aws:PrincipalType': 'User',
        'aws:username': principal.userName,
        'aws:userid': id,
      };
    case 'service':
      return {
        'aws:PrincipalIsAWSService': 'true',
        'aws:PrincipalType': 'Service',
        'aws:PrincipalServiceName': principal.service,
        'aws:PrincipalServiceNamesList': [principal.service],
        'aws:SourceAccount': accountId,
        'aws:SourceArn': principal.sourceArn,
      };
  }
}

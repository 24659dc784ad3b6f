// What a call on a secret asks of IAM: the secret's ARN, its policy, and the condition keys of the service.
// docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
import { toArn } from '../arn.ts';
import { createBoundedCache } from '../bounded-cache.ts';
import type { CallContext, Conditions, Permission } from '../service.ts';
import type { Parts } from './parts.ts';
import type { SecretDocument } from './secret-document.ts';

const DESCRIBED_MAX = 4096;

export function toSecretPermission(
  { secrets }: Parts,
  context: CallContext,
  operation: string,
  secretId: string,
  conditions: Conditions = {},
): Permission {
  const secret = findTolerantly(() => secrets.find(context.region, secretId));
  const resource = secret?.arn ?? toUnknownArn(context, secretId);
  return {
    action: `secretsmanager:${operation}`,
    resource,
    resourceName: secret === undefined ? secretId : undefined,
    resourcePolicy: secret?.policy,
    conditions,
    resourceConditions:
      secret === undefined ? { 'secretsmanager:SecretId': resource } : toResourceConditions(secret),
  };
}

export function toCreatePermission(
  context: CallContext,
  operation: string,
  name: string,
  conditions: Conditions,
): Permission {
  return {
    action: `secretsmanager:${operation}`,
    resource: toUnknownArn(context, name),
    resourceName: name,
    conditions,
  };
}

/** The key that a request names. An alias is known to KMS alone. */
export function toKeyConditions(
  { region, accountId }: CallContext,
  keyId: string | undefined,
): Conditions {
  if (keyId === undefined) return {};
  const arn = keyId.includes(':key/')
    ? keyId
    : toArn({ service: 'kms', region, accountId, resource: `key/${keyId}` });
  return {
    'secretsmanager:KmsKeyId': keyId,
    ...(keyId.includes('alias/') ? {} : { 'secretsmanager:KmsKeyArn': arn }),
  };
}

export function toRequestTags(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): Conditions {
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [`aws:RequestTag/${Key}`, Value])),
    'aws:TagKeys': tags.map(({ Key = '' }) => Key),
  };
}

/** Conditions of members that are there; a left-out one sets no key. */
export function toConditions(
  members: Readonly<Record<string, string | number | boolean | undefined>>,
): Conditions {
  const conditions: Record<string, string> = {};
  for (const [key, value] of Object.entries(members)) {
    if (value !== undefined) conditions[key] = String(value);
  }
  return conditions;
}

/** A secret's condition keys, and what they follow from. */
interface Described {
  readonly tags: SecretDocument['tags'] | undefined;
  readonly primaryRegion: string | undefined;
  readonly lambdaArn: string | undefined;
  readonly conditions: Conditions;
}

/** By ARN. What comes and goes with a version is not in them, so a secret that is written again and again is described once. */
const described = createBoundedCache<Described>(DESCRIBED_MAX);

function toResourceConditions(secret: SecretDocument): Conditions {
  const { arn, tags, primaryRegion } = secret;
  const lambdaArn = secret.rotation?.lambdaArn;
  const known = described.get(arn);
  if (
    known !== undefined &&
    known.tags === tags &&
    known.primaryRegion === primaryRegion &&
    known.lambdaArn === lambdaArn
  ) {
    return known.conditions;
  }
  const conditions = describe(secret);
  described.set(arn, { tags, primaryRegion, lambdaArn, conditions });
  return conditions;
}

function describe({ arn, rotation, primaryRegion, tags = [] }: SecretDocument): Conditions {
  const conditions: Record<string, string> = { 'secretsmanager:SecretId': arn };
  if (rotation !== undefined) {
    conditions['secretsmanager:resource/AllowRotationLambdaArn'] = rotation.lambdaArn;
  }
  if (primaryRegion !== undefined) {
    conditions['secretsmanager:SecretPrimaryRegion'] = primaryRegion;
  }
  for (const { Key, Value } of tags) {
    conditions[`aws:ResourceTag/${Key}`] = Value;
    conditions[`secretsmanager:ResourceTag/${Key}`] = Value;
  }
  return conditions;
}

/** AWS asks for a secret that it does not know as one whose suffix could be any. */
function toUnknownArn({ region, accountId }: CallContext, secretId: string): string {
  if (secretId.startsWith('arn:')) return secretId;
  const resource = `secret:${secretId}-??????`;
  return toArn({ service: 'secretsmanager', region, accountId, resource });
}

/** An impossible name is refused by the action, in its own words; here it is just unknown. */
function findTolerantly(find: () => SecretDocument | undefined): SecretDocument | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}

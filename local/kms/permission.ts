// What a call on a key asks of IAM: the key's ARN and policy, and KMS's own condition keys.
// docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
import { toArn } from '../arn.ts';
import type { CallContext, Permission } from '../service.ts';
import type { EncryptionContext } from './ciphertext.ts';
import type { Parts } from './parts.ts';
import type { KeyDocument, KeyStore } from './store.ts';

export interface PermissionDetails {
  readonly encryptionContext?: EncryptionContext | undefined;
  readonly conditions?: Conditions;
}

type Conditions = Readonly<Record<string, string | readonly string[]>>;

/** @param keyId as the caller gave it; undefined where a ciphertext names no key of this endpoint */
export function toKeyPermission(
  { keys }: Parts,
  context: CallContext,
  action: string,
  keyId: string | undefined,
  { encryptionContext = {}, conditions }: PermissionDetails = {},
): Permission {
  const key = keyId === undefined ? undefined : keys.find(context.region, keyId);
  const use = describeUse(context, action, keyId, encryptionContext);
  return {
    action: `kms:${action}`,
    resource: key?.arn ?? toUnknownArn(context, keyId ?? '*'),
    resourcePolicy: key?.policy,
    conditions: conditions === undefined ? use : { ...use, ...conditions },
    // The key's aliases have to be looked for.
    resourceConditions: key === undefined ? undefined : () => describeKey(keys, key),
  };
}

/** Who asks, for what, and with which encryption context. Filled and not put together: it is made for every value that is stored. */
function describeUse(
  context: CallContext,
  action: string,
  keyId: string | undefined,
  encryptionContext: EncryptionContext,
): Conditions {
  const conditions = describeCaller(context);
  const isCryptographic = CRYPTOGRAPHIC.has(action);
  const alias = keyId?.indexOf('alias/') ?? -1;
  if (keyId !== undefined && alias !== -1 && (isCryptographic || action === 'DescribeKey')) {
    conditions['kms:RequestAlias'] = keyId.slice(alias);
  }
  if (isCryptographic) conditions['kms:EncryptionAlgorithm'] = 'SYMMETRIC_DEFAULT';
  const names = Object.keys(encryptionContext);
  for (const name of names) {
    conditions[`kms:EncryptionContext:${name}`] = encryptionContext[name] ?? '';
  }
  if (names.length > 0) conditions['kms:EncryptionContextKeys'] = names;
  return conditions;
}

/** Who asks, and through which service. */
export function describeCaller(context: CallContext): Record<string, string | readonly string[]> {
  const conditions: Record<string, string> = {
    'kms:CallerAccount': context.principal.accountId,
  };
  const via = findViaService(context);
  if (via !== undefined) conditions['kms:ViaService'] = via;
  return conditions;
}

/** What every key of this endpoint is. */
export const KEY_CONDITIONS: Conditions = {
  'kms:KeyOrigin': 'AWS_KMS',
  'kms:KeySpec': 'SYMMETRIC_DEFAULT',
  'kms:KeyUsage': 'ENCRYPT_DECRYPT',
  'kms:MultiRegion': 'false',
};

const CRYPTOGRAPHIC = new Set([
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
]);

function describeKey(keys: KeyStore, key: KeyDocument): Conditions {
  const aliases = keys
    .listAliases(key.region, '', -1)
    .flatMap(({ name, targetKeyId }) => (targetKeyId === key.id ? [name] : []));
  return {
    ...KEY_CONDITIONS,
    ...(aliases.length === 0 ? {} : { 'kms:ResourceAliases': aliases }),
    ...Object.fromEntries(
      key.tags.map(({ TagKey, TagValue }) => [`aws:ResourceTag/${TagKey}`, TagValue]),
    ),
  };
}

/** Alias operations ask for rights to the alias and to the key. */
export function toAliasPermission(
  { keys }: Parts,
  context: CallContext,
  action: string,
  aliasName: string,
): Permission {
  return {
    action: `kms:${action}`,
    resource: keys.toAliasArn(context.region, aliasName),
    conditions: describeCaller(context),
  };
}

const DOMAIN = '.amazonaws.com';

/** `secretsmanager.eu-west-1.amazonaws.com`: KMS names the service with its region. */
function findViaService({ principal, viaService, region }: CallContext): string | undefined {
  const service = viaService ?? (principal.kind === 'service' ? principal.service : undefined);
  if (service?.endsWith(DOMAIN) !== true) return service;
  return `${service.slice(0, -DOMAIN.length)}.${region}${DOMAIN}`;
}

function toUnknownArn({ region, accountId }: CallContext, keyId: string): string {
  if (keyId.startsWith('arn:')) return keyId;
  return toArn({ service: 'kms', region, accountId, resource: `key/${keyId}` });
}

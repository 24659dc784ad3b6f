// What a call on a key asks of IAM: the key's ARN and policy, and KMS's own condition keys.
// docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html
import { toArn } from '../arn.ts';
import type { CallContext, Permission } from '../service.ts';
import type { EncryptionContext } from './ciphertext.ts';
import type { Parts } from './parts.ts';

export interface PermissionDetails {
  readonly encryptionContext?: EncryptionContext | undefined;
  readonly conditions?: Readonly<Record<string, string | readonly string[]>>;
}

/** @param keyId as the caller gave it; undefined where a ciphertext names no key of this endpoint */
export function toKeyPermission(
  { keys }: Parts,
  context: CallContext,
  action: string,
  keyId: string | undefined,
  { encryptionContext = {}, conditions = {} }: PermissionDetails = {},
): Permission {
  const key = keyId === undefined ? undefined : keys.find(context.region, keyId);
  const via = findViaService(context);
  const contextKeys = Object.keys(encryptionContext);
  return {
    action: `kms:${action}`,
    resource: key?.arn ?? toUnknownArn(context, keyId ?? '*'),
    ...(key === undefined ? {} : { resourcePolicy: key.policy }),
    conditions: {
      'kms:CallerAccount': context.principal.accountId,
      ...(via === undefined ? {} : { 'kms:ViaService': via }),
      ...(keyId?.includes('alias/') === true
        ? { 'kms:RequestAlias': keyId.slice(keyId.indexOf('alias/')) }
        : {}),
      ...Object.fromEntries(
        contextKeys.map((name) => [`kms:EncryptionContext:${name}`, encryptionContext[name] ?? '']),
      ),
      ...(contextKeys.length === 0 ? {} : { 'kms:EncryptionContextKeys': contextKeys }),
      ...Object.fromEntries(
        (key?.tags ?? []).map(({ TagKey, TagValue }) => [`aws:ResourceTag/${TagKey}`, TagValue]),
      ),
      ...conditions,
    },
  };
}

/** Alias operations ask for rights to the alias and to the key. */
export function toAliasPermission(
  { keys }: Parts,
  context: CallContext,
  action: string,
  aliasName: string,
): Permission {
  return { action: `kms:${action}`, resource: keys.toAliasArn(context.region, aliasName) };
}

/** `secretsmanager.eu-west-1.amazonaws.com`: KMS names the service with its region. */
function findViaService({ principal, viaService, region }: CallContext): string | undefined {
  const service = viaService ?? (principal.kind === 'service' ? principal.service : undefined);
  return service?.replace(/\.amazonaws\.com$/u, `.${region}.amazonaws.com`);
}

function toUnknownArn({ region, accountId }: CallContext, keyId: string): string {
  if (keyId.startsWith('arn:')) return keyId;
  return toArn({ service: 'kms', region, accountId, resource: `key/${keyId}` });
}

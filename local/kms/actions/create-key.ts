// CreateKey: a symmetric encryption key. Asymmetric, HMAC, imported and multi-Region keys are refused by name.
import type { CreateKeyRequest, CreateKeyResponse } from '@aws-sdk/client-kms';
import { toArn } from '../../arn.ts';
import { checkConstraints } from '../../constraints.ts';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { tags } from '../constraints.ts';
import { notSupported } from '../errors.ts';
import { toKeyMetadata } from '../key-metadata.ts';
import { checkKeyPolicy, toDefaultKeyPolicy } from '../key-policy.ts';
import type { Parts } from '../parts.ts';
import { describeCaller, KEY_CONDITIONS } from '../permission.ts';
import { checkNoLockout } from '../policy-lockout.ts';
import type { KeyDocument } from '../store.ts';
import { applyTags, toTagConditions } from '../tags.ts';

const constraints = {
  Policy: { length: [1, 131_072] },
  Description: { length: [0, 8192] },
  Tags: tags,
} as const;

export function createCreateKey({
  environment,
  keys,
  material,
}: Parts): Action<CreateKeyRequest, CreateKeyResponse> {
  return {
    permissions: ({ Tags = [], BypassPolicyLockoutSafetyCheck: bypass }, context) => {
      const conditions = { ...describeCaller(context), ...toTagConditions(Tags) };
      const create = {
        ...KEY_CONDITIONS,
        ...(bypass === undefined ? {} : { 'kms:BypassPolicyLockoutSafetyCheck': String(bypass) }),
      };
      return [
        { action: 'kms:CreateKey', resource: '*', conditions: { ...conditions, ...create } },
        ...(Tags.length === 0 ? [] : [{ action: 'kms:TagResource', resource: '*', conditions }]),
      ];
    },
    run: (input, { region, principal }) => {
      checkConstraints(constraints, input);
      checkSupported(input);
      const { accountId, random, clock } = environment;
      const policy = input.Policy ?? toDefaultKeyPolicy(accountId);
      checkKeyPolicy(policy);
      if (input.BypassPolicyLockoutSafetyCheck !== true) checkNoLockout(policy, principal);
      const id = createUuid(random);
      const arn = toArn({ service: 'kms', region, accountId, resource: `key/${id}` });
      const key: KeyDocument = {
        id,
        arn,
        region,
        createdMs: clock.now(),
        description: input.Description ?? '',
        state: 'Enabled',
        manager: 'CUSTOMER',
        policy,
        tags: applyTags([], input.Tags ?? []),
        materials: [material.create(arn, 0)],
      };
      keys.put(key);
      return { KeyMetadata: toKeyMetadata(key, accountId) };
    },
  };
}

function checkSupported(input: CreateKeyRequest): void {
  const { CustomerMasterKeySpec: formerSpec } = input as {
    readonly CustomerMasterKeySpec?: string;
  };
  const spec = input.KeySpec ?? formerSpec ?? 'SYMMETRIC_DEFAULT';
  if (spec !== 'SYMMETRIC_DEFAULT') throw notSupported(`KeySpec ${spec}`);
  const usage = input.KeyUsage ?? 'ENCRYPT_DECRYPT';
  if (usage !== 'ENCRYPT_DECRYPT') throw notSupported(`KeyUsage ${usage}`);
  const origin = input.Origin ?? 'AWS_KMS';
  if (origin !== 'AWS_KMS') throw notSupported(`Origin ${origin}`);
  if (input.CustomKeyStoreId !== undefined) throw notSupported('A custom key store');
  if (input.XksKeyId !== undefined) throw notSupported('An external key store');
  if (input.MultiRegion === true) throw notSupported('A multi-Region key');
}

// AWS KMS, member by member: what manages keys and aliases.
import { keyId, limit, marker, metadata, nextPage, tags } from './kms-members.ts';
import { never, partly, refused, type ServiceSupport } from './support.ts';

const UNSUPPORTED = 'UnsupportedOperationException';

export const keyActions: ServiceSupport = {
  CancelKeyDeletion: {
    input: { KeyId: keyId },
    output: { KeyId: 'the key’s ARN; it is Disabled' },
  },
  CreateAlias: {
    input: { AliasName: '`alias/…`, not `alias/aws/…`', TargetKeyId: keyId },
    output: {},
  },
  CreateKey: {
    input: {
      Policy: 'enforced; the account may do everything where left out',
      Description: '',
      KeyUsage: partly('ENCRYPT_DECRYPT', UNSUPPORTED, { KeyUsage: 'SIGN_VERIFY' }),
      CustomerMasterKeySpec: partly('SYMMETRIC_DEFAULT', UNSUPPORTED, {
        CustomerMasterKeySpec: 'RSA_2048',
      }),
      KeySpec: partly('SYMMETRIC_DEFAULT', UNSUPPORTED, { KeySpec: 'ECC_NIST_P256' }),
      Origin: partly('AWS_KMS', UNSUPPORTED, { Origin: 'EXTERNAL' }),
      CustomKeyStoreId: refused('there are no key stores', UNSUPPORTED, {
        CustomKeyStoreId: 'cks-0',
      }),
      XksKeyId: refused('there are no key stores', UNSUPPORTED, { XksKeyId: 'key' }),
      BypassPolicyLockoutSafetyCheck: 'else a policy that locks its author out is refused',
      ...tags,
      MultiRegion: partly('`false`', UNSUPPORTED, { MultiRegion: true }),
    },
    output: { ...metadata, 'KeyMetadata.DeletionDate': never('a new key') },
  },
  DeleteAlias: { input: { AliasName: '' }, output: {} },
  DescribeKey: {
    input: {
      KeyId: 'key id, key ARN, alias or alias ARN; `alias/aws/…` comes into being here',
      GrantTokens: refused('there are no grants', 'InvalidGrantTokenException', {
        ...{ KeyId: 'alias/probe', GrantTokens: ['token'] },
      }),
    },
    output: { ...metadata, 'KeyMetadata.DeletionDate': 'while the deletion is pending' },
  },
  DisableKey: { input: { KeyId: keyId }, output: {} },
  DisableKeyRotation: { input: { KeyId: keyId }, output: {} },
  EnableKey: { input: { KeyId: keyId }, output: {} },
  EnableKeyRotation: {
    input: { KeyId: keyId, RotationPeriodInDays: '90 to 2,560; 365 where left out' },
    output: {},
  },
  GetKeyPolicy: {
    input: { KeyId: keyId, PolicyName: '`default`' },
    output: { Policy: 'the text that was put', PolicyName: '' },
  },
  GetKeyRotationStatus: {
    input: { KeyId: keyId },
    output: {
      KeyRotationEnabled: '',
      KeyId: '',
      RotationPeriodInDays: 'where it is enabled',
      NextRotationDate: 'where it is enabled; new material comes at the first use after it',
      OnDemandRotationStartDate: never('RotateKeyOnDemand is refused'),
    },
  },
  ListAliases: {
    input: { KeyId: keyId, Limit: limit, Marker: marker },
    output: { Aliases: 'AWS’s own once they were used', ...nextPage },
  },
  ListKeyPolicies: {
    input: { KeyId: keyId, Limit: limit, Marker: marker },
    output: {
      PolicyNames: '`default`',
      NextMarker: never('there is one policy'),
      Truncated: '',
    },
  },
  ListKeys: { input: { Limit: limit, Marker: marker }, output: { Keys: '', ...nextPage } },
  ListResourceTags: {
    input: { KeyId: keyId, Limit: '1 to 50', Marker: marker },
    output: { Tags: '', ...nextPage },
  },
  PutKeyPolicy: {
    input: {
      KeyId: keyId,
      Policy: 'up to 131,072 characters; enforced',
      PolicyName: '`default`',
      BypassPolicyLockoutSafetyCheck: 'else a policy that locks its author out is refused',
    },
    output: {},
  },
  ScheduleKeyDeletion: {
    input: { KeyId: keyId, PendingWindowInDays: '7 to 30; 30 where left out' },
    output: { KeyId: 'the key’s ARN', DeletionDate: '', KeyState: '', PendingWindowInDays: '' },
  },
  TagResource: { input: { KeyId: keyId, ...tags }, output: {} },
  UntagResource: { input: { KeyId: keyId, TagKeys: '' }, output: {} },
  UpdateAlias: { input: { AliasName: '', TargetKeyId: keyId }, output: {} },
  UpdateKeyDescription: { input: { KeyId: keyId, Description: '' }, output: {} },
};

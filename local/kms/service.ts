// AWS KMS: symmetric keys, aliases, data keys, encryption contexts, key policies.
import type { Environment, Service } from '../service.ts';
import { createCancelKeyDeletion } from './actions/cancel-key-deletion.ts';
import { createCreateAlias } from './actions/create-alias.ts';
import { createCreateKey } from './actions/create-key.ts';
import { createDecrypt } from './actions/decrypt.ts';
import { createDeleteAlias } from './actions/delete-alias.ts';
import { createDescribeKey } from './actions/describe-key.ts';
import { createDisableKey } from './actions/disable-key.ts';
import { createDisableKeyRotation } from './actions/disable-key-rotation.ts';
import { createEnableKey } from './actions/enable-key.ts';
import { createEnableKeyRotation } from './actions/enable-key-rotation.ts';
import { createEncrypt } from './actions/encrypt.ts';
import { createGenerateDataKey } from './actions/generate-data-key.ts';
import { createGenerateDataKeyWithoutPlaintext } from './actions/generate-data-key-without-plaintext.ts';
import { createGenerateRandom } from './actions/generate-random.ts';
import { createGetKeyPolicy } from './actions/get-key-policy.ts';
import { createGetKeyRotationStatus } from './actions/get-key-rotation-status.ts';
import { createListAliases } from './actions/list-aliases.ts';
import { createListKeyPolicies } from './actions/list-key-policies.ts';
import { createListKeys } from './actions/list-keys.ts';
import { createListResourceTags } from './actions/list-resource-tags.ts';
import { createPutKeyPolicy } from './actions/put-key-policy.ts';
import { createReEncrypt } from './actions/re-encrypt.ts';
import { createScheduleKeyDeletion } from './actions/schedule-key-deletion.ts';
import { createTagResource } from './actions/tag-resource.ts';
import { createUntagResource } from './actions/untag-resource.ts';
import { createUpdateAlias } from './actions/update-alias.ts';
import { createUpdateKeyDescription } from './actions/update-key-description.ts';
import { createKeyDeletions } from './deletions.ts';
import { createKeyMaterial } from './key-material.ts';
import type { Parts } from './parts.ts';
import { createKeyStore } from './store.ts';

export function createKms(environment: Environment): Service {
  const material = createKeyMaterial(environment.masterKey, environment.random);
  const parts: Parts = { environment, material, keys: createKeyStore(environment, material) };
  const deletions = createKeyDeletions(parts);
  return {
    wire: {
      signingName: 'kms',
      protocols: ['awsJson1_1'],
      targetPrefix: 'TrentService',
      schemas: () => import('@aws-sdk/client-kms'),
    },
    actions: {
      CancelKeyDeletion: createCancelKeyDeletion(parts, deletions),
      CreateAlias: createCreateAlias(parts),
      CreateKey: createCreateKey(parts),
      Decrypt: createDecrypt(parts),
      DeleteAlias: createDeleteAlias(parts),
      DescribeKey: createDescribeKey(parts),
      DisableKey: createDisableKey(parts),
      DisableKeyRotation: createDisableKeyRotation(parts),
      EnableKey: createEnableKey(parts),
      EnableKeyRotation: createEnableKeyRotation(parts),
      Encrypt: createEncrypt(parts),
      GenerateDataKey: createGenerateDataKey(parts),
      GenerateDataKeyWithoutPlaintext: createGenerateDataKeyWithoutPlaintext(parts),
      GenerateRandom: createGenerateRandom(parts),
      GetKeyPolicy: createGetKeyPolicy(parts),
      GetKeyRotationStatus: createGetKeyRotationStatus(parts),
      ListAliases: createListAliases(parts),
      ListKeyPolicies: createListKeyPolicies(parts),
      ListKeys: createListKeys(parts),
      ListResourceTags: createListResourceTags(parts),
      PutKeyPolicy: createPutKeyPolicy(parts),
      ReEncrypt: createReEncrypt(parts),
      ScheduleKeyDeletion: createScheduleKeyDeletion(parts, deletions),
      TagResource: createTagResource(parts),
      UntagResource: createUntagResource(parts),
      UpdateAlias: createUpdateAlias(parts),
      UpdateKeyDescription: createUpdateKeyDescription(parts),
    },
    start: () => deletions.start(),
    stop: () => deletions.stop(),
  };
}

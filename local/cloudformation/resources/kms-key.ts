// AWS::KMS::Key (Template Reference). A key that goes is first scheduled for deletion, for 30 days or as said.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { isChanged, pick, toJsonText } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags, type ResourceTag } from '../engine/tags.ts';
import type { ValueRecord } from '../template/value.ts';

interface CreatedKey {
  readonly KeyMetadata: { readonly KeyId: string; readonly Arn: string };
}

export const kmsKey: ResourceProvider = {
  type: 'AWS::KMS::Key',
  shape: {
    members: {
      BypassPolicyLockoutSafetyCheck: 'boolean',
      Description: 'string',
      EnableKeyRotation: 'boolean',
      Enabled: 'boolean',
      KeyPolicy: 'json',
      KeySpec: 'string',
      KeyUsage: 'string',
      MultiRegion: 'boolean',
      Origin: 'string',
      PendingWindowInDays: 'integer',
      RotationPeriodInDays: 'integer',
      Tags: tagList,
    },
  },
  replacedBy: ['KeySpec', 'KeyUsage', 'MultiRegion', 'Origin'],
  attributes: ['Arn', 'KeyId'],
  create: async ({ properties }, context) => {
    const { KeyPolicy } = properties;
    const { KeyMetadata } = await context.call<CreatedKey>('kms', 'CreateKey', {
      ...pick(properties, [
        'BypassPolicyLockoutSafetyCheck',
        'Description',
        'KeySpec',
        'KeyUsage',
        'MultiRegion',
        'Origin',
      ]),
      ...(KeyPolicy === undefined ? {} : { Policy: toJsonText(KeyPolicy) }),
      Tags: toTags(listTags(properties)),
    });
    const { KeyId, Arn } = KeyMetadata;
    context.initiated(KeyId);
    await putState(KeyId, {}, properties, context);
    return { physicalId: KeyId, attributes: { Arn, KeyId } };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, context) => {
    const KeyId = physicalId;
    if (isChanged(before, properties, ['KeyPolicy']) && properties['KeyPolicy'] !== undefined) {
      const Policy = toJsonText(properties['KeyPolicy']);
      await context.call('kms', 'PutKeyPolicy', { KeyId, PolicyName: 'default', Policy });
    }
    if (isChanged(before, properties, ['Description'])) {
      const Description = properties['Description'] ?? '';
      await context.call('kms', 'UpdateKeyDescription', { KeyId, Description });
    }
    await putState(KeyId, before, properties, context);
    await applyTagChanges(
      findTagChanges(before, properties),
      (tags) => context.call('kms', 'TagResource', { KeyId, Tags: toTags(tags) }),
      (TagKeys) => context.call('kms', 'UntagResource', { KeyId, TagKeys }),
    );
    return { physicalId, attributes };
  },
  delete: async ({ physicalId, properties }, { call }) => {
    const input = { KeyId: physicalId, ...pick(properties, ['PendingWindowInDays']) };
    await ignoreMissing(call('kms', 'ScheduleKeyDeletion', input));
  },
};

function toTags(tags: readonly ResourceTag[]): readonly object[] {
  return tags.map(({ Key: TagKey, Value: TagValue }) => ({ TagKey, TagValue }));
}

async function putState(
  KeyId: string,
  before: ValueRecord,
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<void> {
  const isRotating = after['EnableKeyRotation'] === true;
  const wasRotating = before['EnableKeyRotation'] === true;
  if (isRotating && (!wasRotating || isChanged(before, after, ['RotationPeriodInDays']))) {
    await call('kms', 'EnableKeyRotation', { KeyId, ...pick(after, ['RotationPeriodInDays']) });
  }
  if (!isRotating && wasRotating) await call('kms', 'DisableKeyRotation', { KeyId });
  const isEnabled = after['Enabled'] !== false;
  const wasEnabled = before['Enabled'] !== false;
  if (isEnabled !== wasEnabled)
    await call('kms', isEnabled ? 'EnableKey' : 'DisableKey', { KeyId });
}

// AWS::KMS::Alias (Template Reference): a name that can move from key to key.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { loadText } from '../engine/properties.ts';
import type { ResourceProvider } from '../engine/provider.ts';

export const kmsAlias: ResourceProvider = {
  type: 'AWS::KMS::Alias',
  shape: {
    members: { AliasName: 'string', TargetKeyId: 'string' },
    required: ['AliasName', 'TargetKeyId'],
  },
  replacedBy: ['AliasName'],
  nameProperty: 'AliasName',
  attributes: [],
  plannedId: ({ properties }) => loadText(properties, 'AliasName'),
  create: async ({ properties }, { call }) => {
    await call('kms', 'CreateAlias', properties);
    return { physicalId: loadText(properties, 'AliasName'), attributes: {} };
  },
  update: async ({ properties }, { physicalId }, { call }) => {
    await call('kms', 'UpdateAlias', properties);
    return { physicalId, attributes: {} };
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('kms', 'DeleteAlias', { AliasName: physicalId }));
  },
};

// AWS::SecretsManager::ResourcePolicy (Template Reference).
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { loadText, pick, toJsonText } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import type { ValueRecord } from '../template/value.ts';

export const secretsManagerResourcePolicy: ResourceProvider = {
  type: 'AWS::SecretsManager::ResourcePolicy',
  shape: {
    members: { BlockPublicPolicy: 'boolean', ResourcePolicy: 'json', SecretId: 'string' },
    required: ['ResourcePolicy', 'SecretId'],
  },
  replacedBy: ['SecretId'],
  attributes: ['Id'],
  create: async ({ properties }, context) => await putPolicy(properties, context),
  update: async ({ properties }, _existing, context) => await putPolicy(properties, context),
  delete: async ({ properties }, { call }) => {
    const input = { SecretId: loadText(properties, 'SecretId') };
    await ignoreMissing(call('secretsmanager', 'DeleteResourcePolicy', input));
  },
};

async function putPolicy(properties: ValueRecord, { call }: ProviderContext): Promise<Physical> {
  const { ARN = '' } = await call<{ ARN?: string }>('secretsmanager', 'PutResourcePolicy', {
    SecretId: loadText(properties, 'SecretId'),
    ResourcePolicy: toJsonText(properties['ResourcePolicy']),
    ...pick(properties, ['BlockPublicPolicy']),
  });
  return { physicalId: ARN, attributes: { Id: ARN } };
}

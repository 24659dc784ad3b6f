// AWS::Logs::ResourcePolicy (Template Reference): who may write to this account's logs.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { loadText } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import type { ValueRecord } from '../template/value.ts';

export const logsResourcePolicy: ResourceProvider = {
  type: 'AWS::Logs::ResourcePolicy',
  shape: {
    members: { PolicyDocument: 'string', PolicyName: 'string' },
    required: ['PolicyDocument', 'PolicyName'],
  },
  replacedBy: ['PolicyName'],
  attributes: [],
  create: async ({ properties }, context) => await putPolicy(properties, context),
  update: async ({ properties }, _existing, context) => await putPolicy(properties, context),
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('logs', 'DeleteResourcePolicy', { policyName: physicalId }));
  },
};

async function putPolicy(properties: ValueRecord, { call }: ProviderContext): Promise<Physical> {
  const policyName = loadText(properties, 'PolicyName');
  const policyDocument = loadText(properties, 'PolicyDocument');
  await call('logs', 'PutResourcePolicy', { policyName, policyDocument });
  return { physicalId: policyName, attributes: {} };
}

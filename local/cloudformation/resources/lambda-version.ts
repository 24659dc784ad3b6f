// AWS::Lambda::Version (Template Reference): a published version; every change publishes another.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import type { ResourceProvider } from '../engine/provider.ts';

const members = { CodeSha256: 'string', Description: 'string', FunctionName: 'string' } as const;

export const lambdaVersion: ResourceProvider = {
  type: 'AWS::Lambda::Version',
  shape: { members, required: ['FunctionName'] },
  replacedBy: Object.keys(members),
  attributes: ['FunctionArn', 'Version'],
  create: async ({ properties }, { call }) => {
    const { FunctionArn = '', Version = '' } = await call<{
      FunctionArn?: string;
      Version?: string;
    }>('lambda', 'PublishVersion', properties);
    return { physicalId: FunctionArn, attributes: { FunctionArn, Version } };
  },
  delete: async ({ physicalId }, { call }) => {
    const split = physicalId.lastIndexOf(':');
    await ignoreMissing(
      call('lambda', 'DeleteFunction', {
        FunctionName: physicalId.slice(0, split),
        Qualifier: physicalId.slice(split + 1),
      }),
    );
  },
};

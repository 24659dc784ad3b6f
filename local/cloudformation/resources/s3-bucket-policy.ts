// AWS::S3::BucketPolicy (Template Reference): one policy a bucket.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { loadText, toJsonText } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import type { ValueRecord } from '../template/value.ts';

export const s3BucketPolicy: ResourceProvider = {
  type: 'AWS::S3::BucketPolicy',
  shape: {
    members: { Bucket: 'string', PolicyDocument: 'json' },
    required: ['Bucket', 'PolicyDocument'],
  },
  replacedBy: ['Bucket'],
  attributes: [],
  create: async ({ properties }, context) => await putPolicy(properties, context),
  update: async ({ properties }, _existing, context) => await putPolicy(properties, context),
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('s3', 'DeleteBucketPolicy', { Bucket: physicalId }));
  },
};

async function putPolicy(properties: ValueRecord, { call }: ProviderContext): Promise<Physical> {
  const Bucket = loadText(properties, 'Bucket');
  const Policy = toJsonText(properties['PolicyDocument']);
  await call('s3', 'PutBucketPolicy', { Bucket, Policy });
  return { physicalId: Bucket, attributes: {} };
}

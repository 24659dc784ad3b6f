// AWS::S3::Bucket (Template Reference). A bucket goes only when it is empty.
import { ignoreMissing, isFound } from '../engine/ignore-missing.ts';
import { createBucketName } from '../engine/physical-name.ts';
import { findRecord, findText, isChanged, listRecords, pick } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { type ObjectShape, tagList } from '../engine/shape.ts';
import { listTags } from '../engine/tags.ts';
import type { ValueRecord } from '../template/value.ts';

const encryption: ObjectShape = {
  members: {
    ServerSideEncryptionConfiguration: {
      list: {
        members: {
          BucketKeyEnabled: 'boolean',
          ServerSideEncryptionByDefault: {
            members: { SSEAlgorithm: 'string', KMSMasterKeyID: 'string' },
            required: ['SSEAlgorithm'],
          },
        },
      },
    },
  },
  required: ['ServerSideEncryptionConfiguration'],
};

export const s3Bucket: ResourceProvider = {
  type: 'AWS::S3::Bucket',
  shape: {
    members: {
      BucketName: 'string',
      BucketEncryption: encryption,
      OwnershipControls: {
        members: { Rules: { list: { members: { ObjectOwnership: 'string' } } } },
      },
      PublicAccessBlockConfiguration: {
        members: {
          BlockPublicAcls: 'boolean',
          BlockPublicPolicy: 'boolean',
          IgnorePublicAcls: 'boolean',
          RestrictPublicBuckets: 'boolean',
        },
      },
      VersioningConfiguration: { members: { Status: 'string' }, required: ['Status'] },
      Tags: tagList,
    },
  },
  replacedBy: ['BucketName'],
  nameProperty: 'BucketName',
  attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName', 'WebsiteURL'],
  plannedId: ({ properties }, context) => nameOf(properties, context),
  exists: async (Bucket, _wanted, { call }) => await isFound(call('s3', 'HeadBucket', { Bucket })),
  create: async ({ properties }, context) => {
    const Bucket = nameOf(properties, context);
    const location = context.region === 'us-east-1' ? {} : { LocationConstraint: context.region };
    await context.call('s3', 'CreateBucket', {
      Bucket,
      ...(context.region === 'us-east-1' ? {} : { CreateBucketConfiguration: location }),
    });
    context.initiated(Bucket);
    await putSettings(Bucket, {}, properties, context);
    return toPhysical(Bucket, context);
  },
  update: async ({ properties }, existing, context) => {
    await putSettings(existing.physicalId, existing.properties, properties, context);
    return toPhysical(existing.physicalId, context);
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('s3', 'DeleteBucket', { Bucket: physicalId }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'BucketName') ?? createBucketName(context);
}

/** Property, the operations that put and take it, and how it is said to S3. */
const SETTINGS: readonly {
  readonly property: string;
  readonly put: string;
  readonly remove?: string;
  readonly input: (properties: ValueRecord) => object;
}[] = [
  {
    property: 'BucketEncryption',
    put: 'PutBucketEncryption',
    remove: 'DeleteBucketEncryption',
    input: (properties) => ({
      ServerSideEncryptionConfiguration: { Rules: toEncryptionRules(properties) },
    }),
  },
  {
    property: 'PublicAccessBlockConfiguration',
    put: 'PutPublicAccessBlock',
    remove: 'DeletePublicAccessBlock',
    input: (properties) => pick(properties, ['PublicAccessBlockConfiguration']),
  },
  {
    property: 'OwnershipControls',
    put: 'PutBucketOwnershipControls',
    remove: 'DeleteBucketOwnershipControls',
    input: (properties) => pick(properties, ['OwnershipControls']),
  },
  {
    property: 'VersioningConfiguration',
    put: 'PutBucketVersioning',
    input: (properties) => pick(properties, ['VersioningConfiguration']),
  },
  {
    property: 'Tags',
    put: 'PutBucketTagging',
    remove: 'DeleteBucketTagging',
    input: (properties) => ({ Tagging: { TagSet: listTags(properties) } }),
  },
];

function toEncryptionRules(properties: ValueRecord): readonly object[] {
  const wanted = findRecord(properties, 'BucketEncryption') ?? {};
  return listRecords(wanted, 'ServerSideEncryptionConfiguration').map((rule) => ({
    ApplyServerSideEncryptionByDefault: findRecord(rule, 'ServerSideEncryptionByDefault'),
    ...pick(rule, ['BucketKeyEnabled']),
  }));
}

async function putSettings(
  Bucket: string,
  before: ValueRecord,
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<void> {
  for (const { property, put, remove, input } of SETTINGS) {
    if (!isChanged(before, after, [property])) continue;
    if (after[property] !== undefined) await call('s3', put, { Bucket, ...input(after) });
    else if (remove !== undefined) await call('s3', remove, { Bucket });
  }
}

function toPhysical(bucket: string, { region }: ProviderContext): Physical {
  return {
    physicalId: bucket,
    attributes: {
      Arn: `arn:aws:s3:::${bucket}`,
      DomainName: `${bucket}.s3.amazonaws.com`,
      DualStackDomainName: `${bucket}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${bucket}.s3.${region}.amazonaws.com`,
      WebsiteURL: `http://${bucket}.s3-website-${region}.amazonaws.com`,
    },
  };
}

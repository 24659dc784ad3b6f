// AWS::Lambda::Function (Template Reference). Code and configuration are two calls, as in Lambda's API.
import { zipSync } from 'fflate';
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findRecord, findText, isChanged, pick } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { stringList, tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags, toTagMap } from '../engine/tags.ts';
import type { Value, ValueRecord } from '../template/value.ts';

/** What UpdateFunctionConfiguration takes, each with what it is when the template says nothing (Lambda API). */
const CONFIGURATION: Readonly<Record<string, Value>> = {
  DeadLetterConfig: { TargetArn: '' },
  Description: '',
  Environment: { Variables: {} },
  EphemeralStorage: { Size: 512 },
  Handler: '',
  KmsKeyArn: '',
  Layers: [],
  LoggingConfig: { LogFormat: 'Text' },
  MemorySize: 128,
  Role: '',
  Runtime: '',
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
  VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
};

export const lambdaFunction: ResourceProvider = {
  type: 'AWS::Lambda::Function',
  shape: {
    members: {
      Architectures: stringList,
      Code: {
        members: {
          S3Bucket: 'string',
          S3Key: 'string',
          S3ObjectVersion: 'string',
          ZipFile: 'string',
        },
      },
      DeadLetterConfig: { members: { TargetArn: 'string' } },
      Description: 'string',
      Environment: { members: { Variables: { map: 'string' } } },
      EphemeralStorage: { members: { Size: 'integer' }, required: ['Size'] },
      FunctionName: 'string',
      Handler: 'string',
      KmsKeyArn: 'string',
      Layers: stringList,
      LoggingConfig: {
        members: {
          ApplicationLogLevel: 'string',
          LogFormat: 'string',
          LogGroup: 'string',
          SystemLogLevel: 'string',
        },
      },
      MemorySize: 'integer',
      PackageType: 'string',
      ReservedConcurrentExecutions: 'integer',
      Role: 'string',
      Runtime: 'string',
      Tags: tagList,
      Timeout: 'integer',
      TracingConfig: { members: { Mode: 'string' } },
      VpcConfig: {
        members: {
          Ipv6AllowedForDualStack: 'boolean',
          SecurityGroupIds: stringList,
          SubnetIds: stringList,
        },
      },
    },
    required: ['Code', 'Role'],
  },
  replacedBy: ['FunctionName', 'PackageType'],
  nameProperty: 'FunctionName',
  attributes: ['Arn'],
  plannedId: ({ properties }, context) => nameOf(properties, context),
  create: async ({ properties }, context) => {
    const FunctionName = nameOf(properties, context);
    const { FunctionArn = '' } = await context.call<{ FunctionArn?: string }>(
      'lambda',
      'CreateFunction',
      {
        ...toConfiguration(pick(properties, Object.keys(CONFIGURATION))),
        ...pick(properties, ['Architectures', 'PackageType']),
        FunctionName,
        Code: toCode(properties),
        Tags: toTagMap(listTags(properties)),
      },
    );
    context.initiated(FunctionName);
    await putConcurrency(FunctionName, {}, properties, context);
    return { physicalId: FunctionName, attributes: { Arn: FunctionArn } };
  },
  update: async ({ properties }, existing, context) => {
    const FunctionName = existing.physicalId;
    const before = existing.properties;
    if (isChanged(before, properties, ['Code', 'Architectures'])) {
      const input = { FunctionName, ...toCode(properties), ...pick(properties, ['Architectures']) };
      await context.call('lambda', 'UpdateFunctionCode', input);
    }
    const names = Object.keys(CONFIGURATION).filter((name) =>
      isChanged(before, properties, [name]),
    );
    if (names.length > 0) {
      const wanted = names.map((name) => [name, properties[name] ?? CONFIGURATION[name] ?? '']);
      const input = toConfiguration(Object.fromEntries(wanted) as ValueRecord);
      await context.call('lambda', 'UpdateFunctionConfiguration', { FunctionName, ...input });
    }
    await putConcurrency(FunctionName, before, properties, context);
    return await putTags(existing, properties, context);
  },
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('lambda', 'DeleteFunction', { FunctionName: physicalId }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'FunctionName') ?? createPhysicalName(context, 64);
}

function toConfiguration({ KmsKeyArn, ...rest }: ValueRecord): ValueRecord {
  return KmsKeyArn === undefined ? rest : { ...rest, KMSKeyArn: KmsKeyArn };
}

/** `ZipFile` is source text here, which Lambda wants in a zip; the date is fixed, so that equal text is equal code. */
function toCode(properties: ValueRecord): Readonly<Record<string, unknown>> {
  const code = findRecord(properties, 'Code') ?? {};
  const source = findText(code, 'ZipFile');
  if (source === undefined) return code;
  const isPython = findText(properties, 'Runtime')?.startsWith('python') === true;
  const file = isPython ? 'index.py' : 'index.js';
  const zip = zipSync({ [file]: Buffer.from(source) }, { mtime: '1980-01-01T00:00:00' });
  return { ZipFile: zip };
}

async function putConcurrency(
  FunctionName: string,
  before: ValueRecord,
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<void> {
  if (!isChanged(before, after, ['ReservedConcurrentExecutions'])) return;
  const { ReservedConcurrentExecutions } = after;
  if (ReservedConcurrentExecutions === undefined) {
    await call('lambda', 'DeleteFunctionConcurrency', { FunctionName });
  } else {
    await call('lambda', 'PutFunctionConcurrency', { FunctionName, ReservedConcurrentExecutions });
  }
}

async function putTags(
  existing: Physical & { readonly properties: ValueRecord },
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<Physical> {
  const Resource = existing.attributes['Arn'];
  await applyTagChanges(
    findTagChanges(existing.properties, after),
    (tags) => call('lambda', 'TagResource', { Resource, Tags: toTagMap(tags) }),
    (TagKeys) => call('lambda', 'UntagResource', { Resource, TagKeys }),
  );
  return { physicalId: existing.physicalId, attributes: existing.attributes };
}

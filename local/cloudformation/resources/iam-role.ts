// AWS::IAM::Role (Template Reference): the role, its inline policies and its attached ones.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import {
  findText,
  isChanged,
  listRecords,
  listTexts,
  loadText,
  pick,
  toJsonText,
} from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { stringList, tagList } from '../engine/shape.ts';
import { applyTagChanges, findTagChanges, listTags } from '../engine/tags.ts';
import { isSameValue, type ValueRecord } from '../template/value.ts';

export const iamRole: ResourceProvider = {
  type: 'AWS::IAM::Role',
  shape: {
    members: {
      AssumeRolePolicyDocument: 'json',
      Description: 'string',
      ManagedPolicyArns: stringList,
      MaxSessionDuration: 'integer',
      Path: 'string',
      PermissionsBoundary: 'string',
      Policies: {
        list: {
          members: { PolicyDocument: 'json', PolicyName: 'string' },
          required: ['PolicyDocument', 'PolicyName'],
        },
      },
      RoleName: 'string',
      Tags: tagList,
    },
    required: ['AssumeRolePolicyDocument'],
  },
  // A boundary can be changed in AWS; the endpoint's IAM takes one at creation only.
  replacedBy: ['Path', 'RoleName', 'PermissionsBoundary'],
  nameProperty: 'RoleName',
  attributes: ['Arn', 'RoleId'],
  plannedId: ({ properties }, context) => nameOf(properties, context),
  create: async ({ properties }, context) => {
    const RoleName = nameOf(properties, context);
    const { Role } = await context.call<{ Role: { Arn: string; RoleId: string } }>(
      'iam',
      'CreateRole',
      {
        ...pick(properties, ['Description', 'MaxSessionDuration', 'Path', 'PermissionsBoundary']),
        RoleName,
        AssumeRolePolicyDocument: toJsonText(properties['AssumeRolePolicyDocument']),
        Tags: listTags(properties),
      },
    );
    context.initiated(RoleName);
    await putPolicies(RoleName, {}, properties, context);
    return { physicalId: RoleName, attributes: { Arn: Role.Arn, RoleId: Role.RoleId } };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, context) => {
    const RoleName = physicalId;
    if (isChanged(before, properties, ['AssumeRolePolicyDocument'])) {
      const PolicyDocument = toJsonText(properties['AssumeRolePolicyDocument']);
      await context.call('iam', 'UpdateAssumeRolePolicy', { RoleName, PolicyDocument });
    }
    if (isChanged(before, properties, ['Description', 'MaxSessionDuration'])) {
      await context.call('iam', 'UpdateRole', {
        RoleName,
        Description: properties['Description'] ?? '',
        MaxSessionDuration: properties['MaxSessionDuration'] ?? 3600,
      });
    }
    await putPolicies(RoleName, before, properties, context);
    await applyTagChanges(
      findTagChanges(before, properties),
      (Tags) => context.call('iam', 'TagRole', { RoleName, Tags }),
      (TagKeys) => context.call('iam', 'UntagRole', { RoleName, TagKeys }),
    );
    return { physicalId, attributes };
  },
  delete: async ({ physicalId, properties }, context) => {
    await putPolicies(physicalId, properties, {}, context);
    await ignoreMissing(context.call('iam', 'DeleteRole', { RoleName: physicalId }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'RoleName') ?? createPhysicalName(context, 64);
}

async function putPolicies(
  RoleName: string,
  before: ValueRecord,
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<void> {
  const old = toDocuments(before);
  const wanted = toDocuments(after);
  for (const [PolicyName, document] of wanted) {
    if (isSameValue(old.get(PolicyName), document)) continue;
    await call('iam', 'PutRolePolicy', {
      RoleName,
      PolicyName,
      PolicyDocument: toJsonText(document),
    });
  }
  for (const PolicyName of old.keys()) {
    if (wanted.has(PolicyName)) continue;
    await ignoreMissing(call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
  }
  const attached = listTexts(before, 'ManagedPolicyArns');
  const wantedArns = listTexts(after, 'ManagedPolicyArns');
  for (const PolicyArn of wantedArns) {
    if (!attached.includes(PolicyArn))
      await call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  }
  for (const PolicyArn of attached) {
    if (wantedArns.includes(PolicyArn)) continue;
    await ignoreMissing(call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
  }
}

function toDocuments(properties: ValueRecord) {
  return new Map(
    listRecords(properties, 'Policies').map((policy) => [
      loadText(policy, 'PolicyName'),
      policy['PolicyDocument'],
    ]),
  );
}

// AWS::IAM::ManagedPolicy (Template Reference): a policy of its own with versions, attached to its roles.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText, isChanged, listTexts, pick, toJsonText } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { stringList } from '../engine/shape.ts';
import type { ValueRecord } from '../template/value.ts';

interface PolicyVersions {
  readonly Versions?: readonly { VersionId?: string; IsDefaultVersion?: boolean }[];
}

export const iamManagedPolicy: ResourceProvider = {
  type: 'AWS::IAM::ManagedPolicy',
  shape: {
    members: {
      Description: 'string',
      ManagedPolicyName: 'string',
      Path: 'string',
      PolicyDocument: 'json',
      Roles: stringList,
    },
    required: ['PolicyDocument'],
  },
  replacedBy: ['Description', 'ManagedPolicyName', 'Path'],
  nameProperty: 'ManagedPolicyName',
  attributes: ['PolicyArn', 'PolicyId'],
  plannedId: ({ properties }, context) =>
    `arn:aws:iam::${context.accountId}:policy${findText(properties, 'Path') ?? '/'}${nameOf(properties, context)}`,
  create: async ({ properties }, context) => {
    const { Policy } = await context.call<{ Policy: { Arn: string; PolicyId: string } }>(
      'iam',
      'CreatePolicy',
      {
        ...pick(properties, ['Description', 'Path']),
        PolicyName: nameOf(properties, context),
        PolicyDocument: toJsonText(properties['PolicyDocument']),
      },
    );
    context.initiated(Policy.Arn);
    await attach(Policy.Arn, {}, properties, context);
    const attributes = { PolicyArn: Policy.Arn, PolicyId: Policy.PolicyId };
    return { physicalId: Policy.Arn, attributes };
  },
  update: async ({ properties }, { physicalId, attributes, properties: before }, context) => {
    if (isChanged(before, properties, ['PolicyDocument'])) {
      await context.call('iam', 'CreatePolicyVersion', {
        PolicyArn: physicalId,
        PolicyDocument: toJsonText(properties['PolicyDocument']),
        SetAsDefault: true,
      });
      await deleteOldVersions(physicalId, context);
    }
    await attach(physicalId, before, properties, context);
    return { physicalId, attributes };
  },
  delete: async ({ physicalId, properties }, context) => {
    await attach(physicalId, properties, {}, context);
    await ignoreMissing(deleteOldVersions(physicalId, context));
    await ignoreMissing(context.call('iam', 'DeletePolicy', { PolicyArn: physicalId }));
  },
};

function nameOf(properties: ValueRecord, context: ProviderContext): string {
  return findText(properties, 'ManagedPolicyName') ?? createPhysicalName(context, 128);
}

async function attach(
  PolicyArn: string,
  before: ValueRecord,
  after: ValueRecord,
  { call }: ProviderContext,
): Promise<void> {
  const old = listTexts(before, 'Roles');
  const wanted = listTexts(after, 'Roles');
  for (const RoleName of wanted) {
    if (!old.includes(RoleName)) await call('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
  }
  for (const RoleName of old) {
    if (wanted.includes(RoleName)) continue;
    await ignoreMissing(call('iam', 'DetachRolePolicy', { RoleName, PolicyArn }));
  }
}

/** IAM keeps five versions at the most; only the default one is of use here. */
async function deleteOldVersions(PolicyArn: string, { call }: ProviderContext): Promise<void> {
  const { Versions = [] } = await call<PolicyVersions>('iam', 'ListPolicyVersions', { PolicyArn });
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (IsDefaultVersion === true) continue;
    await call('iam', 'DeletePolicyVersion', { PolicyArn, VersionId });
  }
}

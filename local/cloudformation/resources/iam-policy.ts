// AWS::IAM::Policy (Template Reference): one inline policy in each of its roles.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { listTexts, loadText, toJsonText } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { stringList } from '../engine/shape.ts';
import type { ValueRecord } from '../template/value.ts';

export const iamPolicy: ResourceProvider = {
  type: 'AWS::IAM::Policy',
  shape: {
    members: { PolicyDocument: 'json', PolicyName: 'string', Roles: stringList },
    required: ['PolicyDocument', 'PolicyName', 'Roles'],
  },
  replacedBy: [],
  attributes: ['Id'],
  create: async ({ properties }, context) => {
    const id = createPhysicalName(context, 128);
    context.initiated(id);
    await putPolicy(properties, context);
    return { physicalId: id, attributes: { Id: id } };
  },
  update: async ({ properties }, existing, context) => {
    await putPolicy(properties, context);
    const isRenamed = existing.properties['PolicyName'] !== properties['PolicyName'];
    const left = listTexts(existing.properties, 'Roles').filter(
      (role) => isRenamed || !listTexts(properties, 'Roles').includes(role),
    );
    await removePolicy(existing.properties, left, context);
    return { physicalId: existing.physicalId, attributes: existing.attributes };
  },
  delete: async ({ properties }, context) => {
    await removePolicy(properties, listTexts(properties, 'Roles'), context);
  },
};

async function putPolicy(properties: ValueRecord, { call }: ProviderContext): Promise<void> {
  const PolicyName = loadText(properties, 'PolicyName');
  const PolicyDocument = toJsonText(properties['PolicyDocument']);
  for (const RoleName of listTexts(properties, 'Roles')) {
    await call('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument });
  }
}

async function removePolicy(
  properties: ValueRecord,
  roles: readonly string[],
  { call }: ProviderContext,
): Promise<void> {
  const PolicyName = loadText(properties, 'PolicyName');
  for (const RoleName of roles) {
    await ignoreMissing(call('iam', 'DeleteRolePolicy', { RoleName, PolicyName }));
  }
}

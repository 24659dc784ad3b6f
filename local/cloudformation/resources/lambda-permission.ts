// AWS::Lambda::Permission (Template Reference): one statement of a function's policy; every change makes another.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { loadText } from '../engine/properties.ts';
import type { ResourceProvider } from '../engine/provider.ts';

const members = {
  Action: 'string',
  EventSourceToken: 'string',
  FunctionName: 'string',
  FunctionUrlAuthType: 'string',
  Principal: 'string',
  PrincipalOrgID: 'string',
  SourceAccount: 'string',
  SourceArn: 'string',
} as const;

export const lambdaPermission: ResourceProvider = {
  type: 'AWS::Lambda::Permission',
  shape: { members, required: ['Action', 'FunctionName', 'Principal'] },
  replacedBy: Object.keys(members),
  attributes: ['Id'],
  plannedId: (_wanted, context) => createPhysicalName(context, 100),
  create: async ({ properties }, context) => {
    const StatementId = createPhysicalName(context, 100);
    await context.call('lambda', 'AddPermission', { ...properties, StatementId });
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },
  delete: async ({ physicalId, properties }, { call }) => {
    const FunctionName = loadText(properties, 'FunctionName');
    await ignoreMissing(
      call('lambda', 'RemovePermission', { FunctionName, StatementId: physicalId }),
    );
  },
};

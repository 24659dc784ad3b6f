// AWS::StepFunctions::StateMachineVersion (Template Reference): a published version; every change publishes another.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import type { ResourceProvider } from '../engine/provider.ts';

const members = {
  Description: 'string',
  StateMachineArn: 'string',
  StateMachineRevisionId: 'string',
} as const;

export const stepFunctionsStateMachineVersion: ResourceProvider = {
  type: 'AWS::StepFunctions::StateMachineVersion',
  shape: { members, required: ['StateMachineArn'] },
  replacedBy: Object.keys(members),
  attributes: ['Arn'],
  create: async ({ properties }, { call }) => {
    const { StateMachineArn, StateMachineRevisionId, Description } = properties;
    const { stateMachineVersionArn: Arn = '' } = await call<{ stateMachineVersionArn?: string }>(
      'stepfunctions',
      'PublishStateMachineVersion',
      {
        stateMachineArn: StateMachineArn,
        ...(StateMachineRevisionId === undefined ? {} : { revisionId: StateMachineRevisionId }),
        ...(Description === undefined ? {} : { description: Description }),
      },
    );
    return { physicalId: Arn, attributes: { Arn } };
  },
  delete: async ({ physicalId: stateMachineVersionArn }, { call }) => {
    await ignoreMissing(
      call('stepfunctions', 'DeleteStateMachineVersion', { stateMachineVersionArn }),
    );
  },
};

// AWS::SNS::TopicPolicy (Template Reference): one policy for several topics. Without it a topic has the policy that
// SNS gives to a new one.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { listTexts, toJsonText } from '../engine/properties.ts';
import type { ProviderContext, ResourceProvider } from '../engine/provider.ts';
import { stringList } from '../engine/shape.ts';

export const snsTopicPolicy: ResourceProvider = {
  type: 'AWS::SNS::TopicPolicy',
  shape: {
    members: { PolicyDocument: 'json', Topics: stringList },
    required: ['PolicyDocument', 'Topics'],
  },
  replacedBy: [],
  attributes: ['Id'],
  create: async ({ properties }, context) => {
    const id = createPhysicalName(context, 256);
    context.initiated(id);
    const policy = toJsonText(properties['PolicyDocument']);
    for (const topic of listTexts(properties, 'Topics')) await setPolicy(topic, policy, context);
    return { physicalId: id, attributes: { Id: id } };
  },
  update: async ({ properties }, existing, context) => {
    const topics = listTexts(properties, 'Topics');
    const policy = toJsonText(properties['PolicyDocument']);
    for (const topic of topics) await setPolicy(topic, policy, context);
    const left = listTexts(existing.properties, 'Topics').filter((one) => !topics.includes(one));
    for (const topic of left) await resetPolicy(topic, context);
    return { physicalId: existing.physicalId, attributes: existing.attributes };
  },
  delete: async ({ properties }, context) => {
    for (const topic of listTexts(properties, 'Topics')) await resetPolicy(topic, context);
  },
};

async function setPolicy(
  TopicArn: string,
  AttributeValue: string,
  { call }: ProviderContext,
): Promise<void> {
  const input = { TopicArn, AttributeName: 'Policy', AttributeValue };
  await call('sns', 'SetTopicAttributes', input);
}

const OWNER_ACTIONS = [
  'SNS:GetTopicAttributes',
  'SNS:SetTopicAttributes',
  'SNS:AddPermission',
  'SNS:RemovePermission',
  'SNS:DeleteTopic',
  'SNS:Subscribe',
  'SNS:ListSubscriptionsByTopic',
  'SNS:Publish',
];

async function resetPolicy(topicArn: string, context: ProviderContext): Promise<void> {
  const policy = {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: OWNER_ACTIONS,
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': context.accountId } },
      },
    ],
  };
  await ignoreMissing(setPolicy(topicArn, JSON.stringify(policy), context));
}

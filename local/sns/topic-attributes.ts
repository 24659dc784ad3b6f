// What a topic can be told about itself. Source: SNS API reference, CreateTopic and SetTopicAttributes.
import { isPolicy } from '../iam/service.ts';
import { invalidParameter } from './errors.ts';

const CHECKS: Readonly<Record<string, (value: string) => boolean>> = {
  DisplayName: (value) => value.length <= 100,
  Policy: isPolicy,
  DeliveryPolicy: isJsonObject,
  KmsMasterKeyId: () => true,
  SignatureVersion: (value) => value === '1' || value === '2',
  TracingConfig: (value) => value === 'PassThrough' || value === 'Active',
  DataProtectionPolicy: isJsonObject,
};

/** Roles and rates of delivery logs, which this endpoint does not write. */
const FEEDBACK =
  /^(HTTP|Firehose|Lambda|Application|SQS)(SuccessFeedbackRoleArn|SuccessFeedbackSampleRate|FailureFeedbackRoleArn)$/;

export function parseTopicAttribute(name: string, value: string): string {
  if (FEEDBACK.test(name)) return value;
  if (name.startsWith('Fifo') || name === 'ContentBasedDeduplication') {
    if (value === 'false' || value === '') return '';
    throw invalidParameter('Attributes Reason: this endpoint has no FIFO topics');
  }
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  if (check === undefined) throw invalidParameter(`AttributeName`);
  // An empty value takes the attribute away.
  if (value !== '' && !check(value)) {
    throw invalidParameter(name === 'Policy' ? 'Policy Error: null' : `Attributes Reason: ${name}`);
  }
  return value;
}

export function applyAttributes(
  before: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''),
  );
}

/** A new topic's policy: its own account may use it. */
export function toDefaultPolicy(topicArn: string, accountId: string): string {
  return JSON.stringify({
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: topicArn,
        Condition: { StringEquals: { 'AWS:SourceOwner': accountId } },
      },
    ],
  });
}

export function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

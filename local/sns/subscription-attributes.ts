// What a subscription can be told: filter, raw delivery, dead-letter queue.
// Source: SNS API reference, SetSubscriptionAttributes; developer guide, "Subscription filter policies".
import { findArn } from '../arn.ts';
import { matchesEventPattern, parseEventPattern } from '../event-pattern.ts';
import { PatternError } from '../value-pattern.ts';
import { invalidParameter } from './errors.ts';
import { toFilterable } from './message-attributes.ts';
import type { Notification, Subscription } from './store.ts';
import { isJsonObject } from './topic-attributes.ts';

const NAMES = [
  'FilterPolicy',
  'FilterPolicyScope',
  'RawMessageDelivery',
  'RedrivePolicy',
  'DeliveryPolicy',
];

/** @throws ServiceError InvalidParameterException where one of them, or their combination, is not valid */
export function checkSubscriptionAttributes(
  attributes: Readonly<Record<string, string>>,
  protocol: Subscription['protocol'],
): void {
  for (const name of Object.keys(attributes)) {
    if (!NAMES.includes(name)) throw invalidParameter('AttributeName');
  }
  const { FilterPolicy, FilterPolicyScope = 'MessageAttributes', RawMessageDelivery } = attributes;
  if (!['MessageAttributes', 'MessageBody'].includes(FilterPolicyScope)) {
    throw invalidParameter(
      'FilterPolicyScope: Invalid value. Please use either MessageBody or MessageAttributes',
    );
  }
  if (FilterPolicy !== undefined) checkFilterPolicy(FilterPolicy, FilterPolicyScope);
  if (RawMessageDelivery !== undefined && !['true', 'false'].includes(RawMessageDelivery)) {
    throw invalidParameter('Attributes Reason: RawMessageDelivery');
  }
  if (RawMessageDelivery === 'true' && !['sqs', 'http'].includes(protocol)) {
    throw invalidParameter(
      `Attributes Reason: Delivery protocol [${protocol}] does not support raw message delivery.`,
    );
  }
  const { RedrivePolicy, DeliveryPolicy } = attributes;
  if (RedrivePolicy !== undefined && findDeadLetterArn(attributes) === undefined) {
    throw invalidParameter('RedrivePolicy: deadLetterTargetArn is an invalid arn');
  }
  if (DeliveryPolicy !== undefined && !isJsonObject(DeliveryPolicy)) {
    throw invalidParameter('Attributes Reason: DeliveryPolicy');
  }
}

function checkFilterPolicy(text: string, scope: string): void {
  if (isEmptyObject(text)) return;
  try {
    const { fields } = parseEventPattern(text);
    if (scope === 'MessageAttributes' && fields.some(({ kind }) => kind === 'object')) {
      throw new PatternError(
        'Filter policy scope MessageAttributes does not support nested filter policy',
      );
    }
  } catch (error) {
    if (error instanceof PatternError)
      throw invalidParameter(`FilterPolicy: ${error.message}`, error);
    throw error;
  }
}

export function passesFilter({ attributes }: Subscription, notification: Notification): boolean {
  const { FilterPolicy, FilterPolicyScope } = attributes;
  if (FilterPolicy === undefined || isEmptyObject(FilterPolicy)) return true;
  const pattern = parseEventPattern(FilterPolicy);
  if (FilterPolicyScope !== 'MessageBody') {
    return matchesEventPattern(pattern, toFilterable(notification.attributes));
  }
  // A body that is no JSON object passes no filter.
  if (!isJsonObject(notification.message)) return false;
  return matchesEventPattern(pattern, JSON.parse(notification.message));
}

export function findDeadLetterArn(
  attributes: Readonly<Record<string, string>>,
): string | undefined {
  const { RedrivePolicy } = attributes;
  if (RedrivePolicy === undefined || !isJsonObject(RedrivePolicy)) return undefined;
  const { deadLetterTargetArn } = JSON.parse(RedrivePolicy) as Record<string, unknown>;
  if (typeof deadLetterTargetArn !== 'string') return undefined;
  return findArn(deadLetterTargetArn)?.service === 'sqs' ? deadLetterTargetArn : undefined;
}

function isEmptyObject(text: string): boolean {
  return isJsonObject(text) && Object.keys(JSON.parse(text) as object).length === 0;
}

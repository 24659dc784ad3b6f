// What a queue can be told about itself. Source: SQS API reference, SetQueueAttributes.
import { isPolicy } from '../iam/service.ts';
import { invalidAttributeName, invalidAttributeValue, unsupportedOperation } from './errors.ts';

type Check = (value: string) => boolean;

const between =
  (min: number, max: number): Check =>
  (value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max;

const isBoolean: Check = (value) => value === 'true' || value === 'false';

const CHECKS: Readonly<Record<string, Check>> = {
  DelaySeconds: between(0, 900),
  MaximumMessageSize: between(1024, 1_048_576),
  MessageRetentionPeriod: between(60, 1_209_600),
  ReceiveMessageWaitTimeSeconds: between(0, 20),
  VisibilityTimeout: between(0, 43_200),
  Policy: (value) => value === '' || isPolicy(value),
  RedrivePolicy: (value) => value === '' || findRedrivePolicy(value) !== undefined,
  RedriveAllowPolicy: (value) => value === '' || isJsonObject(value),
  KmsMasterKeyId: () => true,
  KmsDataKeyReusePeriodSeconds: between(60, 86_400),
  SqsManagedSseEnabled: isBoolean,
};

const FIFO_ATTRIBUTES = [
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
];

export const DEFAULT_ATTRIBUTES: Readonly<Record<string, string>> = {
  DelaySeconds: '0',
  MaximumMessageSize: '1048576', // 1 MiB since August 2025
  MessageRetentionPeriod: '345600',
  ReceiveMessageWaitTimeSeconds: '0',
  VisibilityTimeout: '30',
  SqsManagedSseEnabled: 'true',
};

/** The attributes as they will be kept: an empty policy takes it away. */
export function parseAttributes(
  given: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const parsed: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (FIFO_ATTRIBUTES.includes(name)) {
      throw unsupportedOperation(`This endpoint has no FIFO queues (attribute ${name}).`);
    }
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
    if (check === undefined) throw invalidAttributeName(name);
    if (!check(value)) throw invalidAttributeValue(name);
    parsed[name] = value;
  }
  return parsed;
}

export function applyAttributes(
  before: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''),
  );
}

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** AWS takes the count as a number and as its text. */
export function findRedrivePolicy(text: string | undefined): RedrivePolicy | undefined {
  if (text === undefined || !isJsonObject(text)) return undefined;
  const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text) as Record<string, unknown>;
  const count = Number(maxReceiveCount);
  if (typeof deadLetterTargetArn !== 'string' || !deadLetterTargetArn.startsWith('arn:')) {
    return undefined;
  }
  if (!Number.isInteger(count) || count < 1 || count > 1000) return undefined;
  return { deadLetterTargetArn, maxReceiveCount: count };
}

/** Milliseconds of an attribute that counts seconds. */
export function readMilliseconds(
  attributes: Readonly<Record<string, string>>,
  name: keyof typeof DEFAULT_ATTRIBUTES,
): number {
  return Number(attributes[name] ?? DEFAULT_ATTRIBUTES[name]) * 1000;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

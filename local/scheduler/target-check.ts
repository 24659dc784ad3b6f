// A schedule's target at the door. Source: Scheduler API reference, Target; user guide, "Managing targets".
import type { DeadLetterConfig, Target } from '@aws-sdk/client-scheduler';
import { findArn } from '../arn.ts';
import { validationException } from './errors.ts';
import { findUniversalTarget, isReadOnly } from './universal-target.ts';

/** Templated targets that this endpoint can call, by the service in their ARN. */
const TEMPLATED = ['lambda', 'states', 'sqs', 'sns', 'events'];

const DEFAULT_RETRY = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

export function checkTarget(target: Target | undefined, accountId: string): Target {
  const arn = target?.Arn ?? '';
  const universal = findUniversalTarget(arn);
  if (universal === undefined) {
    checkTemplated(arn, target, accountId);
  } else {
    if (isReadOnly(universal)) {
      throw validationException(
        `${universal.operation} is not supported as a target: operations that only read are not.`,
      );
    }
    checkObject(target?.Input);
  }
  return {
    ...target,
    Arn: arn,
    RoleArn: target?.RoleArn ?? '',
    RetryPolicy: { ...DEFAULT_RETRY, ...target?.RetryPolicy },
    ...checkDeadLetterConfig(target?.DeadLetterConfig),
  };
}

function checkTemplated(arn: string, target: Target | undefined, accountId: string): void {
  const parts = findArn(arn);
  if (parts === undefined) {
    throw validationException('Provided Arn is not in correct format.');
  }
  if (!TEMPLATED.includes(parts.service)) {
    throw validationException(
      `Provided Arn service type is not supported: this endpoint calls ${TEMPLATED.join(', ')} and universal targets.`,
    );
  }
  if (parts.accountId !== accountId) {
    throw validationException('Provided Arn is of another account.');
  }
  if (parts.service === 'events' && target?.EventBridgeParameters === undefined) {
    throw validationException('EventBridgeParameters must be specified for event bus targets.');
  }
  if (parts.service === 'sqs' && parts.resource.endsWith('.fifo')) {
    throw validationException('This endpoint has no FIFO queues.');
  }
  if (['states', 'lambda', 'events'].includes(parts.service) && target?.Input !== undefined) {
    checkJson(target.Input);
  }
}

/** A placeholder for a context attribute stands inside a JSON text, so the text is JSON before it is replaced too. */
function checkJson(input: string): unknown {
  try {
    return JSON.parse(input) as unknown;
  } catch (cause) {
    throw validationException('Invalid Input: it must be well-formed JSON.', cause);
  }
}

function checkObject(input: string | undefined): void {
  const parsed = checkJson(input ?? '{}');
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw validationException('Invalid Input: it must be a JSON object.');
  }
}

function checkDeadLetterConfig(config: DeadLetterConfig | undefined): {
  DeadLetterConfig?: DeadLetterConfig;
} {
  if (config?.Arn === undefined) return {};
  const arn = findArn(config.Arn);
  if (arn?.service !== 'sqs' || arn.resource.endsWith('.fifo')) {
    throw validationException('The dead-letter queue must be a standard Amazon SQS queue.');
  }
  return { DeadLetterConfig: { Arn: config.Arn } };
}

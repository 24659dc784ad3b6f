// A delivery that no retry will save: counted, logged, and sent to the target's dead-letter queue if it has one.
import type { Environment } from '../service.ts';
import { toDeadLetter } from './dead-letter.ts';
import { type DeliveryError, toDeliveryError } from './delivery-error.ts';
import type { CountOfRule } from './rule-metrics.ts';
import type { Delivery } from './store.ts';
import { SERVICE_PRINCIPAL } from './target-call.ts';

export interface Failure {
  readonly delivery: Delivery;
  readonly error: DeliveryError;
  readonly exhausted: Parameters<typeof toDeadLetter>[2];
  readonly signal: AbortSignal;
}

export async function giveUp(
  environment: Environment,
  count: CountOfRule,
  { delivery, error, exhausted, signal }: Failure,
): Promise<void> {
  const { target, ruleArn, attempts } = delivery;
  count(delivery, 'Invocations');
  count(delivery, 'FailedInvocations');
  environment.log({
    level: 'warn',
    message: `EventBridge gave up a delivery to ${target.Arn ?? ''} after ${String(attempts)} attempts`,
    resource: ruleArn,
    result: error.code,
  });
  const queueArn = target.DeadLetterConfig?.Arn;
  if (queueArn === undefined) return;
  const { accountId } = environment;
  try {
    await environment.call({
      service: 'sqs',
      operation: 'SendMessage',
      region: queueArn.split(':')[3] ?? delivery.region,
      principal: { kind: 'service', accountId, service: SERVICE_PRINCIPAL, sourceArn: ruleArn },
      signal,
      input: toDeadLetter(delivery, error, exhausted, environment.endpointUrl()),
    });
    count(delivery, 'InvocationsSentToDlq');
  } catch (failure) {
    count(delivery, 'InvocationsFailedToBeSentToDlq');
    environment.log({
      level: 'error',
      message: 'EventBridge could not send an event to its dead-letter queue',
      resource: queueArn,
      result: toDeliveryError(failure).code,
    });
  }
}

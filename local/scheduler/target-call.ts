// What calling a target means: one operation of one service. Source: Scheduler user guide, "Managing targets".
import type { Target } from '@aws-sdk/client-scheduler';
import { findArn } from '../arn.ts';
import { ServiceError } from '../service-error.ts';
import { findUniversalTarget, toUniversalInput } from './universal-target.ts';

export interface TargetCall {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  readonly input: unknown;
}

/**
 * @param payload the target's input, context attributes replaced
 * @param region the schedule's
 */
export function toTargetCall(
  target: Target,
  payload: string,
  { region, endpointUrl }: { readonly region: string; readonly endpointUrl: string },
): TargetCall {
  const universal = findUniversalTarget(target.Arn ?? '');
  if (universal !== undefined) {
    const parameters = JSON.parse(payload) as Readonly<Record<string, unknown>>;
    return { ...universal, region, input: toUniversalInput(universal, parameters) };
  }
  const arn = findArn(target.Arn ?? '');
  if (arn === undefined) throw unsupported(target);
  const call = (service: string, operation: string, input: unknown): TargetCall => ({
    service,
    operation,
    region: arn.region,
    input,
  });
  switch (arn.service) {
    case 'lambda':
      return call('lambda', 'Invoke', {
        FunctionName: target.Arn,
        InvocationType: 'Event',
        Payload: new TextEncoder().encode(payload),
      });
    case 'states':
      return call('stepfunctions', 'StartExecution', {
        stateMachineArn: target.Arn,
        input: payload,
      });
    case 'sqs':
      return call('sqs', 'SendMessage', {
        QueueUrl: `${endpointUrl}/${arn.accountId}/${arn.resource}`,
        MessageBody: payload,
      });
    case 'sns':
      return call('sns', 'Publish', { TopicArn: target.Arn, Message: payload });
    case 'events':
      return call('events', 'PutEvents', {
        Entries: [
          {
            EventBusName: target.Arn,
            Source: target.EventBridgeParameters?.Source,
            DetailType: target.EventBridgeParameters?.DetailType,
            Detail: payload,
          },
        ],
      });
    default:
      throw unsupported(target);
  }
}

function unsupported(target: Target): ServiceError {
  return new ServiceError('ValidationException', `No such target here: ${target.Arn ?? ''}.`);
}

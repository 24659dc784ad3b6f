// What delivering to a target means: one operation of one service, in the name of the rule or of the target's role.
// Source: EventBridge user guide, "Event bus targets", "Using resource-based policies".
import { findArn } from '../arn.ts';
import { createUuid } from '../random.ts';
import type { Environment, Principal } from '../service.ts';
import { isServiceError, ServiceError } from '../service-error.ts';
import type { Delivery } from './store.ts';
import { toTargetInput } from './target-input.ts';

export const SERVICE_PRINCIPAL = 'events.amazonaws.com';

/** A role that could not be assumed is an error of its own: no retry mends it. */
export class RoleError extends Error {}

export async function callTarget(
  environment: Environment,
  delivery: Delivery,
  deliveryId: string,
  signal: AbortSignal,
): Promise<void> {
  const { target, event } = delivery;
  const arn = findArn(target.Arn ?? '');
  if (arn === undefined) throw new ServiceError('ValidationException', 'The target has no ARN.');
  const principal = toPrincipal(environment, delivery);
  const call = async (service: string, operation: string, input: unknown): Promise<void> => {
    await environment.call({ service, operation, input, principal, region: arn.region, signal });
  };
  const payload = toTargetInput(target, delivery);
  switch (arn.service) {
    case 'lambda':
      await call('lambda', 'Invoke', {
        FunctionName: target.Arn,
        InvocationType: 'Event',
        Payload: new TextEncoder().encode(payload),
      });
      return;
    case 'sns':
      await call('sns', 'Publish', { TopicArn: target.Arn, Message: payload });
      return;
    case 'sqs':
      await call('sqs', 'SendMessage', {
        QueueUrl: `${environment.endpointUrl()}/${arn.accountId}/${arn.resource}`,
        MessageBody: payload,
      });
      return;
    case 'states':
      await startExecution(call, target.Arn ?? '', `${event.id}_${deliveryId}`, payload);
      return;
    case 'logs':
      await putLogEvent(environment, call, arn.resource, payload);
      return;
    case 'events':
      await call('events', 'PutForwardedEvent', {
        bus: arn.resource.slice('event-bus/'.length),
        event,
        hops: delivery.hops + 1,
      });
      return;
    default:
      throw new ServiceError('ValidationException', `No target of ${arn.service} here.`);
  }
}

function toPrincipal(environment: Environment, { target, ruleArn, ruleName }: Delivery): Principal {
  if (target.RoleArn === undefined) {
    return {
      kind: 'service',
      accountId: environment.accountId,
      service: SERVICE_PRINCIPAL,
      sourceArn: ruleArn,
    };
  }
  try {
    return environment.identity.assumeRole({
      roleArn: target.RoleArn,
      sessionName: `AWSEvents_${ruleName}`.slice(0, 64),
      servicePrincipal: SERVICE_PRINCIPAL,
      sourceArn: ruleArn,
    });
  } catch (cause) {
    throw new RoleError(isServiceError(cause) ? cause.message : 'The role cannot be assumed.', {
      cause,
    });
  }
}

type CallTarget = (service: string, operation: string, input: unknown) => Promise<void>;

/** The execution bears the delivery's name, so that an attempt whose answer was lost starts nothing twice. */
async function startExecution(
  call: CallTarget,
  stateMachineArn: string,
  name: string,
  input: string,
): Promise<void> {
  try {
    await call('stepfunctions', 'StartExecution', { stateMachineArn, name, input });
  } catch (error) {
    if (!isServiceError(error) || error.code !== 'ExecutionAlreadyExists') throw error;
  }
}

async function putLogEvent(
  { clock, random }: Environment,
  call: CallTarget,
  resource: string,
  message: string,
): Promise<void> {
  const logGroupName = resource.replace(/^log-group:/, '').replace(/:\*$/, '');
  const logStreamName = createUuid(random);
  await call('logs', 'CreateLogStream', { logGroupName, logStreamName });
  const logEvents = [{ timestamp: clock.now(), message }];
  await call('logs', 'PutLogEvents', { logGroupName, logStreamName, logEvents });
}

// Where the outcome of an asynchronous invocation goes: the function's destination, or its dead-letter queue.
// Both are called with the function's role (Lambda developer guide, "Retaining records of asynchronous invocations").
import { findArn } from '../arn.ts';
import type { LambdaResult } from '../lambda-runtime.ts';
import type { Environment, Principal } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import type { FunctionName } from './names.ts';
import { assume } from './sessions.ts';
import type { LambdaStore } from './store.ts';
import type { Telemetry } from './telemetry.ts';

export interface AsyncEvent {
  readonly name: FunctionName;
  /** JSON text. */
  readonly payload: string;
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  readonly due: number;
  /** Runs that failed so far. */
  readonly attempts: number;
  readonly throttles: number;
}

export type Condition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';

/** Never rejects: what cannot be delivered is a count and a line in the log. */
export type Deliver = (
  event: AsyncEvent,
  condition: Condition,
  result: LambdaResult | undefined,
) => Promise<void>;

interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, { DataType: string; StringValue: string }>>;
}

export interface DeliverParts {
  readonly environment: Environment;
  readonly functions: LambdaStore;
  readonly telemetry: Telemetry;
}

export function createDeliver({ environment, functions, telemetry }: DeliverParts): Deliver {
  const send = async (event: AsyncEvent, target: string, message: Message): Promise<void> => {
    const principal = assume(environment, functions.load(event.name).configuration, 'invoke');
    await sendTo(environment, principal, target, message);
  };

  return async (event, condition, result) => {
    const record = functions.find(event.name);
    const config = record?.eventInvokeConfigs[event.name.qualifier ?? '$LATEST'];
    const destination = condition === 'Success' ? config?.onSuccess : config?.onFailure;
    const deadLetter =
      condition === 'Success' ? undefined : record?.configuration.DeadLetterConfig?.TargetArn;
    const deliveries = [
      { target: destination, metric: 'DestinationDeliveryFailures', message: toRecord },
      { target: deadLetter, metric: 'DeadLetterErrors', message: toDeadLetter },
    ] as const;
    for (const { target, metric, message } of deliveries) {
      if (target === undefined) continue;
      try {
        await send(event, target, message(environment, event, condition, result));
      } catch (error) {
        const { region, name } = event.name;
        telemetry.count(region, name, [{ MetricName: metric, Value: 1, Unit: 'Count' }]);
        environment.log({
          level: 'warn',
          message: "An asynchronous invocation's outcome could not be delivered",
          resource: target,
          result: isServiceError(error) ? error.code : 'InternalFailure',
        });
      }
    }
  };
}

function toRecord(
  { clock }: Environment,
  event: AsyncEvent,
  condition: Condition,
  result: LambdaResult | undefined,
): Message {
  const executedVersion = event.name.qualifier ?? '$LATEST';
  const ran = result === undefined ? 0 : 1;
  const body = {
    version: '1.0',
    timestamp: new Date(clock.now()).toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${event.name.unqualifiedArn}:${executedVersion}`,
      condition,
      approximateInvokeCount: event.attempts + ran,
    },
    requestPayload: JSON.parse(event.payload) as unknown,
    ...(result === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion,
            ...(result.kind === 'returned' ? {} : { functionError: 'Unhandled' }),
          },
          responsePayload: JSON.parse(result.payload) as unknown,
        }),
  };
  return { body: JSON.stringify(body), attributes: {} };
}

function toDeadLetter(
  _: Environment,
  event: AsyncEvent,
  __: Condition,
  result: LambdaResult | undefined,
): Message {
  const { errorMessage = '' } = (result === undefined ? {} : JSON.parse(result.payload)) as {
    readonly errorMessage?: string;
  };
  return {
    body: event.payload,
    attributes: {
      RequestID: { DataType: 'String', StringValue: event.requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      // SQS and SNS refuse an empty attribute; AWS cuts the message at 1 KB.
      ErrorMessage: { DataType: 'String', StringValue: errorMessage.slice(0, 1024) || '-' },
    },
  };
}

async function sendTo(
  { call, endpointUrl }: Environment,
  principal: Principal,
  target: string,
  { body, attributes }: Message,
): Promise<void> {
  const arn = findArn(target);
  if (arn === undefined) throw new Error('A destination is no ARN');
  const { service, region, accountId, resource } = arn;
  const MessageAttributes = Object.keys(attributes).length === 0 ? undefined : attributes;
  const queueUrl = `${endpointUrl()}/${accountId}/${resource}`;
  const request = toRequest();
  await call({ service, ...request, principal, region });

  function toRequest(): { readonly operation: string; readonly input: unknown } {
    switch (service) {
      case 'sqs':
        return {
          operation: 'SendMessage',
          input: { QueueUrl: queueUrl, MessageBody: body, MessageAttributes },
        };
      case 'sns':
        return {
          operation: 'Publish',
          input: { TopicArn: target, Message: body, MessageAttributes },
        };
      case 'lambda':
        return {
          operation: 'Invoke',
          input: { FunctionName: target, InvocationType: 'Event', Payload: Buffer.from(body) },
        };
      case 'events':
        return { operation: 'PutEvents', input: { Entries: [toEntry(target, body)] } };
      default:
        throw new Error('A destination is of no known service');
    }
  }
}

function toEntry(target: string, body: string) {
  const { requestContext } = JSON.parse(body) as {
    readonly requestContext: { readonly functionArn: string; readonly condition: Condition };
  };
  const outcome = requestContext.condition === 'Success' ? 'Success' : 'Failure';
  return {
    Source: 'lambda',
    DetailType: `Lambda Function Invocation Result - ${outcome}`,
    EventBusName: target,
    Detail: body,
    Resources: [target, requestContext.functionArn],
  };
}

// What a run waits for a person to do, read from its history; and the token that ends the wait. The token says only that the value has
// been stored: no value ever passes through Step Functions. docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError } from '../rotation/errors.ts';
import type { PersonRequest } from '../rotation/state.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall, type TimedCall } from './timed-call.ts';

export interface WaitingRequest {
  readonly request: PersonRequest;
  /** As good as the right to end the wait: not printed. */
  readonly taskToken: string;
  /** Of the history as it was read. */
  readonly lastEventId: number;
}

export interface PersonRequests {
  /** @returns undefined where the run does not wait for a person */
  find(executionArn: string, signal: AbortSignal): Promise<WaitingRequest | undefined>;
  /** The value is stored. @returns false where the run no longer waits: somebody else was quicker, or its time is over */
  complete(taskToken: string, signal: AbortSignal): Promise<boolean>;
  decline(taskToken: string, reason: string, signal: AbortSignal): Promise<boolean>;
}

const STATE = 'AskPerson';

export function createPersonRequests(config: ClientConfig, clock: Clock): PersonRequests {
  const call = createTimedCall(() => new SFNClient(config), clock);
  return {
    find: async (executionArn, signal) => await find(call, executionArn, signal),
    complete: async (taskToken, signal) =>
      await isHeard(
        call({ call: 'states:SendTaskSuccess', resource: STATE }, signal, (client, options) =>
          client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }), options),
        ),
      ),
    decline: async (taskToken, reason, signal) =>
      await isHeard(
        call({ call: 'states:SendTaskFailure', resource: STATE }, signal, (client, options) =>
          client.send(
            new SendTaskFailureCommand({ taskToken, error: 'Rekey.Declined', cause: reason }),
            options,
          ),
        ),
      ),
  };
}

/** From the end backwards: the newest state that was entered tells whether it waits, and for what. */
async function find(
  call: TimedCall<SFNClient>,
  executionArn: string,
  signal: AbortSignal,
): Promise<WaitingRequest | undefined> {
  const names = { call: 'states:GetExecutionHistory', resource: executionArn };
  let nextToken: string | undefined;
  let taskToken: string | undefined;
  let lastEventId: number | undefined;
  do {
    const page = await call(names, signal, (client, options) =>
      client.send(
        new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, nextToken }),
        options,
      ),
    );
    for (const event of page.events ?? []) {
      lastEventId ??= event.id ?? 0;
      taskToken ??= findToken(event);
      const entered = event.stateEnteredEventDetails;
      if (isPast(event) || (entered !== undefined && entered.name !== STATE)) return undefined;
      if (entered === undefined) continue;
      const request = findRequest(entered.input ?? '{}');
      return request === undefined || taskToken === undefined
        ? undefined
        : { request, taskToken, lastEventId };
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return undefined;
}

function isPast({ type, stateExitedEventDetails: exited }: HistoryEvent): boolean {
  return exited !== undefined || type?.startsWith('Execution') === true;
}

/** Of the last attempt that was scheduled: an earlier one's is worth nothing any more. */
function findToken({ taskScheduledEventDetails: scheduled }: HistoryEvent): string | undefined {
  if (scheduled?.resource !== 'publish.waitForTaskToken') return undefined;
  const parameters = JSON.parse(scheduled.parameters ?? '{}') as {
    readonly MessageAttributes?: { readonly taskToken?: { readonly StringValue?: string } };
  };
  return parameters.MessageAttributes?.taskToken?.StringValue;
}

function findRequest(input: string): PersonRequest | undefined {
  return (JSON.parse(input) as { readonly request?: PersonRequest }).request;
}

async function isHeard(sending: Promise<unknown>): Promise<boolean> {
  try {
    await sending;
    return true;
  } catch (error) {
    const name = isRotationError(error) ? error.facts.awsError : undefined;
    if (name === 'TaskTimedOut' || name === 'TaskDoesNotExist') return false;
    throw error;
  }
}

// Starts the rotation machine by hand and watches a run until it ends.
import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Clock } from '../rotation/effects.ts';
import type { RotationInput } from '../rotation/state.ts';
import type { ClientConfig } from './clients.ts';
import { createProgress, type Progress } from './execution-progress.ts';

/** GetExecutionHistory may be asked 20 times a second at first; a person sees no difference above this. */
const pollMs = 400;

/** @returns the execution's ARN */
export async function startRotation(
  config: ClientConfig,
  stateMachineArn: string,
  input: RotationInput,
): Promise<string> {
  const client = new SFNClient(config);
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  client.destroy();
  return executionArn;
}

/**
 * Every progress from the start of the execution, whenever one begins to watch; ends after `ended`.
 * @param signal stops watching, not the execution
 * @param after the event from which on it is told
 */
export async function* watchExecution(
  config: ClientConfig,
  executionArn: string,
  clock: Clock,
  signal?: AbortSignal,
  after = 0,
): AsyncGenerator<Progress> {
  const client = new SFNClient(config);
  const toProgress = createProgress();
  let seen = after;
  try {
    for (;;) {
      for (const event of await loadEventsAfter(client, executionArn, seen)) {
        seen = event.id ?? seen;
        for (const progress of toProgress(event)) {
          yield progress;
          if (progress.kind === 'ended') return;
        }
      }
      await clock.sleep(pollMs, signal);
    }
  } finally {
    client.destroy();
  }
}

/** A page token of a running execution does not grow, so the history is read from its end backwards to what was seen. */
async function loadEventsAfter(
  client: SFNClient,
  executionArn: string,
  seen: number,
): Promise<readonly HistoryEvent[]> {
  const fresh: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, nextToken }),
    );
    const events = (page.events ?? []).filter(({ id = 0 }) => id > seen);
    fresh.push(...events);
    nextToken = events.length === page.events?.length ? page.nextToken : undefined;
  } while (nextToken !== undefined);
  return fresh.reverse();
}

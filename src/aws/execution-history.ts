// A run as it is now, or was: its whole history at once.
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { Clock } from '../rotation/effects.ts';
import { isRotationError } from '../rotation/errors.ts';
import type { ClientConfig } from './clients.ts';
import { createProgress, type Progress } from './execution-progress.ts';
import { createTimedCall } from './timed-call.ts';

/**
 * @returns undefined where Step Functions knows no such execution: it keeps a history for 90 days
 * @throws RotationError
 */
export async function loadHistory(
  config: ClientConfig,
  clock: Clock,
  executionArn: string,
  signal: AbortSignal,
): Promise<readonly Progress[] | undefined> {
  const call = createTimedCall(() => new SFNClient(config), clock);
  const names = { call: 'states:GetExecutionHistory', resource: executionArn };
  const toProgress = createProgress();
  const history: Progress[] = [];
  let nextToken: string | undefined;
  try {
    do {
      const page = await call(names, signal, (client, options) =>
        client.send(
          new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }),
          options,
        ),
      );
      for (const event of page.events ?? []) history.push(...toProgress(event));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return history;
  } catch (error) {
    if (isRotationError(error) && error.facts.awsError === 'ExecutionDoesNotExist') {
      return undefined;
    }
    throw error;
  }
}

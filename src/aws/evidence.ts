// The evidence, read: the pages of a log group's events, folded into runs while they come, so that only runs are kept in memory.
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '../rotation/effects.ts';
import { toFilterPattern } from '../rotation/evidence/filter-pattern.ts';
import { createRunFold } from '../rotation/evidence/fold-runs.ts';
import { parseEvidenceLine } from '../rotation/evidence/parse-event.ts';
import { isOfSecret } from '../rotation/evidence/runs-of-secret.ts';
import type { RunRecord } from '../rotation/run-record.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

/** FilterLogEvents may be asked 5 to 10 times a second in a region, so it is asked one page after the other, and patiently. */
const TRIES_MAX = 8;
/** It looks through a lot before it answers. */
const REQUEST_MS_MAX = 60_000;

export interface EvidenceQuery {
  readonly logGroup: string;
  /** Milliseconds since the epoch, inclusive. */
  readonly since: number;
  /** Inclusive; now, where it is left out. */
  readonly until?: number;
  readonly secretArn?: string;
}

export interface EvidenceProgress {
  readonly events: number;
  /** Events that are nobody's of ours, and those that could not be read. */
  readonly foreign: number;
  readonly broken: number;
}

/**
 * Every run of which the range has an event, in the order of their starts. A run that the range cuts is told as far as it is heard of.
 * @param progress called after each page
 * @throws RotationError InvalidConfiguration where there is no such log group
 */
export async function loadRuns(
  config: ClientConfig,
  clock: Clock,
  { logGroup, since, until, secretArn }: EvidenceQuery,
  signal: AbortSignal,
  progress: (read: EvidenceProgress) => void = () => {},
): Promise<readonly RunRecord[]> {
  const patient = {
    ...config,
    maxAttempts: TRIES_MAX,
    requestHandler: { ...config.requestHandler, requestTimeout: REQUEST_MS_MAX },
  };
  const call = createTimedCall(() => new CloudWatchLogsClient(patient), clock);
  const names = { call: 'logs:FilterLogEvents', resource: logGroup };
  const filterPattern = secretArn === undefined ? undefined : toFilterPattern(secretArn);
  const query: FilterLogEventsCommandInput = {
    logGroupName: logGroup,
    startTime: since,
    ...(until === undefined ? {} : { endTime: until }),
    ...(filterPattern === undefined ? {} : { filterPattern }),
  };
  const fold = createRunFold();
  const read = { events: 0, foreign: 0, broken: 0 };
  let nextToken: string | undefined;
  do {
    const input = nextToken === undefined ? query : { ...query, nextToken };
    const page = await call(names, signal, (client, options) =>
      client.send(new FilterLogEventsCommand(input), options),
    );
    for (const { message = '' } of page.events ?? []) {
      const event = parseEvidenceLine(message);
      read.events += 1;
      if (typeof event === 'string') read[event] += 1;
      else fold.add(event);
    }
    progress({ ...read });
    nextToken = page.nextToken; // an empty page may have one: the search goes on
  } while (nextToken !== undefined);
  const runs = fold.list();
  return secretArn === undefined ? runs : runs.filter((run) => isOfSecret(run, secretArn));
}

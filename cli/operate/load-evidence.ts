// The runs of the last months, by secret; or why there are none to see.
import { loadRuns } from '../../src/aws/evidence.ts';
import type { RunRecord } from '../../src/rotation/run-record.ts';
import type { Reading } from './reading.ts';
import { orRefused } from './refused-read.ts';

interface NamedSecret {
  readonly arn: string;
  readonly name: string;
  readonly createdAt?: number;
}

export interface Evidence {
  /** Newest first, of one secret; undefined where no evidence can be read. */
  readonly runsOf: ((secret: NamedSecret) => readonly RunRecord[]) | undefined;
  readonly note?: string;
}

/** Ninety days: longer than most schedules' period. */
const SINCE_MS = 90 * 86_400_000;

/** @param secretArn only this one's */
export async function loadEvidence(
  reading: Reading,
  {
    secretArn,
    sinceMs = SINCE_MS,
  }: { readonly secretArn?: string; readonly sinceMs?: number } = {},
): Promise<Evidence> {
  const { config, clock, signal, findOutput, progress } = reading;
  const logGroup = findOutput('EvidenceLogGroupName');
  if (logGroup === undefined) {
    const note =
      'Runs are not known: the stack keeps no evidence yet; deploy this version of Rekey.';
    return { runsOf: undefined, note };
  }
  const query = {
    logGroup,
    since: clock.now() - sinceMs,
    ...(secretArn === undefined ? {} : { secretArn }),
  };
  const read = await orRefused(
    loadRuns(config, clock, query, signal, ({ events }) => progress('events', events)),
  );
  if ('refused' in read) {
    return { runsOf: undefined, note: `Runs are not known: ${read.refused} on ${logGroup}.` };
  }
  return { runsOf: groupBySecret(read.value) };
}

/** A run that failed early knows only what somebody wrote: a name, or an ARN without its last part. */
function groupBySecret(records: readonly RunRecord[]): NonNullable<Evidence['runsOf']> {
  const byId = new Map<string, RunRecord[]>();
  for (const record of records) {
    const runs = byId.get(record.secretId);
    if (runs === undefined) byId.set(record.secretId, [record]);
    else runs.push(record);
  }
  return ({ arn, name, createdAt = 0 }) =>
    [arn, name, arn.slice(0, arn.lastIndexOf('-'))]
      .flatMap((id) => byId.get(id) ?? [])
      // An earlier secret of the same name is another one.
      .filter(({ startedAt }) => startedAt >= createdAt)
      .sort((one, other) => other.startedAt - one.startedAt);
}

// Runs of one secret, the newest first, a line each.
import type { RunRecord } from '../../src/rotation/run-record.ts';
import { printTable } from '../table.ts';
import type { Style, Writer } from '../writer.ts';
import { toDuration, toMinute } from './time-text.ts';

export function printRuns(writer: Writer, runs: readonly RunRecord[], now: number): void {
  printTable(
    writer,
    [
      { title: 'START (UTC)', text: ({ startedAt }) => toMinute(startedAt).replace(' UTC', '') },
      { title: 'BY', text: toTrigger },
      { title: 'RESULT', text: ({ result }) => result, style: ({ result }) => STYLES[result] },
      { title: 'TOOK', text: (run) => toDuration(toLength(run, now)) },
      { title: 'WHAT', text: toWhat, shrinks: true },
    ],
    runs,
  );
}

const STYLES: Readonly<Record<RunRecord['result'], Style>> = {
  running: 'strong',
  switched: 'good',
  rotated: 'good',
  skipped: 'dim',
  failed: 'bad',
  stopped: 'bad',
};

function toTrigger({ trigger = '?', mode }: RunRecord): string {
  return mode === 'rotate' ? trigger : `${trigger}, ${mode}`;
}

/** Until the new credential was current, for the grace period is waiting only. */
function toLength({ startedAt, switchedAt, endedAt }: RunRecord, now: number): number {
  return (switchedAt ?? endedAt ?? now) - startedAt;
}

function toWhat({ failure, reason, versionId, refusedAt }: RunRecord): string {
  if (failure !== undefined) {
    const { step, error, catalogue } = failure;
    return `${step} ${error}${catalogue === undefined ? '' : ` (${catalogue})`}`;
  }
  if (reason !== undefined) return reason;
  if (versionId === undefined) return '';
  const old = refusedAt === undefined ? '' : `, old refused ${toMinute(refusedAt)}`;
  return `${versionId}${old}`;
}

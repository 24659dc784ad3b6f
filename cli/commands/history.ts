// `rekey history`: the runs of one secret from the evidence, and the states of one of them from Step Functions. It only reads.
import { loadHistory } from '../../src/aws/execution-history.ts';
import type { Progress } from '../../src/aws/execution-progress.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import type { RunRecord } from '../../src/rotation/run-record.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { describeMeantSecret } from '../operate/describe-meant-secret.ts';
import { loadEvidence } from '../operate/load-evidence.ts';
import { printRuns } from '../operate/print-runs.ts';
import { type Reading, withReading } from '../operate/reading.ts';
import { orRefused } from '../operate/refused-read.ts';
import { toRunDocument } from '../operate/run-document.ts';
import { toRunStates } from '../operate/run-states.ts';
import { toMinute } from '../operate/time-text.ts';
import { createProgressPrinter } from '../print-progress.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface HistoryOptions extends StackOptions {
  readonly secretId: string;
  /** How far back, milliseconds. */
  readonly sinceMs: number;
  readonly limit: number;
  /** The run whose states are shown; the newest where it is left out. */
  readonly executionArn?: string;
  readonly json: boolean;
}

/** @throws RotationError where there is no such secret, run or stack, or no evidence can be read */
export async function runHistory(
  options: HistoryOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  return await withReading(options, writer, signals, async (reading) => {
    const secret = await describeMeantSecret(reading, options.secretId);
    const { runsOf, note } = await loadEvidence(reading, {
      secretArn: secret.arn,
      sinceMs: options.sinceMs,
    });
    if (runsOf === undefined && options.executionArn === undefined) throw noEvidence(note);
    const all = runsOf?.(secret) ?? [];
    const shown = all.slice(0, options.limit);
    const chosen = choose(all, options.executionArn);
    const states = chosen === undefined ? undefined : await loadStates(reading, chosen);
    if (options.json) {
      writer.json({
        secret: secret.name,
        arn: secret.arn,
        runs: shown.map(toRunDocument),
        olderRuns: all.length - shown.length,
        run: states === undefined ? undefined : toStatesDocument(states),
      });
      return exitCodes.ok;
    }
    writer.line(writer.paint('strong', secret.name));
    if (shown.length > 0) printRuns(writer, shown, reading.clock.now());
    else writer.line(`No run since ${toMinute(reading.clock.now() - options.sinceMs)}.`);
    if (all.length > shown.length) {
      writer.line(`${String(all.length - shown.length)} older runs; --limit shows more of them.`);
    }
    if (states !== undefined) printStates(writer, states);
    if (note !== undefined) writer.note(`rekey: ${note}`);
    return exitCodes.ok;
  });
}

function choose(runs: readonly RunRecord[], executionArn: string | undefined): string | undefined {
  return executionArn ?? runs[0]?.executionArn;
}

type States =
  | { readonly executionArn: string; readonly history: readonly Progress[] }
  | { readonly executionArn: string; readonly unknown: string };

async function loadStates(reading: Reading, executionArn: string): Promise<States> {
  const { config, clock, signal } = reading;
  const read = await orRefused(loadHistory(config, clock, executionArn, signal));
  if ('refused' in read)
    return { executionArn, unknown: `Its states are not known: ${read.refused}.` };
  if (read.value !== undefined) return { executionArn, history: read.value };
  return {
    executionArn,
    unknown: 'Step Functions has no history of this run: it keeps one for 90 days after the end.',
  };
}

function toStatesDocument(states: States): object {
  const { executionArn } = states;
  return 'unknown' in states
    ? { executionArn, unknown: states.unknown }
    : { executionArn, ...toRunStates(states.history) };
}

function printStates(writer: Writer, states: States): void {
  writer.line(`\n${states.executionArn}`);
  if ('unknown' in states) {
    writer.line(`  ${states.unknown}`);
    return;
  }
  const print = createProgressPrinter(writer);
  for (const progress of states.history) print(progress);
  if (states.history.at(-1)?.kind !== 'ended') writer.line('  … it still runs');
}

function noEvidence(note = 'Runs are not known.'): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${note} One run can be shown all the same: --run with its ARN.`,
  );
}

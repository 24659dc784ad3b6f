// Applies what was planned, a few secrets at a time, and tells which were done and which were not.
import { describeError } from '../describe-error.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { readEach } from '../operate/reading.ts';
import type { Writer } from '../writer.ts';
import type { ScheduleDesk } from './desk.ts';
import { WRITES } from './pace.ts';

export interface Work {
  /** Secret or schedule, for people. */
  readonly name: string;
  readonly apply: (done: (part: string) => void) => Promise<void>;
}

interface Outcome {
  readonly name: string;
  /** What was done of it: tags, schedule. */
  readonly parts: readonly string[];
  readonly problem?: string;
}

/** One that fails leaves the others their turn: what was applied and what was not is told at the end. */
export async function applyWork(
  desk: ScheduleDesk,
  work: readonly Work[],
  { json, file }: { readonly json: boolean; readonly file: string },
  writer: Writer,
): Promise<ExitCode> {
  const outcomes = new Map<string, Outcome>();
  const run = async ({ name, apply }: Work): Promise<void> => {
    const parts: string[] = [];
    let problem: string | undefined;
    try {
      await apply((part) => parts.push(part));
    } catch (error) {
      problem = describeError(error).text;
    }
    outcomes.set(name, { name, parts, ...(problem === undefined ? {} : { problem }) });
  };
  try {
    await readEach(desk, work, WRITES, run);
  } catch (error) {
    if (!desk.signal.aborted) throw error;
  }
  const all = work.map(
    ({ name }) => outcomes.get(name) ?? { name, parts: [], problem: 'not begun: interrupted' },
  );
  const failed = all.filter(({ problem }) => problem !== undefined);
  if (json) writer.json({ kind: 'applied', outcomes: all });
  else if (failed.length === 0) {
    writer.line(writer.paint('good', `Applied to ${String(all.length)}.`));
  } else printPartly(writer, all, file);
  return failed.length === 0 ? exitCodes.ok : exitCodes.failure;
}

function printPartly(writer: Writer, outcomes: readonly Outcome[], file: string): void {
  for (const { name, parts, problem } of outcomes) {
    if (problem === undefined) {
      writer.line(`  ${writer.paint('good', '✓')} ${name}`);
    } else {
      const done = parts.length === 0 ? '' : ` (${parts.join(', ')} applied)`;
      writer.line(`  ${writer.paint('bad', '✗')} ${name}${done}: ${problem}`);
    }
  }
  const failed = outcomes.filter(({ problem }) => problem !== undefined).length;
  writer.note(
    `rekey: ${String(failed)} of ${String(outcomes.length)} were not applied; the others were. ` +
      `Mend what is said above and apply ${file} again: what is right stays as it is.`,
  );
}

// `rekey apply`: makes tags and schedules what rotations.yml says. It never rotates: a secret waits for its next window.
import { listSettingsWindows } from '../../src/rotation/desired/schedule-settings.ts';
import { isNothing } from '../../src/rotation/desired/secret-change.ts';
import type { Questions } from '../confirm.ts';
import { describeError } from '../describe-error.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { readEach } from '../operate/reading.ts';
import { type ScheduleDesk, withDesk } from '../schedules/desk.ts';
import { type FilePlan, loadFilePlan, type PlannedChange } from '../schedules/file-plan.ts';
import { WRITES } from '../schedules/pace.ts';
import {
  printChange,
  printWindows,
  toChangeDocument,
  toWindowDocument,
} from '../schedules/print-change.ts';
import { printUnmanaged } from '../schedules/print-unmanaged.ts';
import { loadRotationsFile } from '../schedules/rotations-file.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface ApplyOptions extends StackOptions {
  readonly file: string;
  /** Remove schedules of ours that the file does not name. */
  readonly prune: boolean;
  /** Look at the file alone, with no call to AWS. */
  readonly check: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** @throws RotationError where the file is bad, or an entry cannot be applied; then nothing was changed */
export async function runApply(
  options: ApplyOptions,
  writer: Writer,
  signals: Signals,
  questions: Questions,
): Promise<ExitCode> {
  const file = await loadRotationsFile(options.file);
  if (options.check) {
    const rotations = file.rotations.length;
    if (options.json) writer.json({ kind: 'checked', file: options.file, rotations });
    else writer.line(`${options.file}: ${String(rotations)} rotations, no fault.`);
    return exitCodes.ok;
  }
  return await withDesk(options, writer, signals, async (desk) => {
    const now = desk.clock.now();
    const plan = await loadFilePlan(desk, file, now);
    const work = listWork(desk, plan, options);
    tell(options, writer, plan, now);
    if (options.dryRun || work.length === 0) return exitCodes.ok;
    if (!options.yes && !(await questions.ask('Apply this?'))) {
      writer.note('Nothing was changed.');
      return exitCodes.failure;
    }
    return await applyAll(desk, work, options, writer);
  });
}

interface Work {
  /** Secret or schedule, for people. */
  readonly name: string;
  readonly apply: (done: (part: string) => void) => Promise<void>;
}

function listWork(desk: ScheduleDesk, { planned, unmanaged }: FilePlan, { prune }: ApplyOptions) {
  const changes = planned
    .filter(({ change }) => !isNothing(change))
    .map(
      ({ change }): Work => ({
        name: change.secret.name,
        apply: (done) => desk.apply(change, done),
      }),
    );
  const removals = unmanaged.flatMap((one): readonly Work[] =>
    prune && one.kind === 'schedule'
      ? [{ name: `schedule ${one.name}`, apply: () => desk.remove(one.name) }]
      : [],
  );
  return [...changes, ...removals];
}

function tell(options: ApplyOptions, writer: Writer, plan: FilePlan, now: number): void {
  const { file, prune, dryRun, json } = options;
  const { planned, unmanaged } = plan;
  const changed = planned.filter(({ change }) => !isNothing(change));
  const same = planned.length - changed.length;
  const findNext = ({ schedule, change }: PlannedChange) =>
    listSettingsWindows(schedule, change.schedule.settings, now, 1);
  if (json) {
    const changes = changed.map((one) => ({
      ...toChangeDocument(one.change),
      nextWindow: findNext(one).map(toWindowDocument)[0],
    }));
    writer.json({ kind: 'plan', file, dryRun, prune, changes, unchanged: same, unmanaged });
    return;
  }
  for (const one of changed) {
    printChange(writer, one.change);
    if (one.change.schedule.action !== 'keep') printWindows(writer, findNext(one), now);
  }
  printUnmanaged(writer, unmanaged, prune);
  writer.line(
    changed.length === 0
      ? `Nothing to change: ${String(same)} secrets are as ${file} says.`
      : `${String(changed.length)} secrets to change, ${String(same)} as ${file} says. None is rotated at once: each waits for its next window.`,
  );
}

interface Outcome {
  readonly name: string;
  /** What was done of it: tags, schedule. */
  readonly parts: readonly string[];
  readonly problem?: string;
}

/** One that fails leaves the others their turn: what was applied and what was not is told at the end. */
async function applyAll(
  desk: ScheduleDesk,
  work: readonly Work[],
  { json, file }: ApplyOptions,
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

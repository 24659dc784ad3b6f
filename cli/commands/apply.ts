// `rekey apply`: makes tags and schedules what rotations.yml says. It never rotates: a secret waits for its next window.
import { listSettingsWindows } from '../../src/rotation/desired/schedule-settings.ts';
import { isNothing } from '../../src/rotation/desired/secret-change.ts';
import type { Questions } from '../confirm.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { applyWork, type Work } from '../schedules/apply-work.ts';
import { type ScheduleDesk, withDesk } from '../schedules/desk.ts';
import { type FilePlan, loadFilePlan, type PlannedChange } from '../schedules/file-plan.ts';
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
    else writer.line(`${options.file}: no fault; rotations: ${String(rotations)}.`);
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
    return await applyWork(desk, work, options, writer);
  });
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
  writer.line(sumUp(plan, options));
}

function sumUp({ planned, unmanaged }: FilePlan, { file, prune }: ApplyOptions): string {
  const changed = planned.filter(({ change }) => !isNothing(change)).length;
  const removed = prune ? unmanaged.filter(({ kind }) => kind === 'schedule').length : 0;
  const same = `as ${file} says: ${String(planned.length - changed)}`;
  if (changed + removed === 0) return `Nothing to change. Secrets ${same}.`;
  const removals = removed === 0 ? '' : ` Schedules to remove: ${String(removed)}.`;
  return `Secrets to change: ${String(changed)}; ${same}.${removals} None is rotated at once: each waits for its next window.`;
}

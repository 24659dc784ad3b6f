// `rekey schedule`: gives one secret its schedule, shows before it applies what that changes and when the windows open.
import { sha256 } from '../../src/aws/sha256.ts';
import { OWN_TAGS, toWindowText } from '../../src/rotation/desired/desired-rotation.ts';
import { listSettingsWindows } from '../../src/rotation/desired/schedule-settings.ts';
import {
  isNothing,
  planSecretChange,
  type SecretChange,
} from '../../src/rotation/desired/secret-change.ts';
import { isRotationError, RotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import { parseSchedule } from '../../src/rotation/schedule/parse-schedule.ts';
import type { Schedule } from '../../src/rotation/schedule/schedule.ts';
import type { Questions } from '../confirm.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { describeMeantSecret } from '../operate/describe-meant-secret.ts';
import { type ScheduleDesk, withDesk } from '../schedules/desk.ts';
import {
  printChange,
  printWindows,
  toChangeDocument,
  toWindowDocument,
} from '../schedules/print-change.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';
import { runRotate } from './rotate.ts';

export interface ScheduleOptions extends StackOptions {
  readonly secretId: string;
  readonly expression: string;
  readonly window?: string;
  readonly grace?: string;
  readonly rotateNow: boolean;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

const WINDOWS_SHOWN = 5;

/** @throws RotationError where the secret cannot be scheduled so; then nothing was changed */
export async function runSchedule(
  options: ScheduleOptions,
  writer: Writer,
  signals: Signals,
  questions: Questions,
): Promise<ExitCode> {
  parseSchedule(options.expression, options.window); // a wrong one is said before anybody is asked
  const isApplied = await withDesk(options, writer, signals, async (desk) => {
    const now = desk.clock.now();
    const { change, schedule } = await plan(options, desk, now);
    tell(options, writer, { change, schedule, now });
    if (options.dryRun) return false;
    if (isNothing(change) && !options.rotateNow) return true;
    if (!options.yes && !(await questions.ask(toQuestion(options)))) {
      writer.note('Nothing was changed.');
      return undefined;
    }
    await desk.apply(change, () => {});
    if (!options.json && !isNothing(change)) writer.line(writer.paint('good', 'Applied.'));
    return true;
  });
  if (isApplied === undefined) return exitCodes.failure;
  if (!isApplied || !options.rotateNow) return exitCodes.ok;
  return await runRotate({ ...options, follow: false }, writer, signals);
}

async function plan(
  { secretId, expression, grace, rotateNow, ...options }: ScheduleOptions,
  desk: ScheduleDesk,
  now: number,
): Promise<{ readonly change: SecretChange; readonly schedule: Schedule }> {
  const description = await describeMeantSecret(desk, secretId);
  const schedule = parseWithTag(expression, options.window, description);
  const ports = { hash: sha256 };
  const change = planSecretChange(ports, {
    description,
    tags: toTags(description, schedule, grace),
    schedule,
    stack: desk.stack,
    found: await desk.schedules.find(toScheduleName(ports, description), desk.signal),
    now,
    rotatesNow: rotateNow,
  });
  return { change, schedule };
}

/** The window that was not said is the tag's, and whoever is told that it does not fit must know where it comes from. */
function parseWithTag(
  expression: string,
  window: string | undefined,
  { name, tags }: SecretDescription,
): Schedule {
  const tag = tags.get('rekey:window');
  try {
    return parseSchedule(expression, window ?? tag);
  } catch (error) {
    const isOfTag = window === undefined && tag !== undefined;
    throw isOfTag && isRotationError(error) ? toTagRefusal(error, name, tag) : error;
  }
}

function toTagRefusal(cause: RotationError, name: string, tag: string): RotationError {
  const next = `The tag rekey:window of ${name} says ${tag}: give the new window with --window.`;
  return new RotationError(cause.code, `${cause.message} ${next}`, {}, { cause });
}

/** What was not said stays as it is. */
function toTags(
  { tags }: SecretDescription,
  schedule: Schedule,
  grace: string | undefined,
): ReadonlyMap<string, string> {
  const kept = [...tags].filter(([tag]) => (OWN_TAGS as readonly string[]).includes(tag));
  return new Map([
    ...kept,
    ['rekey:window', toWindowText(schedule)],
    ...(grace === undefined ? [] : [['rekey:grace', grace] as const]),
  ]);
}

function tell(
  { rotateNow, dryRun, json }: ScheduleOptions,
  writer: Writer,
  planned: { readonly change: SecretChange; readonly schedule: Schedule; readonly now: number },
): void {
  const { change, schedule, now } = planned;
  const windows = listSettingsWindows(schedule, change.schedule.settings, now, WINDOWS_SHOWN);
  if (json) {
    writer.json({
      kind: 'plan',
      dryRun,
      rotateNow,
      ...toChangeDocument(change),
      windows: windows.map(toWindowDocument),
    });
    return;
  }
  printChange(writer, change);
  if (isNothing(change)) writer.line('  nothing to change: schedule and tags are as asked');
  printWindows(writer, windows, now);
  writer.line(
    rotateNow
      ? '  and it is rotated now, by hand, as with rekey rotate'
      : '  it is not rotated before the first of them',
  );
}

function toQuestion({ rotateNow }: ScheduleOptions): string {
  return rotateNow ? 'Apply this, and rotate now?' : 'Apply this?';
}

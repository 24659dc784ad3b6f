// `rekey unschedule`: takes a secret's schedule away, also where the secret is gone. The secret and its tags stay.
import { checkOwn } from '../../src/rotation/desired/secret-change.ts';
import type { Questions } from '../confirm.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { withDesk } from '../schedules/desk.ts';
import { loadMeantSchedule } from '../schedules/find-schedule.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface UnscheduleOptions extends StackOptions {
  /** Name or ARN of the secret, or the schedule's name. */
  readonly secretId: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** @throws RotationError where there is nothing of that name, or somebody else made the schedule */
export async function runUnschedule(
  options: UnscheduleOptions,
  writer: Writer,
  signals: Signals,
  questions: Questions,
): Promise<ExitCode> {
  const { dryRun, yes, json } = options;
  return await withDesk(options, writer, signals, async (desk) => {
    const { secretArn, secretName, found } = await loadMeantSchedule(desk, options.secretId);
    if (found === undefined) {
      if (json) writer.json({ secret: secretName, secretArn, removed: false });
      else writer.line(`${secretName} has no schedule: nothing to do.`);
      return exitCodes.ok;
    }
    checkOwn(found, desk.stack, secretArn);
    const { name, rotation } = found;
    if (!json) {
      writer.line(writer.paint('strong', secretName));
      const what = `schedule ${name}: ${rotation?.expression ?? ''}, window ${rotation?.window ?? ''}`;
      writer.line(`  ${writer.paint('bad', '-')} ${what}`);
      writer.line(
        '  The secret and its tags stay: rekey rotate still works, and nothing else rotates it.',
      );
    }
    const isMeant = !dryRun && (yes || (await questions.ask('Remove this schedule?')));
    if (isMeant) await desk.remove(name);
    if (json) writer.json({ secret: secretName, secretArn, schedule: name, removed: isMeant });
    else if (isMeant) writer.line(writer.paint('good', 'Removed.'));
    else if (!dryRun) writer.note('Nothing was changed.');
    return isMeant || dryRun ? exitCodes.ok : exitCodes.failure;
  });
}

// Asks and mends, one finding after the other. An answer may take minutes, and what was mended before may have mended the next too:
// so it looks again right before each change, and what was true when it asked must be true then.
import type { Finding } from '../../src/rotation/doctor/finding.ts';
import type { Questions } from '../confirm.ts';
import type { ScheduleDesk } from '../schedules/desk.ts';
import type { Writer } from '../writer.ts';
import { applyFix, toQuestion } from './apply-fix.ts';

export interface Mending {
  readonly desk: ScheduleDesk;
  /** Undefined where only one document is to be printed. */
  readonly writer: Writer | undefined;
  /** Undefined where all is agreed to. */
  readonly questions: Questions | undefined;
  /** The secret's. */
  readonly name: string;
  readonly look: () => Promise<readonly Finding[]>;
}

/** @returns what was done, a sentence each */
export async function mend(
  { desk, writer, questions, name, look }: Mending,
  findings: readonly Finding[],
): Promise<readonly string[]> {
  const done: string[] = [];
  for (const { fix } of findings) {
    if (fix === undefined) continue;
    if (questions !== undefined && !(await questions.ask(toQuestion(fix, name)))) continue;
    const isStillSo = (await look()).some(
      (each) => JSON.stringify(each.fix) === JSON.stringify(fix),
    );
    if (!isStillSo) {
      writer?.note('It looks different by now: nothing was changed.');
      continue;
    }
    const text = await applyFix(desk, fix, writer);
    done.push(text);
    writer?.line(`\n${writer.paint('strong', text)}\n`);
  }
  return done;
}

import { createQuestions } from '../confirm.ts';
import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface ScheduleFlags extends StackFlags {
  readonly expression: string;
  readonly window?: string;
  readonly grace?: string;
  readonly rotateNow?: boolean;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

export const addSchedule: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('schedule')
    .description(
      'Give a secret its schedule, or change it; shows what that does before it applies.',
    )
    .argument('<secret>', 'name or ARN of a secret that carries the tag rekey:target')
    .requiredOption(
      '--expression <schedule>',
      "such as 'rate(30 days)' or 'cron(0 3 1 * ? *)', in UTC",
    )
    .option(
      '--window <hours>',
      'how long each window is open, such as 3h (default: the tag rekey:window, or as Secrets Manager has it)',
    )
    .option('--grace <duration>', 'how long the old credential lives on (default: as it is)')
    .option('--rotate-now', 'rotate as soon as the schedule is applied')
    .option('--no-rotate-now', 'wait for the first window')
    .option('--dry-run', 'show what would change, and change nothing')
    .option('--yes', 'apply without asking')
    .option(
      '--json',
      'print JSON: the plan, then each progress of a rotation, one document a line',
    );
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (secretId: string, flags: ScheduleFlags) => {
      const { expression, window, grace, rotateNow, dryRun, yes, json, ...stack } = flags;
      if (rotateNow === undefined) command.error(WHICH);
      await run(async () => {
        const { runSchedule } = await import('../commands/schedule.ts');
        const options = {
          secretId,
          expression,
          ...(window === undefined ? {} : { window }),
          ...(grace === undefined ? {} : { grace }),
          rotateNow: rotateNow === true,
          dryRun: dryRun === true,
          yes: yes === true,
          json: json === true,
          ...toStackOptions(stack),
        };
        return await runSchedule(options, writer, process, createQuestions());
      });
    });
};

/** Rotation that begins by surprise breaks whoever still holds the old credential. */
const WHICH = `error: say --rotate-now or --no-rotate-now: whether the secret is rotated at once is yours to decide,
and no default is right for both a secret that nobody uses yet and one in production.`;

const EXAMPLES = `
Examples:
  npx rekey schedule prod/acme/api-key --expression 'rate(30 days)' --window 3h --no-rotate-now
  npx rekey schedule prod/acme/api-key --expression 'cron(0 3 1 * ? *)' --rotate-now --yes
  npx rekey schedule prod/acme/api-key --expression 'cron(0 8/8 * * ? *)' --no-rotate-now --dry-run

docs/schedules.md has the grammar.

Exit codes: 0 the schedule stands, or would (--dry-run); 1 it could not be applied, the rotation failed, or you said no;
2 the call was wrong, or the secret cannot be scheduled so, and nothing was changed.`;

import { createQuestions } from '../confirm.ts';
import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface UnscheduleFlags extends StackFlags {
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

export const addUnschedule: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('unschedule')
    .description("Take a secret's schedule away; the secret and its tags stay.")
    .argument(
      '<secret>',
      'name or ARN of the secret; where it is gone, its ARN or the name of the schedule',
    )
    .option('--dry-run', 'show what would be removed, and change nothing')
    .option('--yes', 'remove without asking')
    .option('--json', 'print one JSON document');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (secretId: string, { dryRun, yes, json, ...flags }: UnscheduleFlags) => {
      await run(async () => {
        const { runUnschedule } = await import('../commands/unschedule.ts');
        const options = {
          secretId,
          dryRun: dryRun === true,
          yes: yes === true,
          json: json === true,
          ...toStackOptions(flags),
        };
        return await runUnschedule(options, writer, process, createQuestions());
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey unschedule prod/acme/api-key
  npx rekey unschedule prod-acme-api-key-0f343b0931126a20 --yes

Exit codes: 0 there is no schedule any more, or would be none (--dry-run); 1 it could not be removed, or you said no;
2 the call was wrong, there is nothing of that name, or somebody else made the schedule.`;

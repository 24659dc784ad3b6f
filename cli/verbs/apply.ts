import { createQuestions } from '../confirm.ts';
import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface ApplyFlags extends StackFlags {
  readonly file: string;
  readonly prune?: true;
  readonly check?: true;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
}

export const addApply: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('apply')
    .description('Make tags and schedules what rotations.yml says; shows first, and never rotates.')
    .option('--file <file>', 'the file', 'rotations.yml')
    .option('--prune', 'remove schedules of ours that the file does not name')
    .option('--check', 'look at the file alone; needs neither credentials nor a stack')
    .option('--dry-run', 'show what differs, and change nothing')
    .option('--yes', 'apply without asking')
    .option('--json', 'print JSON: the plan, then what was applied, one document a line');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async ({ file, prune, check, dryRun, yes, json, ...flags }: ApplyFlags) => {
      await run(async () => {
        const { runApply } = await import('../commands/apply.ts');
        const options = {
          file,
          prune: prune === true,
          check: check === true,
          dryRun: dryRun === true,
          yes: yes === true,
          json: json === true,
          ...toStackOptions(flags),
        };
        return await runApply(options, writer, process, createQuestions());
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey apply --check
  npx rekey apply --dry-run
  npx rekey apply --yes --stage prod --region eu-central-1
  npx rekey apply --file other.yml --prune

docs/schedules.md has the file's reference. sls deploy applies rotations.yml by itself.

Exit codes: 0 all is as the file says, or would be (--dry-run); 1 some of it could not be applied, or you said no;
2 the call or the file was wrong, or a secret cannot be rotated so, and nothing was changed.`;

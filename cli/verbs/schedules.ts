import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface SchedulesFlags extends StackFlags {
  readonly json?: true;
}

export const addSchedules: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('schedules')
    .description(
      'List all schedules with their next window, and what is wrong with any. It only reads.',
    )
    .option('--json', 'print one JSON document');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async ({ json, ...flags }: SchedulesFlags) => {
      await run(async () => {
        const { runSchedules } = await import('../commands/schedules.ts');
        const options = { json: json === true, ...toStackOptions(flags) };
        return await runSchedules(options, writer, process);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey schedules
  npx rekey schedules --stage prod --region eu-central-1
  npx rekey schedules --json | jq '.schedules[] | select(.problems != [])'

Exit codes: 0 they were listed, whatever is wrong with them; 1 they could not be read; 2 the call was wrong.`;

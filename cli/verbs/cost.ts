import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface CostFlags extends StackFlags {
  readonly json?: true;
}

export const addCost: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('cost')
    .description('Say what the schedules of this account cost in the next 30 days. It only reads.')
    .option('--json', 'print one JSON document');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async ({ json, ...flags }: CostFlags) => {
      await run(async () => {
        const { runCost } = await import('../commands/cost.ts');
        return await runCost({ json: json === true, ...toStackOptions(flags) }, writer, process);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey cost
  npx rekey cost --stage prod --region eu-central-1
  npx rekey cost --json | jq '.secrets[] | {secret, rotations, sum}'

Exit codes: 0 it was counted; 1 secrets or schedules could not be read; 2 the call was wrong.`;

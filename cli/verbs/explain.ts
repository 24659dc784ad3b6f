import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface ExplainFlags extends StackFlags {
  readonly json?: true;
}

export const addExplain: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('explain')
    .description('Say what the next run of a secret will do, in order. It only reads.')
    .argument('<secret>', 'name or ARN')
    .option('--json', 'print one JSON document');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (secretId: string, { json, ...flags }: ExplainFlags) => {
      await run(async () => {
        const { runExplain } = await import('../commands/explain.ts');
        const options = { secretId, json: json === true, ...toStackOptions(flags) };
        return await runExplain(options, writer, process);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey explain prod/acme/api-key
  npx rekey explain prod/acme/api-key --stage prod --region eu-central-1
  npx rekey explain prod/acme/api-key --json | jq '{decision, reason, startsAt}'

Exit codes: 0 it was explained, whatever the run will come to; 1 it could not be read; 2 the call was wrong.`;

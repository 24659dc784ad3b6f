import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface StatusFlags extends StackFlags {
  readonly problems?: true;
  readonly json?: true;
}

export const addStatus: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('status')
    .description('Show how every secret is, or one of them in detail. It only reads.')
    .argument(
      '[secret]',
      'name or ARN of one secret (default: all that carry the tag rekey:target)',
    )
    .option('--problems', 'only those that somebody should look at')
    .option('--json', 'print one JSON document');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (secretId: string | undefined, { problems, json, ...flags }: StatusFlags) => {
      await run(async () => {
        const { runStatus } = await import('../commands/status.ts');
        const options = {
          ...(secretId === undefined ? {} : { secretId }),
          problems: problems === true,
          json: json === true,
          ...toStackOptions(flags),
        };
        return await runStatus(options, writer, process);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey status
  npx rekey status --problems --stage prod --region eu-central-1
  npx rekey status prod/acme/api-key
  npx rekey status --json | jq -r '.secrets[] | select(.health == "failing") | .secret'

docs/operate.md says what each word of health means, and what to do.

Exit codes: 0 it was shown, whatever the health; 1 it could not be read; 2 the call was wrong.`;

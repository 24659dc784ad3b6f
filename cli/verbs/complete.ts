import { toRegion } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface CompleteFlags {
  readonly form?: true;
  readonly decline?: string;
  readonly region?: string;
  readonly json?: true;
}

export const addComplete: AddVerb = (program, { writer, run }) => {
  program
    .command('complete')
    .description('Give a rotation the new credential that only a person can make.')
    .argument('<secret>', 'name or ARN of a secret whose rotation waits (rekey:target = manual)')
    .option('--form', 'ask in the browser, on a page of this machine')
    .option('--decline <reason>', 'say no instead: the run ends with its notice')
    .option('--region <region>', 'the region (default: AWS_REGION, or us-east-1)')
    .option('--json', 'print each progress as a line of JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (secretId: string, { form, decline, region, json }: CompleteFlags) => {
      await run(async () => {
        const { runComplete } = await import('../commands/complete.ts');
        const options = {
          secretId,
          form: form === true,
          json: json === true,
          ...(decline === undefined ? {} : { decline }),
          region: toRegion(region),
        };
        return await runComplete(options, writer, process);
      });
    });
};

const EXAMPLES = `
The value is asked for without an echo, or read from standard input; it is never an argument.

Examples:
  npx rekey complete prod/github/deploy-token
  npx rekey complete prod/github/deploy-token --form
  pass show github/deploy-token | npx rekey complete prod/github/deploy-token
  npx rekey complete prod/github/deploy-token --decline "the owner is away until Monday"

Exit codes: 0 the new credential is current; 1 it was refused, or the rotation failed; 2 no run waits for it.`;

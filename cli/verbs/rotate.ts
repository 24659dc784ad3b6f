import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface RotateFlags extends StackFlags {
  readonly window?: string;
  readonly grace?: string;
  readonly follow?: true;
  readonly json?: true;
}

export const addRotate: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('rotate')
    .description('Rotate one secret now, and show each state as it happens.')
    .argument('<secret>', 'name or ARN of a secret that carries the tag rekey:target')
    .option(
      '--window <duration>',
      'how long this run may work, such as 90s, 10m or 3h (default: the tag rekey:window, or 1h)',
    )
    .option(
      '--grace <duration>',
      'how long the old credential lives on (default: the tag rekey:grace, or 1h)',
    )
    .option('--follow', 'wait for the end of the grace period too, until the old one is retired')
    .option('--json', 'print each progress as a line of JSON');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (secretId: string, { follow, json, window, grace, ...flags }: RotateFlags) => {
      await run(async () => {
        const { runRotate } = await import('../commands/rotate.ts');
        const options = {
          secretId,
          ...(window === undefined ? {} : { window }),
          ...(grace === undefined ? {} : { grace }),
          follow: follow === true,
          json: json === true,
          ...toStackOptions(flags),
        };
        return await runRotate(options, writer, process);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey rotate prod/acme/api-key
  npx rekey rotate prod/acme/api-key --window 90s --follow
  npx rekey rotate prod/acme/api-key --stage prod --region eu-central-1
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 npx rekey rotate demo/api-key --json

Exit codes: 0 the new credential is current, or there was nothing to do; 1 the rotation failed; 2 the call was wrong.`;

import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface DoctorFlags extends StackFlags {
  readonly fix?: true;
  readonly yes?: true;
  readonly json?: true;
}

export const addDoctor: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('doctor')
    .description('Look for what keeps rotations from working, with the command that mends it.')
    .argument(
      '[secret]',
      'name or ARN of one secret (default: the deployment, and a line for each secret in trouble)',
    )
    .option('--fix', 'do what is safe, asking before each change; needs a secret')
    .option('--yes', 'with --fix: do not ask')
    .option('--json', 'print one JSON document');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (secretId: string | undefined, { fix, yes, json, ...flags }: DoctorFlags) => {
      await run(async () => {
        const { runDoctor } = await import('../commands/doctor.ts');
        const options = {
          ...(secretId === undefined ? {} : { secretId }),
          fix: fix === true,
          yes: yes === true,
          json: json === true,
          ...toStackOptions(flags),
        };
        return await runDoctor(options, writer, process);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey doctor
  npx rekey doctor prod/acme/api-key
  npx rekey doctor prod/acme/api-key --fix --stage prod --region eu-central-1
  npx rekey doctor prod/acme/api-key --json | jq -r '.findings[] | select(.verdict == "problem") | .command'

It asks the target whether each labelled version works, from where the rotation's functions run. Without --fix it changes nothing.
docs/doctor.md lists the checks and the permissions that they need.

Exit codes: 0 no problem was found (warnings may be); 1 problems were found, or it failed; 2 the call was wrong.`;

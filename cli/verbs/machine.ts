import type { AddVerb } from './verb.ts';

interface CheckFlags {
  readonly json?: true;
}

export const addMachine: AddVerb = (program, { writer, run }) => {
  const machine = program
    .command('machine')
    .description("Check a state machine's definition before it is deployed.")
    .addHelpText('after', EXAMPLES);
  machine
    .command('check')
    .description('Tell what AWS would refuse, by file, state and field. Nothing is deployed.')
    .argument(
      '[files...]',
      'definitions in YAML or JSON; where none is named, statemachines/*.asl.{yaml,json}',
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (files: readonly string[], { json }: CheckFlags) => {
      await run(async () => {
        const { runMachineCheck } = await import('../commands/machine-check.ts');
        return await runMachineCheck({ files, json: json === true }, writer);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey machine check
  npx rekey machine check statemachines/rotation.asl.yaml`;

const CHECK_EXAMPLES = `
CloudFormation's words (!GetAtt, !Ref, Fn::Sub and the like) and Serverless's variables stand for what they become.

Examples:
  npx rekey machine check
  npx rekey machine check statemachines/rotation.asl.yaml
  npx rekey machine check my-machine.asl.json --json | jq '.problems[].message'

Exit codes: 0 AWS would take them; 1 it would not, and each line says where; 2 the call was wrong.`;

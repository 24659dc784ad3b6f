import type { AddVerb } from './verb.ts';

interface CheckFlags {
  readonly secret?: string;
  readonly json?: true;
}

interface TryFlags {
  readonly secret: string;
  readonly admin?: string;
  readonly save?: string;
  readonly json?: true;
}

export const addRecipe: AddVerb = (program, { writer, run }) => {
  const recipe = program
    .command('recipe')
    .description('Check a recipe, or try it on a throw-away credential.')
    .addHelpText('after', EXAMPLES);
  recipe
    .command('check')
    .description('Check a recipe file and show what it would send. Nothing is sent.')
    .argument('<file>', 'the recipe, such as recipes/acme.yaml')
    .option(
      '--secret <file>',
      'show the hosts and names of this secret (its JSON, - for standard input)',
    )
    .option('--json', 'print one JSON document')
    .addHelpText('after', CHECK_EXAMPLES)
    .action(async (file: string, { secret, json }: CheckFlags) => {
      await run(async () => {
        const { runRecipeCheck } = await import('../commands/recipe-check.ts');
        const options = { file, json: json === true, ...(secret === undefined ? {} : { secret }) };
        return await runRecipeCheck(options, writer);
      });
    });
  recipe
    .command('try')
    .description(
      'Rotate a throw-away credential at the service itself: create, test, retire, clean up.',
    )
    .argument('<file>', 'the recipe, such as recipes/acme.yaml')
    .requiredOption(
      '--secret <file>',
      "the secret's JSON with a throw-away credential, - for standard input",
    )
    .option(
      '--admin <file>',
      'the JSON of the credential that may make credentials, where the recipe has one',
    )
    .option(
      '--save <file>',
      'where the new secret goes, if the service has no overlap; it must not be there yet',
    )
    .option('--json', 'print each step as a line of JSON')
    .addHelpText('after', TRY_EXAMPLES)
    .action(async (file: string, { secret, admin, save, json }: TryFlags) => {
      await run(async () => {
        const { runRecipeTry } = await import('../commands/recipe-try.ts');
        const options = {
          file,
          secret,
          json: json === true,
          ...(admin === undefined ? {} : { admin }),
          ...(save === undefined ? {} : { save }),
        };
        return await runRecipeTry(options, writer, process);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey recipe check recipes/acme.yaml
  npx rekey recipe try recipes/acme.yaml --secret throw-away.json

docs/recipes.md tells how one is written.`;

const CHECK_EXAMPLES = `
Examples:
  npx rekey recipe check recipes/acme.yaml
  npx rekey recipe check recipes/acme.yaml --secret throw-away.json
  npx rekey recipe check recipes/acme.yaml --json | jq '.requests[].url'

Exit codes: 0 the recipe is good; 1 it is not, and each line says where; 2 the call was wrong.`;

const TRY_EXAMPLES = `
Where old and new live side by side, the given credential works in the end as it did, and nothing else is left. Where they do
not, it dies: --save names the file that the new secret is written to before that.

Examples:
  npx rekey recipe try recipes/acme.yaml --secret throw-away.json
  npx rekey recipe try recipes/datadog-api-key.yaml --secret throw-away.json --admin admin.json
  pass show acme/throw-away | npx rekey recipe try recipes/acme.yaml --secret -
  npx rekey recipe try recipes/gitlab-token.yaml --secret old.json --save new.json

Exit codes: 0 a whole rotation went well; 1 it did not; 2 the call or the recipe was wrong.`;

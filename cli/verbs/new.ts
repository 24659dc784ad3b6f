import type { AddVerb } from './verb.ts';

export const addNew: AddVerb = (program, { writer, run }) => {
  const add = program
    .command('new')
    .description('Begin a recipe or a target of your own: a skeleton that works, with its test.')
    .addHelpText('after', EXAMPLES);
  for (const [kind, description] of Object.entries(kinds)) {
    add
      .command(kind)
      .description(description)
      .argument('<name>', 'lower case, digits and hyphens, such as acme-api-key')
      .addHelpText('after', EXAMPLES)
      .action(async (name: string) => {
        await run(async () => {
          const { runNew } = await import('../commands/new.ts');
          return await runNew({ kind: kind as keyof typeof kinds, name }, writer);
        });
      });
  }
};

const kinds = {
  recipe: 'Write recipes/<name>.yaml and its test: an HTTP service, with no code.',
  target: 'Write src/targets/<name>/, its name, its case and its test: anything else.',
} as const;

const EXAMPLES = `
Run it in a checkout of Rekey. Nothing that is there is written over.

Examples:
  npx rekey new recipe acme-api-key
  npx rekey new target acme-ftp

Exit codes: 0 it was written; 2 the name or the folder was wrong, and nothing was written.`;

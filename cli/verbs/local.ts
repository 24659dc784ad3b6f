import { InvalidArgumentError, Option } from 'commander';
import type { AddVerb } from './verb.ts';

const DEFAULT_PORT = 4566;

export const addLocal: AddVerb = (program, { writer, run }) => {
  program
    .command('local')
    .description('Run the AWS endpoint of this machine, in the foreground.')
    .addOption(
      new Option('--port <port>', 'where to listen on 127.0.0.1, 0 for a free one')
        .default(DEFAULT_PORT)
        .argParser(parsePort),
    )
    .option('--data <folder>', 'keep everything there; without it, in memory')
    .option('--quiet', 'print the address and errors only')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { port: number; data?: string; quiet?: true }) => {
      await run(async () => {
        const { runLocal } = await import('../commands/local.ts');
        return await runLocal({ ...options, quiet: options.quiet === true }, writer, process);
      });
    });
};

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

const EXAMPLES = `
Examples:
  npx rekey local
  npx rekey local --port 5000 --data .rekey
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_REGION=us-east-1 npx sls deploy

Exit codes: 0 stopped by Ctrl-C; 1 it could not run; 2 the call was wrong.`;

#!/usr/bin/env node
// Only parses and calls: each verb's work is in commands/<verb>.ts.
import { Command, InvalidArgumentError, Option } from 'commander';
import { describeError } from './describe-error.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import { createWriter, type Writer } from './writer.ts';

const DEFAULT_PORT = 4566;

export async function main(argv: readonly string[], writer: Writer): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const run = async (work: () => Promise<ExitCode>): Promise<void> => {
    try {
      exitCode = await work();
    } catch (error) {
      const described = describeError(error);
      writer.note(`rekey: ${described.text}`);
      exitCode = described.code;
    }
  };
  const program = createProgram(writer, run);
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    // commander has printed what it has to say; help and version are no mistakes
    exitCode = (error as { exitCode?: number }).exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
  return exitCode;
}

function createProgram(
  writer: Writer,
  run: (work: () => Promise<ExitCode>) => Promise<void>,
): Command {
  const program = new Command('rekey')
    .description('Rotates secrets in AWS Secrets Manager that AWS does not rotate by itself.')
    .exitOverride()
    .showHelpAfterError('(rekey --help shows what there is)')
    .configureHelp({ showGlobalOptions: true });

  program
    .command('local')
    .description('Run the AWS endpoint of this machine, in the foreground.')
    .addOption(
      new Option('--port <port>', 'where to listen, 0 for a free one')
        .default(DEFAULT_PORT)
        .argParser(parsePort),
    )
    .option('--data <folder>', 'keep everything there; without it, in memory')
    .option('--quiet', 'print the address and errors only')
    .addHelpText('after', LOCAL_EXAMPLES)
    .action(async (options: { port: number; data?: string; quiet?: true }) => {
      await run(async () => {
        const { runLocal } = await import('./commands/local.ts');
        return await runLocal({ ...options, quiet: options.quiet === true }, writer);
      });
    });

  program
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
    .option(
      '--follow',
      'wait for the end of the grace period too, until the old credential is retired',
    )
    .option('--json', 'print each progress as a line of JSON')
    .option('--stage <stage>', 'the stage that was deployed', 'dev')
    .option('--stack <name>', 'the stack, where it is not rekey-<stage>')
    .option('--region <region>', 'the region (default: AWS_REGION, or us-east-1)')
    .addHelpText('after', ROTATE_EXAMPLES)
    .action(async (secretId: string, options: RotateFlags) => {
      await run(async () => {
        const { runRotate } = await import('./commands/rotate.ts');
        return await runRotate({ secretId, ...toRotateOptions(options) }, writer);
      });
    });
  return program;
}

interface RotateFlags {
  readonly window?: string;
  readonly grace?: string;
  readonly follow?: true;
  readonly json?: true;
  readonly stage: string;
  readonly stack?: string;
  readonly region?: string;
}

function toRotateOptions({ follow, json, stack, stage, region, ...rest }: RotateFlags) {
  return {
    ...rest,
    follow: follow === true,
    json: json === true,
    stack: stack ?? `rekey-${stage}`,
    region: region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
  };
}

function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('expected a port from 0 to 65535.');
}

const LOCAL_EXAMPLES = `
Examples:
  npx rekey local
  npx rekey local --port 5000 --data .rekey
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_REGION=us-east-1 npx sls deploy`;

const ROTATE_EXAMPLES = `
Examples:
  npx rekey rotate prod/acme/api-key
  npx rekey rotate prod/acme/api-key --window 90s --follow
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 npx rekey rotate demo/api-key --json

Exit codes: 0 the new credential is current; 1 the rotation failed; 2 the call was wrong.`;

const isProgram =
  process.argv[1] !== undefined && /(rekey(\.mjs)?|cli\/main\.ts)$/.test(process.argv[1]);
if (isProgram) process.exitCode = await main(process.argv.slice(2), createWriter());

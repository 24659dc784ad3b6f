// The verbs of `rekey`, their options and their help. Only parses and calls: each verb's work is in commands/<verb>.ts, which is
// loaded when it is asked for, so that help is quick.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { describeError } from './describe-error.ts';
import { type ExitCode, exitCodes } from './exit-code.ts';
import type { Writer } from './writer.ts';

const DEFAULT_PORT = 4566;

/** Never throws: what went wrong stands on standard error, and in the exit code. */
export async function runProgram(argv: readonly string[], writer: Writer): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(writer, async (work) => {
    exitCode = await work();
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has printed what it has to say; help and version are no mistakes
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    const described = describeError(error);
    writer.note(`rekey: ${described.text}`);
    return described.code;
  }
}

/** Runs a verb and keeps its exit code. */
type Run = (work: () => Promise<ExitCode>) => Promise<void>;

function createProgram(writer: Writer, run: Run): Command {
  const program = new Command('rekey')
    .description('Rotates secrets in AWS Secrets Manager that AWS does not rotate by itself.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => writer.line(text.trimEnd()),
      writeErr: (text) => writer.note(text.trimEnd()),
    })
    .showHelpAfterError('(add --help to see what there is)')
    .addHelpText('after', PROGRAM_EXAMPLES);
  addLocal(program, writer, run);
  addRotate(program, writer, run);
  return program;
}

function addLocal(program: Command, writer: Writer, run: Run): void {
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
    .addHelpText('after', LOCAL_EXAMPLES)
    .action(async (options: { port: number; data?: string; quiet?: true }) => {
      await run(async () => {
        const { runLocal } = await import('./commands/local.ts');
        return await runLocal({ ...options, quiet: options.quiet === true }, writer, process);
      });
    });
}

function addRotate(program: Command, writer: Writer, run: Run): void {
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
    .option('--follow', 'wait for the end of the grace period too, until the old one is retired')
    .option('--json', 'print each progress as a line of JSON')
    .option('--stage <stage>', 'the stage that was deployed', 'dev')
    .option('--stack <name>', 'the stack, where it is not rekey-<stage>')
    .option('--region <region>', 'the region (default: AWS_REGION, or us-east-1)')
    .addHelpText('after', ROTATE_EXAMPLES)
    .action(async (secretId: string, flags: RotateFlags) => {
      await run(async () => {
        const { runRotate } = await import('./commands/rotate.ts');
        return await runRotate({ secretId, ...toRotateOptions(flags) }, writer, process);
      });
    });
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
  throw new InvalidArgumentError('Expected a port from 0 to 65535.');
}

const PROGRAM_EXAMPLES = `
Examples:
  npx rekey local                       an AWS endpoint on this machine
  npx rekey rotate prod/acme/api-key    rotate one secret now

npx rekey <command> --help says more.`;

const LOCAL_EXAMPLES = `
Examples:
  npx rekey local
  npx rekey local --port 5000 --data .rekey
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_REGION=us-east-1 npx sls deploy

Exit codes: 0 stopped by Ctrl-C; 1 it could not run; 2 the call was wrong.`;

const ROTATE_EXAMPLES = `
Examples:
  npx rekey rotate prod/acme/api-key
  npx rekey rotate prod/acme/api-key --window 90s --follow
  npx rekey rotate prod/acme/api-key --stage prod --region eu-central-1
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 npx rekey rotate demo/api-key --json

Exit codes: 0 the new credential is current, or there was nothing to do; 1 the rotation failed; 2 the call was wrong.`;

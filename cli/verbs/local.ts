import { type Command, InvalidArgumentError, Option } from 'commander';
import type { LocalOptions } from '../commands/local.ts';
import type { AddVerb } from './verb.ts';

const DEFAULT_PORT = 4566;

type Options = Omit<LocalOptions, 'quiet'> & { readonly quiet?: true };

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
    .addOption(
      new Option('--clock <clock>', 'real time, or a clock that "rekey clock" moves')
        .choices(['system', 'manual'])
        .default('system'),
    )
    .addOption(
      new Option(
        '--clock-start <time>',
        'where a manual clock begins (default: now), such as 2026-01-01T00:00:00Z',
      ).argParser(parseTime),
    )
    .option('--seed <text>', 'the same ids each time; never for real secrets')
    .option('--strict-auth', 'refuse access keys that the endpoint did not issue')
    .addOption(
      new Option(
        '--user <name=file>',
        'make this user, with the IAM policy in the file; may be repeated',
      ).argParser((text: string, previous: readonly string[] | undefined) => [
        ...(previous ?? []),
        text,
      ]),
    )
    .option('--iam-report <file>', 'write at the end which rights were used, as JSON or .md')
    .addOption(
      new Option('--log-format <format>', 'how each call is logged')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--log <file>', 'append the log to a file instead of printing it')
    .option('--quiet', 'print the address and errors only')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      if (options.clockStart !== undefined && options.clock !== 'manual') {
        command.error('error: --clock-start goes with --clock manual');
      }
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

function parseTime(text: string): number {
  const time = TIMESTAMP.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new InvalidArgumentError('Expected a time with its zone, such as 2026-01-01T00:00:00Z.');
}

const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

const EXAMPLES = `
Examples:
  npx rekey local
  npx rekey local --port 5000 --data .rekey
  AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_REGION=us-east-1 npx sls deploy

Who calls:
  Any access key is the account's root, save those that the endpoint issued: roles' sessions, and keys of IAM users.
  npx rekey local --user app=app-policy.json     a user "app" who may do what the policy allows
  npx rekey local --strict-auth                  no key of somebody else's: everybody is a user or a role
  With --strict-auth or --user, keys are written to FOLDER/credentials (--data FOLDER) or to a private temporary file, with a
  profile for each user and "default" for an administrator. They are never printed:
    export AWS_SHARED_CREDENTIALS_FILE=.rekey/credentials AWS_PROFILE=app

Time that can be moved:
  npx rekey local --clock manual                 it stands until "npx rekey clock advance P30D"; see npx rekey clock --help
  npx rekey local --clock manual --clock-start 2026-01-01T00:00:00Z --seed try-1     the same times and ids each time

Which rights are used:
  npx rekey local --iam-report rights.md         granted and never used, used by root alone, denied; .json for programs
  curl http://127.0.0.1:4566/_rekey/iam-report   the same while it runs, with --iam-report only

What is logged:
  One line a call: principal, call, resource, result, duration, region, request id. No value of a secret.
  npx rekey local --log-format json | jq 'select(.result != "200")'
  npx rekey local --log calls.jsonl --log-format json
  curl http://127.0.0.1:4566/_rekey/health       status, version, uptime, clock, whether data is durable, counts

Exit codes: 0 stopped by Ctrl-C; 1 it could not run; 2 the call was wrong.`;

import { InvalidArgumentError, Option } from 'commander';
import { parseSince } from './since.ts';
import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface HistoryFlags extends StackFlags {
  readonly since: number;
  readonly limit: number;
  readonly run?: string;
  readonly json?: true;
}

const SINCE_DEFAULT = '90d';
const LIMIT_DEFAULT = 20;

export const addHistory: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('history')
    .description('Show the runs of one secret, and the states of the newest. It only reads.')
    .argument('<secret>', 'name or ARN')
    .addOption(
      new Option('--since <time>', 'how far back, such as 12h, 90d or 52w')
        .default(parseSince(SINCE_DEFAULT), SINCE_DEFAULT)
        .argParser(parseSince),
    )
    .addOption(
      new Option('--limit <count>', 'runs at the most')
        .default(LIMIT_DEFAULT)
        .argParser(parseLimit),
    )
    .addOption(
      new Option('--run <arn>', 'the run whose states are shown (default: the newest)').argParser(
        parseRun,
      ),
    )
    .option('--json', 'print one JSON document');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async (secretId: string, flags: HistoryFlags) => {
      await run(async () => {
        const { runHistory } = await import('../commands/history.ts');
        const options = {
          secretId,
          sinceMs: flags.since,
          limit: flags.limit,
          ...(flags.run === undefined ? {} : { executionArn: flags.run }),
          json: flags.json === true,
          ...toStackOptions(flags),
        };
        return await runHistory(options, writer, process);
      });
    });
};

function parseLimit(text: string): number {
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= 1000) return limit;
  throw new InvalidArgumentError('Expected a number from 1 to 1000.');
}

function parseRun(text: string): string {
  if (/^arn:[^:]+:states:[^:]+:\d{12}:execution:[^:]+:[^:]+$/.test(text)) return text;
  throw new InvalidArgumentError('Expected the ARN of an execution, arn:aws:states:…:execution:….');
}

const EXAMPLES = `
Examples:
  npx rekey history prod/acme/api-key
  npx rekey history prod/acme/api-key --since 7d --limit 5
  npx rekey history prod/acme/api-key --run arn:aws:states:eu-central-1:111122223333:execution:rekey-prod-rotation:4f0c…
  npx rekey history prod/acme/api-key --json | jq '.runs[] | {startedAt, result}'

Exit codes: 0 it was shown, whatever the results; 1 it could not be read; 2 the call was wrong.`;

import { Option } from 'commander';
import type { ReportOptions } from '../commands/report.ts';
import { addStackOptions, type StackFlags, toStackOptions } from './stack-options.ts';
import type { AddVerb } from './verb.ts';

interface ReportFlags extends StackFlags {
  readonly since: string;
  readonly until?: string;
  readonly secret?: string;
  readonly format: ReportOptions['format'];
  readonly json?: true;
  readonly output?: string;
}

export const addReport: AddVerb = (program, { writer, run }) => {
  const command = program
    .command('report')
    .description(
      'Report to an auditor which secrets were rotated, when and by what. It only reads.',
    )
    .option('--since <time>', 'from when on: 90d, 12w, 2026-01-01 or a time in UTC', '90d')
    .option('--until <time>', 'until when; a day is meant with all its hours (default: now)')
    .option('--secret <secret>', 'one secret only, by name or ARN')
    .addOption(
      new Option('--format <format>', 'md for people, csv for spreadsheets, json for programs')
        .choices(['md', 'csv', 'json'])
        .default('md'),
    )
    .option('--json', 'the same as --format json')
    .option('--output <file>', 'write it there (default: standard output)');
  addStackOptions(command)
    .addHelpText('after', EXAMPLES)
    .action(async ({ since, until, secret, format, json, output, ...flags }: ReportFlags) => {
      await run(async () => {
        const { runReport } = await import('../commands/report.ts');
        const options = {
          since,
          ...(until === undefined ? {} : { until }),
          ...(secret === undefined ? {} : { secretId: secret }),
          format: json === true ? ('json' as const) : format,
          ...(output === undefined ? {} : { file: output }),
          ...toStackOptions(flags),
        };
        return await runReport(options, writer, process);
      });
    });
};

const EXAMPLES = `
Examples:
  npx rekey report
  npx rekey report --since 2026-01-01 --until 2026-03-31 --stage prod --output q1.md
  npx rekey report --since 400d --format csv --output rotations.csv
  npx rekey report --secret prod/acme/api-key --json

docs/evidence.md says what the evidence is worth, and how to ask it by hand.

Exit codes: 0 the report was made, whatever it says; 1 something could not be read; 2 the call was wrong.`;

// `rekey report`: what happened to secrets in a period, for an auditor.
import { writeFile } from 'node:fs/promises';
import { RotationError } from '../../src/rotation/errors.ts';
import { parsePeriod } from '../../src/rotation/report/period.ts';
import type { Report } from '../../src/rotation/report/report.ts';
import { toCsv } from '../../src/rotation/report/to-csv.ts';
import { toReportDocument } from '../../src/rotation/report/to-json.ts';
import { toMarkdown } from '../../src/rotation/report/to-markdown.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { withReading } from '../operate/reading.ts';
import { loadReport } from '../report/load-report.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface ReportOptions extends StackOptions {
  readonly since: string;
  readonly until?: string;
  readonly secretId?: string;
  readonly format: keyof typeof formats;
  /** Undefined for standard output. */
  readonly file?: string;
}

const formats = {
  md: toMarkdown,
  csv: toCsv,
  json: (report: Report) => `${JSON.stringify(toReportDocument(report))}\n`,
} as const;

/** @throws RotationError where the period is none, or secrets or evidence cannot be read */
export async function runReport(
  options: ReportOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  const { format, file } = options;
  return await withReading(options, writer, signals, async (reading) => {
    const period = parsePeriod(options, reading.clock.now());
    const report = await loadReport(reading, { ...options, period });
    const text = formats[format](report);
    if (file === undefined) writer.line(text.replace(/\r?\n$/, ''));
    else {
      await save(file, text);
      writer.note(`${sum(report)} Written to ${file}.`);
    }
    return exitCodes.ok;
  });
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw toUnwritable(file, error as NodeJS.ErrnoException);
  }
}

function toUnwritable(file: string, cause: NodeJS.ErrnoException): RotationError {
  const message = `--output: expected a file that can be written, found ${file} (${cause.code ?? cause.name}).`;
  return new RotationError('Rekey.InvalidConfiguration', message, {}, { cause });
}

function sum({ totals }: Report): string {
  const { rotations, secrets, failedRuns, overPolicy } = totals;
  return `Secrets: ${String(secrets)}, rotations: ${String(rotations)}, failed runs: ${String(failedRuns)}, over policy: ${String(overPolicy)}.`;
}

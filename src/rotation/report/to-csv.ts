// A report as RFC 4180 has it: a line for each run of the period, and one for each secret without a run, so that no secret is missing.
// Spreadsheets take a cell that begins with =, +, -, @, a tab or a carriage return for a formula: such a one gets an apostrophe
// (OWASP, "CSV Injection").
import type { SecretReport } from './judge-secret.ts';
import type { Report } from './report.ts';
import type { ReportedRun } from './reported-run.ts';
import { toDays, toRemedy } from './words.ts';

interface Line {
  readonly secret: SecretReport | undefined;
  readonly run: ReportedRun | undefined;
}

type Column = readonly [title: string, cell: (line: Line) => string | number | boolean | undefined];

const COLUMNS: readonly Column[] = [
  ['secret', ({ secret, run }) => secret?.name ?? run?.secretName],
  ['secret_arn', ({ secret }) => secret?.arn],
  ['secret_state', ({ secret }) => secret?.state],
  ['target', ({ secret }) => secret?.target],
  ['policy', ({ secret }) => secret?.policy?.expression],
  ['policy_window_hours', ({ secret }) => secret?.policy?.windowHours],
  ['allowed_age_days', ({ secret }) => toDaysOf(secret?.policy?.allowedMs)],
  ['age_days', ({ secret }) => toDaysOf(secret?.age?.ms)],
  ['age_is_at_least', ({ secret }) => secret?.age?.isAtLeast],
  ['greatest_age_days', ({ secret }) => toDaysOf(secret?.greatestAge?.ms)],
  ['greatest_age_is_at_least', ({ secret }) => secret?.greatestAge?.isAtLeast],
  ['verdict', ({ secret }) => secret?.verdict],
  ['secret_last_rotated_at', ({ secret }) => toIso(secret?.lastRotatedAt)],
  ['result', ({ run }) => run?.result ?? 'no run'],
  ['mode', ({ run }) => run?.mode],
  ['trigger', ({ run }) => run?.trigger],
  ['schedule', ({ run }) => run?.schedule],
  ['window_opens_at', ({ run }) => toIso(run?.windowOpensAt)],
  ['window_closes_at', ({ run }) => toIso(run?.windowClosesAt)],
  ['started_at', ({ run }) => toIso(run?.startedAt)],
  ['switched_at', ({ run }) => toIso(run?.renewedAt)],
  ['kept_window', ({ run }) => run?.keptWindow],
  ['ended_at', ({ run }) => toIso(run?.endedAt)],
  ['new_version', ({ run }) => run?.versionId],
  ['previous_version', ({ run }) => run?.previousVersionId],
  ['previous_due_at', ({ run }) => toIso(run?.retireAt)],
  ['previous_refused_at', ({ run }) => toIso(run?.refusedAt)],
  ['reason', ({ run }) => run?.reason],
  ['failed_step', ({ run }) => run?.failure?.step],
  ['error', ({ run }) => run?.failure?.error],
  ['severity', ({ run }) => run?.failure?.severity],
  ['catalogue', ({ run }) => run?.failure?.catalogue],
  ['catalogue_title', ({ run }) => run?.catalogueTitle],
  ['done', ({ run }) => (run?.failure === undefined ? undefined : toRemedy(run))],
  ['works', ({ run }) => run?.failure?.works],
  ['notice', ({ run }) => run?.failure?.noticeId],
  ['rotated_after_at', ({ run }) => toIso(run?.rotatedAfterAt)],
  ['execution_arn', ({ run }) => run?.executionArn],
];

const CRLF = '\r\n';

export function toCsv({ secrets, runs }: Report): string {
  const lines = secrets.flatMap((secret): readonly Line[] => {
    const own = runs.filter((run) => isOf(run, secret));
    return own.length === 0 ? [{ secret, run: undefined }] : own.map((run) => ({ secret, run }));
  });
  const rows = lines.map((line) => COLUMNS.map(([, cell]) => toCell(cell(line))).join(','));
  return [COLUMNS.map(([title]) => title).join(','), ...rows, ''].join(CRLF);
}

function isOf(run: ReportedRun, { arn, name }: SecretReport): boolean {
  return run.secretId === (arn ?? name);
}

function toCell(value: string | number | boolean | undefined): string {
  if (value === undefined) return '';
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function toDaysOf(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : toDays(ms);
}

function toIso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}

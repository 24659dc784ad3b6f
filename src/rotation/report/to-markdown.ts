// A report for people, in GitHub Flavored Markdown: what matters first, then the lists that prove it. Names are escaped, for whoever
// may name a secret must not write the report.
import type { SecretReport } from './judge-secret.ts';
import { escapeMarkdown, toTable } from './markdown-table.ts';
import type { Report } from './report.ts';
import type { ReportedRun } from './reported-run.ts';
import {
  toDays,
  toMinute,
  toOrigin,
  toPolicyText,
  toRefusal,
  toRemedy,
  toSpanText,
} from './words.ts';

export function toMarkdown(report: Report): string {
  return [
    ...toHead(report),
    ...toSecrets(report),
    ...toNotRotated(report),
    ...toRotations(report),
    ...toFailures(report),
    ...toWarnings(report),
    ...toOthers(report),
    ...toCaveats(report),
  ].join('\n');
}

function toHead({ stack, region, since, until, madeAt, evidence, totals }: Report): string[] {
  return [
    `# Rotations of ${escapeMarkdown(stack)} in ${escapeMarkdown(region)}`,
    '',
    `From ${toMinute(since)} to ${toMinute(until)}; made at ${toMinute(madeAt)}. All times are UTC.`,
    `Evidence: log group ${escapeMarkdown(evidence.logGroup)}, ${String(evidence.events)} events from ${toMinute(evidence.beginsAt)} on.`,
    '',
    ...toTable(
      ['Secrets', 'Rotated', 'Rotations', 'Failed runs', 'Skipped runs', 'Over policy'],
      [
        [
          totals.secrets,
          totals.rotatedSecrets,
          totals.rotations,
          totals.failedRuns,
          totals.skippedRuns,
          totals.overPolicy,
        ].map(String),
      ],
    ),
  ];
}

function toSecrets({ secrets }: Report): string[] {
  return [
    '## Age against policy',
    '',
    'The policy is the schedule; allowed is the longest way from one window to the end of the next.',
    '',
    ...toTable(
      [
        'Secret',
        'Target',
        'Policy',
        'Rotations',
        'Last rotated',
        'Age',
        'Greatest age',
        'Allowed',
        'Verdict',
      ],
      secrets.map((secret) => [
        secret.name,
        secret.target ?? '',
        toPolicyText(secret.policy),
        String(secret.rotations),
        toMinute(secret.lastRotatedAt),
        toSpanText(secret.age),
        toSpanText(secret.greatestAge),
        secret.policy === undefined ? '' : `${String(toDays(secret.policy.allowedMs))} d`,
        toVerdict(secret),
      ]),
      'No secret.',
    ),
  ];
}

function toVerdict({ verdict, state }: SecretReport): string {
  return state === 'managed' ? verdict : `${verdict} (${state})`;
}

function toNotRotated({ secrets }: Report): string[] {
  const idle = secrets.filter(({ rotations, state }) => rotations === 0 && state !== 'gone');
  return [
    '## Not rotated in this period',
    '',
    ...toTable(
      ['Secret', 'Policy', 'Last rotated', 'Failed runs', 'Skipped runs', 'State'],
      idle.map((secret) => [
        secret.name,
        toPolicyText(secret.policy),
        toMinute(secret.lastRotatedAt),
        String(secret.failures),
        String(secret.skips),
        secret.state,
      ]),
      'Every secret was rotated.',
    ),
  ];
}

function toRotations({ runs, madeAt }: Report): string[] {
  const rotated = runs.filter(({ renewedAt }) => renewedAt !== undefined);
  return [
    '## Rotations',
    '',
    ...toTable(
      [
        'Switched',
        'Secret',
        'Started by',
        'Window',
        'In window',
        'New version',
        'Old credential refused',
      ],
      rotated.map((run) => [
        toMinute(run.renewedAt),
        run.secretName,
        toOrigin(run),
        toWindow(run),
        toYesNo(run.keptWindow),
        run.versionId ?? '',
        toRefusal(run, madeAt),
      ]),
      'None.',
    ),
  ];
}

function toFailures({ runs }: Report): string[] {
  return [
    '## Failures',
    '',
    ...toTable(
      [
        'Started',
        'Secret',
        'Started by',
        'Step',
        'Error',
        'Catalogue',
        'What was done',
        'Rotated after all',
      ],
      runs
        .filter(({ isFailure }) => isFailure)
        .map((run) => [
          toMinute(run.startedAt),
          run.secretName,
          toOrigin(run),
          run.result === 'stopped'
            ? `${run.failure?.step ?? ''} (stopped)`
            : (run.failure?.step ?? ''),
          run.failure?.error ?? '',
          toCatalogue(run),
          toRemedy(run),
          run.rotatedAfterAt === undefined ? 'no' : toMinute(run.rotatedAfterAt),
        ]),
      'None.',
    ),
  ];
}

function toCatalogue({ failure, catalogueTitle }: ReportedRun): string {
  return [failure?.catalogue, catalogueTitle].filter((text) => text !== undefined).join(' ');
}

/** Rotations that succeeded, and something beside them did not. */
function toWarnings({ runs }: Report): string[] {
  const warned = runs.filter(({ isFailure, failure }) => !isFailure && failure !== undefined);
  if (warned.length === 0) return [];
  return [
    '## Warnings',
    '',
    ...toTable(
      ['Started', 'Secret', 'Step', 'Error', 'Catalogue', 'Old credential refused'],
      warned.map((run) => [
        toMinute(run.startedAt),
        run.secretName,
        run.failure?.step ?? '',
        run.failure?.error ?? '',
        toCatalogue(run),
        run.refusedAt === undefined ? 'not in the evidence' : toMinute(run.refusedAt),
      ]),
    ),
  ];
}

function toOthers({ runs }: Report): string[] {
  const others = runs.filter(
    (run) =>
      run.result === 'skipped' ||
      run.result === 'running' ||
      (!run.isFailure && run.mode !== 'rotate'),
  );
  return [
    '## Runs that rotated nothing',
    '',
    ...toTable(
      ['Started', 'Secret', 'Started by', 'What became of it'],
      others.map((run) => [toMinute(run.startedAt), run.secretName, toOrigin(run), toOutcome(run)]),
      'None.',
    ),
  ];
}

function toOutcome({ result, reason, mode }: ReportedRun): string {
  if (result === 'skipped') return `skipped: ${reason ?? 'no reason told'}`;
  if (result === 'running') return 'no end is told yet';
  return mode === 'retire' ? 'retired what was due' : 'settled what a run had left';
}

function toCaveats({ caveats }: Report): string[] {
  return [
    '## What this evidence cannot say',
    '',
    ...caveats.map((text) => `- ${escapeMarkdown(text)}`),
    '',
  ];
}

function toWindow({ windowOpensAt, windowClosesAt }: ReportedRun): string {
  if (windowOpensAt === undefined || windowClosesAt === undefined) return 'by the secret’s tag';
  const closes = toMinute(windowClosesAt);
  const isSameDay = toMinute(windowOpensAt).slice(0, 10) === closes.slice(0, 10);
  return `${toMinute(windowOpensAt)} to ${isSameDay ? closes.slice(11) : closes}`;
}

function toYesNo(value: boolean | undefined): string {
  if (value === undefined) return '';
  return value ? 'yes' : 'no';
}

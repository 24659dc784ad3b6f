// What the evidence cannot say, in sentences: first what is true of this report, then what is true of every one.
import type { Period } from './period.ts';
import type { EvidenceFacts } from './report-facts.ts';
import type { ReportedRun } from './reported-run.ts';

/** A window of a day, a grace period of 30 days, and recovery's last try: no run of the machine takes longer. */
export const RUN_MS_MAX = 32 * 86_400_000;

export interface CaveatFacts {
  readonly period: Period;
  readonly now: number;
  readonly evidence: EvidenceFacts & { readonly beginsAt: number };
  readonly runs: readonly ReportedRun[];
}

export function listCaveats(facts: CaveatFacts): readonly string[] {
  return [...listOwn(facts), ...ALWAYS];
}

function listOwn({ period, now, evidence, runs }: CaveatFacts): readonly string[] {
  const { beginsAt, createdAt, retentionDays, foreign, broken } = evidence;
  const caveats: string[] = [];
  if (beginsAt > period.since) {
    const why =
      beginsAt === createdAt
        ? 'the log group was made then'
        : `CloudWatch Logs keeps ${String(retentionDays ?? 0)} days`;
    caveats.push(
      `The evidence begins at ${toText(beginsAt)}, after the period does (${why}): of the time before nothing is known, and ages that reach back to it are lower bounds.`,
    );
  }
  const cut = runs.filter(({ isCut }) => isCut === true).length;
  if (cut > 0) {
    caveats.push(
      `Of ${count(cut, 'run')} no change of status was kept: the start is when they were first heard of.`,
    );
  }
  const lost = runs.filter((run) => isOpen(run) && now - run.startedAt > RUN_MS_MAX).length;
  if (lost > 0) {
    caveats.push(
      `The end of ${count(lost, 'run')} is not in the evidence, though no run takes that long: ask Step Functions while it keeps their history (90 days).`,
    );
  }
  if (foreign + broken > 0) {
    caveats.push(
      `${count(foreign + broken, 'event')} of the log group could not be used: ${String(foreign)} of another kind, ${String(broken)} that could not be read.`,
    );
  }
  return caveats;
}

function isOpen({ result }: ReportedRun): boolean {
  return result === 'running' || result === 'switched';
}

const ALWAYS: readonly string[] = [
  'Policies are the schedules of today; one that was changed in the period is judged by what it says now.',
  'Why a run started is what its input said. Who started one by hand stands in CloudTrail (StartExecution of Step Functions).',
  'A value that somebody put by hand is no rotation and no event here: it stands in CloudTrail (PutSecretValue, UpdateSecret, UpdateSecretVersionStage). Only the age of the current one is known.',
  'A rotation by Secrets Manager itself (native rotation) is no event here: such a secret is shown as not rotated, with no policy of ours. Its LastRotatedDate and CloudTrail (RotationSucceeded) tell of it.',
  'Step Functions tells status changes to EventBridge as best it can; what EventBridge could not deliver stood in the queue of lost evidence for 14 days, with an alarm.',
  'Status changes come from Step Functions alone. Events of the source rekey could be put on the bus by whoever has events:PutEvents in the account.',
];

function count(number: number, noun: string): string {
  return `${String(number)} ${noun}${number === 1 ? '' : 's'}`;
}

function toText(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

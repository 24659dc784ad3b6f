// The notice of a run that failed, in the order in which people ask: which secret, which step, since when; what happened; what the
// catalogue says; which versions and which credential; what was undone; the next command. The text's last line is the same as JSON.
import { toFailedEvent } from './failed-event.ts';
import { toNextCommand } from './next-command.ts';
import type { NoticeFacts } from './notice-facts.ts';
import type { Notice, Ports, SecretDescription } from './ports.ts';
import { findSeverity } from './severity.ts';
import type { Failure, Recovery } from './state.ts';

const SUBJECT_LENGTH_MAX = 99;

/** One run, one notice: whoever gets it twice knows it by its id. */
export function createNotice({ hash }: Pick<Ports, 'hash'>, facts: NoticeFacts): Notice {
  const { executionArn, failure, diagnosis, recovery, description } = facts;
  const name = (description?.name ?? facts.secretId).slice(0, 512);
  const severity = findSeverity(facts);
  const nextCommand = toNextCommand(facts);
  const { symptom, entry, hasMatched, evidence } = diagnosis;
  const noticeId = hash(`${executionArn}#notice`).slice(0, 32);
  const data = {
    noticeId,
    severity,
    secret: name,
    secretArn: description?.arn,
    executionArn,
    startedAt: facts.startedAt,
    step: failure.state,
    since: failure.enteredAt,
    failedAt: failure.failedAt,
    error: failure.error,
    message: symptom.message,
    call: symptom.facts,
    catalogue: {
      id: entry.id,
      title: entry.title,
      hasMatched,
      evidence,
      causes: entry.causes,
      remedies: entry.remedies,
    },
    labels: description === undefined ? undefined : Object.fromEntries(description.labels),
    recovery,
    nextCommand,
  };
  return {
    subject: toSubject(severity, name, failure, entry.id),
    text: `${toText(facts, { name, severity, nextCommand })}\n\n${JSON.stringify(data)}\n`,
    data,
    attributes: {
      noticeId,
      severity,
      secret: name,
      step: failure.state,
      error: failure.error,
      catalogue: entry.id,
      recovery: recovery?.outcome ?? 'none',
    },
    event: toFailedEvent(facts, { noticeId, severity, nextCommand }),
  };
}

/** SNS: ASCII, no line breaks, under 100 characters. */
function toSubject(severity: string, name: string, { state }: Failure, entryId: string): string {
  const before = severity === 'error' ? 'Rekey: ' : `Rekey ${severity}: `;
  const after = ` failed in ${state} (${entryId})`;
  const room = SUBJECT_LENGTH_MAX - before.length - after.length;
  const shown = name.length > room ? `${name.slice(0, room - 3)}...` : name;
  return `${before}${shown}${after}`.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, SUBJECT_LENGTH_MAX);
}

function toText(
  facts: NoticeFacts,
  shown: { readonly name: string; readonly severity: string; readonly nextCommand: string },
): string {
  const { executionArn, startedAt, failure, diagnosis, recovery, description } = facts;
  const { entry, hasMatched, evidence, symptom } = diagnosis;
  return [
    `Secret:    ${shown.name}`,
    `Step:      ${failure.state}, since ${failure.enteredAt}`,
    `Run:       ${executionArn}, started ${startedAt}`,
    `Severity:  ${shown.severity}`,
    '',
    'WHAT HAPPENED',
    `  ${failure.error} after ${toDuration(failure)}: ${symptom.message}`,
    ...(evidence === undefined ? [] : [`  ${evidence}`]),
    '',
    hasMatched
      ? `WHAT IT MATCHES: ${entry.id}, ${entry.title}`
      : 'WHAT IT MATCHES: nothing in the troubleshooting catalogue; the general checklist follows',
    '  Causes:',
    ...entry.causes.map((cause) => `    - ${cause}`),
    '  Remedies:',
    ...entry.remedies.map((remedy) => `    - ${remedy}`),
    '',
    'THE SECRET NOW',
    ...toLabelLines(description),
    `  ${toWorks(recovery)}`,
    '',
    'WHAT WAS UNDONE',
    `  ${toUndone(failure, recovery)}`,
    '',
    'NEXT',
    `  ${shown.nextCommand}`,
  ].join('\n');
}

function toDuration({ enteredAt, failedAt }: Failure): string {
  const seconds = (Date.parse(failedAt) - Date.parse(enteredAt)) / 1000;
  return `${seconds.toFixed(1)} s with all its tries`;
}

function toLabelLines(description: SecretDescription | undefined): readonly string[] {
  if (description === undefined) return ['  Its labels could not be read.'];
  return [...description.labels].map(
    ([versionId, labels]) => `  Version ${versionId}: ${labels.join(', ')}`,
  );
}

function toWorks(recovery: Recovery | undefined): string {
  switch (recovery?.works) {
    case 'current':
      return 'The target accepts AWSCURRENT.';
    case 'pending':
      return `The target accepts version ${recovery.currentVersionId ?? ''}, which is AWSCURRENT now.`;
    case 'neither':
      return `The target refuses AWSCURRENT (version ${recovery.currentVersionId ?? ''}) and the pending version (${recovery.pendingVersionId ?? 'none'}).`;
    case 'unknown':
    case undefined:
      return 'Which credential the target accepts was not asked or not answered.';
  }
}

function toUndone({ state, error }: Failure, recovery: Recovery | undefined): string {
  if (error === 'Rekey.RecoveryGivenUp') {
    return 'Nothing: recovery was given up. The versions keep their labels. Once the target answers again, the command below settles them, and so does the next run.';
  }
  if (state === 'RetirePrevious') {
    return 'Nothing: the rotation succeeded. The old credential still works; its label stays, and the next plan tries again.';
  }
  switch (recovery?.outcome) {
    case undefined:
    case 'nothing-to-undo':
      return 'Nothing had been changed.';
    case 'undone':
      return 'Everything that the rotation began: the pending credential was discarded, AWSPENDING and the claim taken off.';
    case 'finished':
      return 'Nothing: the switch had begun, and recovery finished it.';
    case 'promoted':
      return 'Nothing: the target had switched already, so recovery made the pending version AWSCURRENT.';
    case 'superseded':
      return 'The claim was taken off. Somebody had replaced the new version; its credential awaits retirement.';
    case 'both-refused':
      return 'Nothing: the target refuses both credentials. Both versions keep their labels until somebody decides.';
    case 'unreachable':
      return `Nothing yet: the target is out of reach. ${toTries(recovery)}`;
    case 'failed':
      return `Nothing yet: recovery itself failed (${recovery.reason ?? 'no reason known'}). ${toTries(recovery)}`;
  }
}

function toTries({ triesAt = [] }: Recovery): string {
  return triesAt.length === 0
    ? 'No later try of its recovery could be scheduled: the next run tries again, or the command below.'
    : `Recovery is tried again at ${triesAt.join(', ')}, and by the next run.`;
}

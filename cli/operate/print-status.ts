// One secret with everything that is known of it.
import type { RunRecord } from '../../src/rotation/run-record.ts';
import { quote } from '../../src/rotation/shell-quote.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';
import { createFieldPrinter } from './print-fields.ts';
import { paintOf } from './print-statuses.ts';
import type { SecretStatus } from './secret-status.ts';
import { toMinute, toSpan } from './time-text.ts';

export function printStatus(writer: Writer, status: SecretStatus, stack: StackOptions): void {
  const { facts, health, target, nextWindow, inGrace, lastRun, openFailure } = status;
  const { description, now } = facts;
  writer.line(writer.paint('strong', description.name));
  const print = createFieldPrinter(writer);
  print('arn', [description.arn]);
  print('target', [target === '' ? 'none' : target]);
  print('health', [writer.paint(paintOf(health.word), health.word)]);
  for (const { word, reason } of health.findings) print('', [`${word}: ${reason}`]);
  print('AWSCURRENT', [toCurrent(status)]);
  print('last run', lastRun === undefined ? [toUnknownRun(status)] : toRun(lastRun, now));
  print('schedule', toSchedule(status, stack));
  if (description.rotationEnabled) print('native', toNative(status));
  print('next window', [
    nextWindow === undefined
      ? 'none'
      : `${toMinute(nextWindow.opensAt)} to ${toMinute(nextWindow.closesAt)}, ` +
        (nextWindow.opensAt <= now
          ? `open for another ${toSpan(nextWindow.closesAt - now)}`
          : `in ${toSpan(nextWindow.opensAt - now)}`),
  ]);
  print(
    'labels',
    [...description.labels].map(([versionId, labels]) => `${versionId}  ${labels.join(' ')}`),
  );
  print(
    'in grace',
    inGrace.map(
      ({ versionId, dueAt }) =>
        `${versionId} until ${toMinute(dueAt)}${dueAt < now ? ', which has passed' : ''}`,
    ),
  );
  if (openFailure !== undefined) print('open notice', toNotice(openFailure, now));
}

function toCurrent({ currentVersionId, facts: { currentMadeAt, now } }: SecretStatus): string {
  if (currentVersionId === undefined) return 'on no version';
  const age =
    currentMadeAt === undefined
      ? 'age not known'
      : `${toSpan(now - currentMadeAt)} old, since ${toMinute(currentMadeAt)}`;
  return `${currentVersionId}, ${age}`;
}

function toUnknownRun({ facts: { runs } }: SecretStatus): string {
  return runs === undefined ? 'not known' : 'none in the last 90 days';
}

function toRun(run: RunRecord, now: number): readonly string[] {
  const { result, startedAt, trigger, reason, executionArn } = run;
  const by = trigger === undefined ? '' : `, by ${trigger}`;
  const why = reason === undefined ? '' : `: ${reason}`;
  const at = `${toMinute(startedAt)}, ${toSpan(now - startedAt)} ago`;
  return [`${result}${why}, started ${at}${by}`, executionArn];
}

function toSchedule(
  { facts: { schedule, description } }: SecretStatus,
  { stack, region }: StackOptions,
): readonly string[] {
  switch (schedule.kind) {
    case 'none':
      return description.rotationEnabled
        ? ['none: Secrets Manager rotates it by itself']
        : [
            'none; one is made by',
            `npx rekey schedule ${quote(description.name)} --expression 'rate(30 days)' --no-rotate-now --stack ${quote(stack)} --region ${region}`,
          ];
    case 'unreadable':
      return ['not known'];
    case 'broken':
      return [`${schedule.name}: ${schedule.problem}`];
    case 'ours': {
      const { enabled, name, schedule: written } = schedule;
      const state = enabled ? '' : ', disabled';
      return [`${written.expression}, open for ${String(written.windowHours)}h${state} (${name})`];
    }
  }
}

/** Secrets Manager's own rotation. */
function toNative({ facts: { description, now } }: SecretStatus): readonly string[] {
  const { functionArn, rotatedAt, nextAt } = description.nativeRotation ?? {};
  const last = rotatedAt === undefined ? 'never rotated' : `rotated ${toMinute(rotatedAt)}`;
  const next =
    nextAt === undefined
      ? 'no date for the next'
      : `the next by ${toMinute(nextAt)}${nextAt < now ? ', which has passed' : ''}`;
  return [`${last}, ${next}`, ...(functionArn === undefined ? [] : [functionArn])];
}

function toNotice(
  { failure, result, endedAt, startedAt }: RunRecord,
  now: number,
): readonly string[] {
  const ago = `${toSpan(now - (endedAt ?? startedAt))} ago`;
  if (failure === undefined) return [`the run ${result} ${ago}, and nothing more is known of it`];
  const { step, error, catalogue, recovery, works, nextCommand, noticeId, severity } = failure;
  return [
    `${severity ?? 'error'}: ${step} failed with ${error}, ${ago}`,
    ...(catalogue === undefined ? [] : [`catalogue entry ${catalogue}`]),
    ...(recovery === undefined ? [] : [`recovery: ${recovery}; works now: ${works ?? 'unknown'}`]),
    ...(noticeId === undefined ? [] : [`notice ${noticeId}`]),
    ...(nextCommand === undefined ? [] : [nextCommand]),
  ];
}

// The secret's schedule: it exists, is enabled, is ours and says in EventBridge Scheduler what people wrote.
import { findScheduleProblems } from '../desired/schedule-problems.ts';
import { isKnown } from '../known.ts';
import type { Ports } from '../ports.ts';
import { isRotatedByUs } from './check-native.ts';
import type { SecretFacts } from './facts.ts';
import { cannotLook, type Finding, ok } from './finding.ts';

/** What other checks say better. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  'secret-in-deletion',
  'switched-off',
  'not-tagged',
]);

export function checkSchedule(ports: Pick<Ports, 'hash'>, facts: SecretFacts): readonly Finding[] {
  const { schedule, description, stack, commands, now } = facts;
  if (!isKnown(schedule)) return cannotLook('schedule', 'the secret’s schedule', schedule);
  const found = schedule.value;
  if (found === undefined) {
    if (isRotatedByUs(facts)) return []; // checked as native rotation
    const evidence = 'The secret has no schedule: nobody rotates it but by hand.';
    return [
      {
        id: 'schedule-missing',
        verdict: 'warning',
        evidence,
        command: commands.schedule(description.name),
      },
    ];
  }
  const { problems } = findScheduleProblems(ports, found, description, stack.schedules, now);
  const seen = problems.filter(({ kind }) => !ELSEWHERE.has(kind));
  if (seen.length === 0)
    return [
      ok(
        'schedule',
        `Schedule ${found.name} is enabled: ${found.rotation?.expression ?? found.schedulerExpression}.`,
      ),
    ];
  return seen.map(({ kind, text }) => {
    const evidence = `Schedule ${found.name}: ${text}.`;
    switch (kind) {
      case 'disabled':
        return {
          id: 'schedule-disabled',
          verdict: 'problem',
          evidence,
          command: commands.doctor(description.name, '--fix'),
          fix: { kind: 'enable-schedule', name: found.name },
        };
      case 'not-ours':
        return {
          id: 'schedule-foreign',
          verdict: 'problem',
          evidence,
          command: commands.describeSchedule(found.name),
        };
      case 'window-differs':
        return {
          id: 'schedule-window',
          verdict: 'warning',
          evidence,
          command: commands.tag(description.name, 'rekey:window', found.rotation?.window ?? '3h'),
        };
      default:
        return {
          id: 'schedule-wrong',
          verdict: 'problem',
          evidence,
          command: commands.schedule(description.name, found.rotation),
        };
    }
  });
}

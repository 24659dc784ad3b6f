// A secret and its schedule: none, disabled, broken or incomplete.
import type { Commands } from './commands.ts';
import { type Finding, toFinding } from './finding.ts';
import type { ListedSchedule, WatchedSecret, WatchedStack } from './ports.ts';
import { isSwitchedOff, type SecretFacts } from './secret-facts.ts';

/** Whoever has just made a secret is about to give it a schedule. */
const YOUNG_MS = 3_600_000;

export function findWithoutSchedule({
  now,
  secret,
  schedule,
  commands,
}: SecretFacts): readonly Finding[] {
  // Secrets Manager's own rotation has a schedule of its own.
  if (schedule !== undefined || secret.rotationEnabled || isSwitchedOff(secret)) return [];
  if (now - (secret.createdAt ?? 0) <= YOUNG_MS) return [];
  return [
    toFinding('secret-without-schedule', {
      about: secret.name,
      secret: secret.name,
      since: secret.createdAt,
      meaning: `It carries rekey:target=${secret.tags.get('rekey:target') ?? ''}; rotate it by a schedule, or say rekey:enabled=false.`,
      nextCommand: commands.schedule(secret.name),
    }),
  ];
}

export function findScheduleFaults(facts: SecretFacts, stack: WatchedStack): readonly Finding[] {
  const { secret, schedule, commands } = facts;
  if (schedule === undefined) return [];
  const { found, problem, kept } = schedule;
  const about = { about: found.name, secret: secret.name, since: found.changedAt };
  const nextCommand = commands.schedule(secret.name, kept);
  if (problem !== undefined) {
    const meaning = `Schedule ${found.name}: ${problem}.`;
    return [toFinding('schedule-broken', { ...about, meaning, nextCommand })];
  }
  if (!found.enabled) {
    const meaning = `Schedule ${found.name} is disabled; enable it, or say rekey:enabled=false on the secret.`;
    return [toFinding('schedule-disabled', { ...about, meaning, nextCommand })];
  }
  const missing = findMissing(facts, stack);
  if (missing === undefined) return [];
  const meaning = `Schedule ${found.name} ${missing}.`;
  return [toFinding('schedule-incomplete', { ...about, meaning, nextCommand })];
}

/** A schedule that somebody made by hand, of a secret that has one. */
export function toSecondSchedule(
  commands: Commands,
  secret: WatchedSecret,
  { name, changedAt }: ListedSchedule,
  first: ListedSchedule,
): Finding {
  return toFinding('schedule-broken', {
    about: name,
    secret: secret.name,
    since: changedAt,
    meaning: `Schedule ${name} starts runs of this secret too, beside ${first.name}: it is rotated by both.`,
    nextCommand: commands.deleteSchedule(name),
  });
}

function findMissing(
  { schedule }: SecretFacts,
  { refusedStartsArn }: WatchedStack,
): string | undefined {
  const { roleArn, deadLetterArn } = schedule?.found ?? {};
  if (roleArn === undefined) return 'has no role by which to start the machine';
  if (deadLetterArn === undefined) return 'has no dead-letter queue, so a refused start is lost';
  if (deadLetterArn === refusedStartsArn) return undefined;
  return `keeps refused starts in ${deadLetterArn}, where the watch does not look`;
}

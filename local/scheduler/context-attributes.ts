// The words in angle brackets that Scheduler replaces in a target's input.
// Source: Scheduler user guide, "Adding context attributes".
import { pickCharacters, type Random } from '../random.ts';

export interface Attempt {
  readonly scheduleArn: string;
  readonly occurrenceMs: number;
  /** New with each attempt, so it names no occurrence. */
  readonly executionId: string;
  /** 1 for the first. */
  readonly number: number;
}

export function replaceContextAttributes(text: string, attempt: Attempt): string {
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': attempt.scheduleArn,
    'scheduled-time': toScheduledTime(attempt.occurrenceMs),
    'execution-id': attempt.executionId,
    'attempt-number': String(attempt.number),
  };
  return text.replace(
    /<aws\.scheduler\.([a-z-]+)>/g,
    (whole, name: string) => values[name] ?? whole,
  );
}

export function createExecutionId(random: Random): string {
  return pickCharacters(random, 'abcdefghijklmnopqrstuvwxyz0123456789', 16);
}

/** To the second, as AWS writes it. */
export function toScheduledTime(occurrenceMs: number): string {
  return `${new Date(occurrenceMs).toISOString().slice(0, 19)}Z`;
}

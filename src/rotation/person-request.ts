// What a person reads who has to complete a rotation: what to make, where, by when, and the command that takes it.
import { toVersionLabel } from './owner-label.ts';
import { present } from './shape.ts';
import { quote } from './shell-quote.ts';
import type { PersonRequest } from './state.ts';
import type { Step } from './step.ts';

/** What the steps after the person's take, retries included. */
const REST_MS = 120_000;
const SUBJECT_CHARACTERS_MAX = 99;

export function toPersonRequest({ rotation, target, token, attempt }: Step): PersonRequest {
  const { executionArn, secretArn, secretName } = rotation;
  const { link, field } = target.asks ?? {};
  const answerBy = new Date(Date.parse(rotation.deadline) - REST_MS).toISOString();
  const facts = {
    executionArn,
    secretArn,
    secretName,
    versionId: token,
    label: toVersionLabel(executionArn, attempt),
    attempt,
    answerBy,
    ...present('link', link),
    ...present('field', field),
  };
  return { subject: toSubject(secretName), text: toText(facts), ...facts };
}

/** A time that people read. @param time ISO 8601, UTC */
export function toMinute(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

function toSubject(secretName: string): string {
  const name = secretName.replace(/[^\x20-\x7e]/g, '?');
  return `[Rekey] A person is needed: ${name}`.slice(0, SUBJECT_CHARACTERS_MAX);
}

function toText(facts: Omit<PersonRequest, 'subject' | 'text'>): string {
  const { secretName, field, link, answerBy, attempt, executionArn } = facts;
  return [
    `The secret ${secretName} is due for a new credential that only a person can make.`,
    ...(attempt === 1
      ? []
      : [
          '',
          `The value given before was refused by its test. This is attempt ${String(attempt)} of 3.`,
        ]),
    '',
    link === undefined ? 'Make a new one where it is issued.' : `Make a new one at: ${link}`,
    'Leave the old one valid until the rotation says that it is to be revoked.',
    '',
    `Then give it to Rekey${field === undefined ? '' : ` (it becomes the field ${field})`}, by ${toMinute(answerBy)}:`,
    `  rekey complete ${quote(secretName)}`,
    'With --form it asks in the browser. The value goes straight into Secrets Manager; it is then tested, and used once the test is passed.',
    '',
    'If nobody does, the old credential stays in use, and the next window asks again.',
    `Run: ${executionArn}`,
    '',
    // For programs, as at the end of every notice.
    JSON.stringify({ kind: 'request', ...facts }),
  ].join('\n');
}

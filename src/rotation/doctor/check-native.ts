// Secrets Manager's own rotation: fine by our function alone, with what it lacks told; a problem beside a schedule of ours, by anything
// else, or where it did not come in time.
import { isKnown } from '../known.ts';
import { findMissedNative, isRotatedBy } from '../native/schedule.ts';
import type { SecretFacts } from './facts.ts';
import { type Finding, ok } from './finding.ts';

export function isRotatedByUs({ description, stack }: SecretFacts): boolean {
  return isRotatedBy(description, stack.nativeRotationFunctionArn);
}

export function checkNative(facts: SecretFacts): readonly Finding[] {
  if (!facts.description.rotationEnabled) return [];
  return [checkWho(facts), ...checkDate(facts)];
}

function checkWho(facts: SecretFacts): Finding {
  const { description, schedule, commands } = facts;
  const found = {
    id: 'native-rotation',
    verdict: 'problem',
    catalogue: 'T10',
    command: commands.cancelNativeRotation(description.name),
  } as const;
  if (!isRotatedByUs(facts)) {
    const functionArn = description.nativeRotation?.functionArn ?? 'a function that is not named';
    return {
      ...found,
      evidence: `Secrets Manager's own rotation is on, by ${functionArn}, which is not this stack's: two must not rotate one secret, and its AWSPENDING would look like a rotation that is not complete.`,
    };
  }
  if (isKnown(schedule) && schedule.value !== undefined) {
    return {
      ...found,
      evidence: `Secrets Manager rotates the secret by our function, and schedule ${schedule.value.name} starts our machine for it, which refuses: take one of them off.`,
    };
  }
  return ok(
    'native-rotation',
    'Secrets Manager rotates the secret by our function. What fails there is neither recovered nor told by a notice (docs/native-rotation.md).',
  );
}

function checkDate({ description, commands, now }: SecretFacts): readonly Finding[] {
  const dueAt = findMissedNative(description, now);
  if (dueAt === undefined) return [];
  const { functionArn, rotatedAt } = description.nativeRotation ?? {};
  const last = rotatedAt === undefined ? 'never' : `at ${new Date(rotatedAt).toISOString()}`;
  return [
    {
      id: 'native-rotation-overdue',
      verdict: 'problem',
      evidence: `Secrets Manager was to rotate the secret by ${new Date(dueAt).toISOString()} and did not; it rotated it last ${last}. The log of ${functionArn ?? 'its function'} tells why.`,
      command: commands.describeSecret(description.name),
    },
  ];
}

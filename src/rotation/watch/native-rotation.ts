// Secrets Manager's own rotation of a secret: beside a schedule of ours, or not in time.
import { findMissedNative } from '../native/schedule.ts';
import { type Finding, toFinding } from './finding.ts';
import { isSwitchedOff, type SecretFacts } from './secret-facts.ts';

export function findNativeRotation({
  secret,
  schedule,
  commands,
}: SecretFacts): readonly Finding[] {
  if (!secret.rotationEnabled || schedule === undefined || isSwitchedOff(secret)) return [];
  return [
    toFinding('native-rotation', {
      about: secret.name,
      secret: secret.name,
      meaning:
        'Two must not rotate one secret: switch that one off, or take its schedule of ours off.',
      nextCommand: commands.cancelNativeRotation(secret.name),
    }),
  ];
}

/** Told also where a schedule stands beside it: the machine refuses then, so nobody rotates the secret. */
export function findNativeOverdue({ secret, commands, now }: SecretFacts): readonly Finding[] {
  const dueAt = findMissedNative(secret, now);
  if (dueAt === undefined || isSwitchedOff(secret)) return [];
  const by = secret.nativeRotation?.functionArn ?? 'its function';
  return [
    toFinding('native-rotation-overdue', {
      about: secret.name,
      secret: secret.name,
      since: dueAt,
      meaning: `Secrets Manager was to rotate it by then, and has not: the log of ${by} tells why.`,
      nextCommand: commands.rotateNatively(secret.name),
    }),
  ];
}

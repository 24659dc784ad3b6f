// A target holds so many credentials and no more; one that has no room is not asked for another.
import { RotationError } from './errors.ts';
import type { ManagedSecret } from './managed-secret.ts';
import type { SecretDescription } from './ports.ts';
import { listRetirements } from './retire-label.ts';

/** AWSCURRENT's credential and all that await retirement live at the target; the new one must find room beside them. */
export function checkRoom({ target }: ManagedSecret, description: SecretDescription): void {
  const waiting = listRetirements(description);
  if (target.overlap === 'none' || 1 + waiting.length < target.maxActive) return;
  const next = new Date(Math.min(...waiting.map(({ dueAt }) => dueAt)));
  throw new RotationError(
    'Rekey.MaxActiveReached',
    `Secret ${description.name}: expected room for a new credential, found ${String(1 + waiting.length)} of ` +
      `${String(target.maxActive)} in use at target ${target.name}` +
      `${waiting.length === 0 ? '' : `; the next retirement is due at ${next.toISOString()}`}.`,
  );
}

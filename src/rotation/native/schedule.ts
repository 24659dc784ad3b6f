// What Secrets Manager tells of its own schedule for a secret: by whom it rotates it, and whether that happened in time.
import type { SecretDescription } from '../ports.ts';

/** Lists may be some minutes old, and a rotation may end a little after its window. */
const LATE_MS = 3_600_000;
/** Secrets Manager tries a rotation again in its open window, and none is open for longer. */
const WINDOW_MS_MAX = 24 * 3_600_000;

type Native = Pick<SecretDescription, 'rotationEnabled' | 'nativeRotation'>;

/** Also by a version or an alias of the function. */
export function isRotatedBy(
  { rotationEnabled, nativeRotation }: Native,
  functionArn: string | undefined,
): boolean {
  const actual = nativeRotation?.functionArn;
  if (!rotationEnabled || actual === undefined || functionArn === undefined) return false;
  return actual === functionArn || actual.startsWith(`${functionArn}:`);
}

/** NextRotationDate where it has passed: Secrets Manager was to rotate the secret by then, and has not. */
export function findMissedNative(
  { rotationEnabled, nativeRotation }: Native,
  now: number,
): number | undefined {
  const dueAt = nativeRotation?.nextAt;
  if (!rotationEnabled || dueAt === undefined || now - dueAt <= LATE_MS) return undefined;
  return dueAt;
}

/** Whether Secrets Manager may still be at work on an AWSPENDING that no run of ours made. */
export function mayRotateNatively(
  description: Pick<SecretDescription, 'rotationEnabled' | 'lastChangedAt'>,
  now: number,
): boolean {
  const { rotationEnabled, lastChangedAt } = description;
  return rotationEnabled && lastChangedAt !== undefined && now - lastChangedAt <= WINDOW_MS_MAX;
}

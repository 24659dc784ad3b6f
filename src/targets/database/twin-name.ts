// The names of two users that take turns, as AWS's multi-user functions choose them: secrets that they rotated go on here.
import { RotationError } from '../../rotation/errors.ts';

export interface TwinNaming {
  readonly suffix: string;
  /** What the server takes; it refuses longer names, or cuts them. */
  readonly bytesMax: number;
}

/** The user whose turn it is next. @throws RotationError InvalidConfiguration where its name would be too long */
export function toTwinName(username: string, { suffix, bytesMax }: TwinNaming): string {
  if (isSecondUser(username, suffix)) return username.slice(0, -suffix.length);
  const twin = `${username}${suffix}`;
  if (Buffer.byteLength(twin) <= bytesMax) return twin;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `username in secret JSON: expected at most ${String(bytesMax - suffix.length)} bytes, as the second user's name is ${suffix} longer.`,
  );
}

/** Whether it is the one of the two that was made for taking turns. */
export function isSecondUser(username: string, suffix: string): boolean {
  return username.endsWith(suffix) && username.length > suffix.length;
}

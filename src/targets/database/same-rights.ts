// Two users that take turns may do the same. What the next one lacks it is given; a rotation never widens what the application may do.
import { RotationError } from '../../rotation/errors.ts';

const SHOWN_MAX = 3;

/**
 * @param rights as texts that are equal where the rights are
 * @returns what the next user lacks
 * @throws RotationError InvalidConfiguration where it may do what the current one may not: another's user by chance, or two that
 * somebody changed apart
 */
export function findMissingRights(
  current: readonly string[],
  next: readonly string[],
): readonly string[] {
  const more = next.filter((right) => !current.includes(right));
  if (more.length > 0) {
    const shown = more.slice(0, SHOWN_MAX).join('; ');
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `The user that would take the next turn exists and may do what the current one may not: ${shown}${more.length > SHOWN_MAX ? '; …' : ''}. Give both the same, or drop it if it is meant for this.`,
    );
  }
  return current.filter((right) => !next.includes(right));
}

// Names of a run's versions. A token is a valid VersionId (32 characters) and short enough to be a name at the target; it follows
// from the run alone, so that a second call finds the first one's work and anybody can find what a dead run left.
import type { Ports } from './ports.ts';

export const ATTEMPTS_MAX = 3;

/** The version that the run's `attempt` makes: 1, and 2 or 3 where the target's policy refused a value. */
export function toToken(
  { hash }: Pick<Ports, 'hash'>,
  executionArn: string,
  attempt: number,
): string {
  return `rekey-${hash(`${executionArn}#${String(attempt)}`).slice(0, 26)}`;
}

/** The placeholder version that holds the claim while the target makes the credential. */
export function toReservationToken({ hash }: Pick<Ports, 'hash'>, executionArn: string): string {
  return `rekey-${hash(`${executionArn}#reservation`).slice(0, 26)}`;
}

/** Whether one of our runs made that version. */
export function isToken(versionId: string): boolean {
  return /^rekey-[0-9a-f]{26}$/.test(versionId);
}

/**
 * The name at the target of what a version holds: our tokens as they are; what Secrets Manager's own rotation asks for has a token of
 * 32 to 64 characters of somebody else's choice, so its name follows from secret and version.
 */
export function toTargetToken(
  { hash }: Pick<Ports, 'hash'>,
  arn: string,
  versionId: string,
): string {
  return isToken(versionId) ? versionId : `rekey-${hash(`${arn}#${versionId}`).slice(0, 26)}`;
}

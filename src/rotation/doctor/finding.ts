// What a check of the doctor says: what was looked at, what it means by the troubleshooting catalogue, and the command that mends it.
import { isKnown, type Known } from '../known.ts';

export type Verdict = 'ok' | 'warning' | 'problem' | 'unknown';

export interface Finding {
  /** Stable, such as `pending-stuck`. */
  readonly id: string;
  readonly verdict: Verdict;
  /** The entry of the troubleshooting catalogue, such as `T10`. */
  readonly catalogue?: string;
  /** What was seen, in a sentence or two. Never a value. */
  readonly evidence: string;
  /** The exact command that mends it, or shows more. */
  readonly command?: string;
  /** What --fix would do. */
  readonly fix?: Fix;
}

export type Fix =
  /** Starts the machine in mode `recover`: it settles what runs left by what works at the target. */
  | { readonly kind: 'recover'; readonly secretId: string }
  /** AWSCURRENT works: AWSPENDING comes off a version that no run of ours made. */
  | { readonly kind: 'drop-pending'; readonly arn: string; readonly versionId: string }
  /** AWSCURRENT is refused and the pending version works: the secret follows the target. */
  | {
      readonly kind: 'promote-pending';
      readonly arn: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'enable-schedule'; readonly name: string };

export function ok(id: string, evidence: string): Finding {
  return { id, verdict: 'ok', evidence };
}

/** What could not be looked at is no silence: it names the permission that is missing, or what went wrong. */
export function cannotLook(id: string, what: string, known: Known<unknown>): readonly Finding[] {
  if (isKnown(known)) return [];
  const { error, message, facts } = known.problem;
  const reason =
    error === 'Rekey.AccessDenied' && facts.call !== undefined
      ? `you lack the permission ${facts.call}`
      : message;
  return [{ id, verdict: 'unknown', evidence: `Could not look at ${what}: ${reason}` }];
}

// The ledger: a staging label on each version that a run makes, with the run's execution ARN. It says whom to ask whether
// the run still lives, and stays until what the run made is used or discarded.
import type { SecretDescription } from './ports.ts';

export interface Owner {
  readonly executionArn: string;
  /** `reservation`: a placeholder that only holds the claim; `version`: a credential, made by that attempt. */
  readonly kind: 'reservation' | 'version';
  /** 0 for a reservation. */
  readonly attempt: number;
}

export interface OwnedVersion {
  readonly versionId: string;
  readonly label: string;
  readonly owner: Owner;
}

/** `rekey:<execution ARN>#r` for the reservation, `#v` for the first attempt's version, `#v2` and `#v3` for the others. */
export function toReservationLabel(executionArn: string): string {
  return `rekey:${executionArn}#r`;
}

export function toVersionLabel(executionArn: string, attempt: number): string {
  return `rekey:${executionArn}#v${attempt === 1 ? '' : String(attempt)}`;
}

export function parseOwnerLabel(label: string): Owner | undefined {
  const found = /^rekey:(arn:[^#]+)#(?:(r)|v([23])?)$/.exec(label);
  const executionArn = found?.[1];
  if (found === null || executionArn === undefined) return undefined;
  if (found[2] === 'r') return { executionArn, kind: 'reservation', attempt: 0 };
  return { executionArn, kind: 'version', attempt: Number(found[3] ?? '1') };
}

/** Every owner's label on the secret. */
export function listOwned({ labels }: SecretDescription): readonly OwnedVersion[] {
  return [...labels].flatMap(([versionId, carried]) =>
    carried.flatMap((label) => {
      const owner = parseOwnerLabel(label);
      return owner === undefined ? [] : [{ versionId, label, owner }];
    }),
  );
}

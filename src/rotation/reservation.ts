// A placeholder version that holds the claim before anything irreversible happens: while the target makes a credential, and while
// a new run settles what a dead one left. Storing it proves that Secrets Manager and the key take a value of ours.
import { type ClaimResult, claim } from './claim.ts';
import { toReservationLabel } from './owner-label.ts';
import type { Ports } from './ports.ts';
import { SecretValue } from './secret-value.ts';
import { AWSPENDING } from './staging.ts';
import { toReservationToken } from './token.ts';

export interface Claimant {
  readonly arn: string;
  readonly executionArn: string;
}

/** @param from a dead run's version, whose AWSPENDING is taken over */
export async function reserve(
  ports: Ports,
  { arn, executionArn }: Claimant,
  signal: AbortSignal,
  from?: string,
): Promise<ClaimResult> {
  const token = toReservationToken(ports, executionArn);
  const label = toReservationLabel(executionArn);
  await putOwned(ports, { arn, token, label, value: createPlaceholder(ports) }, signal);
  const request = { arn, executionArn, versionId: token, ...(from === undefined ? {} : { from }) };
  const result = await claim(ports, request, signal);
  // Only the claim's holder keeps a label on the secret.
  if (result.kind === 'held') await dropLabel(ports, arn, label, token, signal);
  return result;
}

/** Gives the claim back. Each label is left where it is, should it be on another version by now. */
export async function release(
  ports: Ports,
  { arn, executionArn }: Claimant,
  signal: AbortSignal,
): Promise<void> {
  const token = toReservationToken(ports, executionArn);
  await dropLabel(ports, arn, AWSPENDING, token, signal);
  await dropLabel(ports, arn, toReservationLabel(executionArn), token, signal);
}

/**
 * Stores a version with its owner's label.
 * @returns `'exists'` where an earlier call of this run stored another value; the label is on it in either case
 */
export async function putOwned(
  ports: Pick<Ports, 'secrets'>,
  version: {
    readonly arn: string;
    readonly token: string;
    readonly label: string;
    readonly value: SecretValue;
  },
  signal: AbortSignal,
): Promise<'stored' | 'exists'> {
  const { arn, token, label, value } = version;
  const result = await ports.secrets.put({ arn, token, value, labels: [label] }, signal);
  // The label may have been taken off since, by a recovery before a redrive.
  if (result === 'exists') await ports.secrets.moveLabel({ arn, label, to: token }, signal);
  return result;
}

/** Takes a label off a version; a label that is not there is no error. */
export async function dropLabel(
  ports: Ports,
  arn: string,
  label: string,
  from: string,
  signal: AbortSignal,
): Promise<void> {
  await ports.secrets.moveLabel({ arn, label, from }, signal);
}

/** Never the same twice: storing it again is then answered with 'exists', and the label is seen to. */
function createPlaceholder({ random }: Ports): SecretValue {
  const nonce = [...random.bytes(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return new SecretValue(JSON.stringify({ rekeyReservation: nonce }));
}

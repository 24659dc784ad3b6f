// The claim: AWSPENDING is the lock, for moving a label that sits on another version fails unless that version is named. Whoever
// carries it works on the secret; of two contenders one gets it.
import { RotationError } from './errors.ts';
import { listOwned } from './owner-label.ts';
import type { Ports, SecretDescription } from './ports.ts';
import { AWSCURRENT, AWSPENDING, findHolder, listLabels } from './staging.ts';

export interface ClaimRequest {
  readonly arn: string;
  readonly executionArn: string;
  /** The version, already labelled as ours, that shall carry AWSPENDING. */
  readonly versionId: string;
  /** The version that carries it now, where we know. */
  readonly from?: string;
}

export type ClaimResult =
  | { readonly kind: 'claimed' }
  /** Another run's version carries it. Whether that run still lives is the next plan's question, which cleans up after it. */
  | { readonly kind: 'held'; readonly executionArn: string };

const SETTLE_MS = 10_000;
const PAUSE_MS = 1000;

/**
 * Moves AWSPENDING to our version, unless another run holds it.
 * @throws RotationError RotationInProgress where a rotation that is not ours holds it
 */
export async function claim(
  ports: Ports,
  request: ClaimRequest,
  signal: AbortSignal,
): Promise<ClaimResult> {
  const { arn, versionId } = request;
  const until = ports.clock.now() + SETTLE_MS;
  let { from } = request;
  for (;;) {
    const move = { arn, label: AWSPENDING, to: versionId, ...(from === undefined ? {} : { from }) };
    if ((await ports.secrets.moveLabel(move, signal)) === 'moved') return { kind: 'claimed' };
    const description = await ports.secrets.describe(arn, signal);
    const holder = findHolder(description, AWSPENDING);
    if (holder === versionId) return { kind: 'claimed' }; // An answer was lost.
    const other = holder === undefined ? undefined : findOther(request, description, holder);
    if (other !== undefined) return { kind: 'held', executionArn: other };
    if (ports.clock.now() >= until) throw unsettled(description);
    // What refused us and what we read do not fit: the read was old, or the label moved meanwhile.
    if (holder === from) await ports.clock.sleep(PAUSE_MS, signal);
    from = holder;
  }
}

/** @returns undefined where the label may be taken from the holder: its run is finished, or is ourselves */
function findOther(
  { executionArn }: ClaimRequest,
  description: SecretDescription,
  holder: string,
): string | undefined {
  if (listLabels(description, holder).includes(AWSCURRENT)) return undefined;
  const owner = listOwned(description).find(({ versionId }) => versionId === holder)?.owner;
  if (owner === undefined) throw foreignHolder(description, holder);
  return owner.executionArn === executionArn ? undefined : owner.executionArn;
}

export function foreignHolder({ name }: SecretDescription, holder: string): RotationError {
  return new RotationError(
    'Rekey.RotationInProgress',
    `Secret ${name}: expected AWSPENDING to be free, found it on version ${holder}, which no rotation of ours made. ` +
      'A previous rotation isn’t complete.',
  );
}

function unsettled({ name }: SecretDescription): RotationError {
  return new RotationError(
    'Rekey.Transient',
    `Secret ${name}: AWSPENDING was refused to us, and for 10 s nobody was seen to hold it.`,
  );
}

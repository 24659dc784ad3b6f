// The switch: the old version is marked for retirement, AWSCURRENT moves by compare-and-set, and everything that said "a rotation
// is under way" comes off. In this order, so that wherever it is cut off somebody can go on.
import { isRolledBackTo, labelLeftBehind } from './left-behind.ts';
import { listOwned } from './owner-label.ts';
import type { Ports, SecretDescription } from './ports.ts';
import { dropLabel } from './reservation.ts';
import { listRetirements, toRetireLabel } from './retire-label.ts';
import { AWSCURRENT, AWSPENDING, findHolder } from './staging.ts';
import { readSteady } from './steady.ts';

export interface Switch {
  readonly arn: string;
  readonly executionArn: string;
  readonly from: string;
  readonly to: string;
  /** When the old credential is to be revoked; undefined where nothing is to be revoked. */
  readonly dueAt: number | undefined;
}

/** @returns `'lost'` where AWSCURRENT is neither on `from` nor on `to`: somebody put a value */
export async function switchCurrent(
  ports: Ports,
  wanted: Switch,
  description: SecretDescription,
  signal: AbortSignal,
): Promise<'switched' | 'lost'> {
  const { arn, from, to, dueAt } = wanted;
  if (dueAt !== undefined) {
    // What somebody put by hand has superseded was seen to by the plan, and may be retired by now. A millisecond apart from the old
    // version's own label.
    if (isRolledBackTo(description, from)) {
      await labelLeftBehind(ports, { arn, dueAt: dueAt + 1 }, description, signal);
    }
    await markForRetirement(ports, { arn, from, dueAt }, description, signal);
  }
  const moved = await ports.secrets.moveLabel({ arn, label: AWSCURRENT, to, from }, signal);
  if (moved === 'refused') {
    // The label where we wanted it is success: an answer was lost.
    const after = await readSteady(
      ports,
      signal,
      () => ports.secrets.describe(arn, signal),
      (seen) => findHolder(seen, AWSCURRENT) === to,
    );
    if (findHolder(after, AWSCURRENT) !== to) {
      if (dueAt !== undefined) await dropLabel(ports, arn, toRetireLabel(dueAt), from, signal);
      return 'lost';
    }
  }
  await dropClaim(ports, wanted, description, signal);
  return 'switched';
}

/** Takes AWSPENDING and the run's own labels off, wherever the run put them. */
export async function dropClaim(
  ports: Ports,
  { arn, executionArn }: Pick<Switch, 'arn' | 'executionArn'>,
  description: SecretDescription,
  signal: AbortSignal,
): Promise<void> {
  const owned = listOwned(description).filter(({ owner }) => owner.executionArn === executionArn);
  const holder = findHolder(description, AWSPENDING);
  // AWSPENDING first: a holder without its owner's label would look like somebody else's rotation.
  if (holder !== undefined && owned.some(({ versionId }) => versionId === holder)) {
    await dropLabel(ports, arn, AWSPENDING, holder, signal);
  }
  for (const { label, versionId } of owned) await dropLabel(ports, arn, label, versionId, signal);
}

/** An earlier time may stand on it: of a call that was cut off, or of a rotation that somebody rolled back. */
async function markForRetirement(
  ports: Ports,
  { arn, from, dueAt }: { readonly arn: string; readonly from: string; readonly dueAt: number },
  description: SecretDescription,
  signal: AbortSignal,
): Promise<void> {
  const label = toRetireLabel(dueAt);
  await ports.secrets.moveLabel({ arn, label, to: from }, signal);
  const earlier = listRetirements(description).find(({ versionId }) => versionId === from);
  for (const other of earlier?.labels ?? []) {
    if (other !== label) await dropLabel(ports, arn, other, from, signal);
  }
}

// RetirePrevious: revokes the old credential once its grace period is over, by VersionId and authenticated as today's AWSCURRENT.
// It never touches a credential that AWSCURRENT or AWSPENDING holds: somebody may have rolled back meanwhile.
import { loadContext, loadTarget, type ManagedSecret } from './managed-secret.ts';
import type { Ports, StoredVersion } from './ports.ts';
import { labelSuperseded, retireDue, revoke } from './retire-due.ts';
import { toRetireLabel, toRetirement } from './retire-label.ts';
import { present } from './shape.ts';
import { AWSCURRENT, AWSPENDING, findHolder, listLabels } from './staging.ts';
import type { RetireEvent, RetireResult, Rotation, Switched } from './state.ts';
import { readSteady } from './steady.ts';
import { discardTwins } from './twins.ts';

export async function retirePrevious(
  ports: Ports,
  { rotation, switched }: RetireEvent,
): Promise<RetireResult> {
  const secret = await loadSecret(ports, rotation);
  if (secret.target.retire === undefined && secret.target.discard === undefined) {
    return { retired: [], kept: [] };
  }
  return (await retireUsual(secret, switched)) ?? (await retireWhatIsDue(secret, switched));
}

async function loadSecret(ports: Ports, rotation: Rotation): Promise<ManagedSecret> {
  return {
    ports,
    arn: rotation.secretArn,
    settings: rotation.target,
    graceSeconds: rotation.graceSeconds,
    target: await loadTarget(ports, rotation.target),
    signal: ports.signal,
  };
}

/** Nobody touched the secret since the switch: the two reads that say so are all that is needed. */
async function retireUsual(
  secret: ManagedSecret,
  { versionId, previousVersionId, retireAt }: Switched,
): Promise<RetireResult | undefined> {
  const { ports, arn, target, signal } = secret;
  if (previousVersionId === undefined || target.retire === undefined) return undefined;
  const current = await ports.secrets.read({ arn, versionId, label: AWSCURRENT }, signal);
  if (current === undefined) return undefined;
  const context = await loadContext(secret, versionId, current.value);
  await discardTwins(secret, context, versionId, { current: current.value, keep: current.value });
  // Read last, right before it is revoked: somebody may be rolling back this very moment.
  const label = toRetireLabel(Date.parse(retireAt));
  const previous = await ports.secrets.read({ arn, versionId: previousVersionId, label }, signal);
  if (previous === undefined || isHeld(previous)) return undefined;
  const retirement = toRetirement(previousVersionId, previous.labels);
  if (retirement === undefined) return undefined;
  const pair = { current: current.value, previous: previous.value };
  const { outcome, refusedAt } = await revoke(secret, context, retirement, pair);
  return {
    retired: outcome === 'retired' ? [previousVersionId] : [],
    kept: outcome === 'kept' ? [previousVersionId] : [],
    ...present('refusedAt', refusedAt),
  };
}

function isHeld({ labels }: StoredVersion): boolean {
  return labels.includes(AWSCURRENT) || labels.includes(AWSPENDING);
}

/** Something is unusual, or native rotation asks: look at all labels and retire whatever is due. */
async function retireWhatIsDue(
  secret: ManagedSecret,
  { versionId, previousVersionId }: Switched,
): Promise<RetireResult> {
  const { ports, arn, target, signal } = secret;
  const description = await readSteady(
    ports,
    signal,
    () => ports.secrets.describe(arn, signal),
    // FinishSecret's label may not be visible yet; or somebody took it off to keep the old credential.
    (seen) =>
      previousVersionId === undefined ||
      target.retire === undefined ||
      toRetirement(previousVersionId, listLabels(seen, previousVersionId)) !== undefined,
  );
  await labelSuperseded(secret, description);
  const result = await retireDue(secret, description);
  const currentVersionId = findHolder(description, AWSCURRENT);
  if (currentVersionId === undefined) return result;
  const current = await ports.secrets.read({ arn, versionId: currentVersionId }, signal);
  const ours = await ports.secrets.read({ arn, versionId }, signal);
  if (current !== undefined && ours !== undefined) {
    const context = await loadContext(secret, versionId, current.value);
    await discardTwins(secret, context, versionId, { current: current.value, keep: ours.value });
  }
  return result;
}

// Retirement of whatever carries a retire label whose time has passed: by its own run, or by the next one's plan if that was missed.
import { RotationError } from './errors.ts';
import { loadContext, type ManagedSecret } from './managed-secret.ts';
import type { Ports, SecretDescription } from './ports.ts';
import { dropLabel } from './reservation.ts';
import { listRetirements, type Retirement, toRetireLabel, toRetirement } from './retire-label.ts';
import type { SecretValue } from './secret-value.ts';
import { AWSCURRENT, AWSPENDING, AWSPREVIOUS, findHolder, listLabels } from './staging.ts';
import type { RetireResult } from './state.ts';
import type { TargetContext } from './target.ts';
import { isToken } from './token.ts';

export async function retireDue(
  secret: ManagedSecret,
  description: SecretDescription,
): Promise<RetireResult> {
  const result = { retired: [] as string[], kept: [] as string[] };
  for (const retirement of listDue(secret.ports, description)) {
    result[await retireOne(secret, description, retirement)].push(retirement.versionId);
  }
  return result;
}

export function listDue({ clock }: Ports, description: SecretDescription): readonly Retirement[] {
  return listRetirements(description).filter(({ dueAt }) => dueAt <= clock.now());
}

/**
 * Revokes one credential at the target and makes sure that it is refused, then takes its label off.
 * @throws RotationError NotYetRefused while the target still accepts it
 */
export async function revoke(
  secret: ManagedSecret,
  context: TargetContext,
  retirement: Retirement,
  pair: { readonly current: SecretValue; readonly previous: SecretValue },
): Promise<'retired' | 'kept'> {
  const { target } = secret;
  const isInUse = target.isSame(pair.previous, pair.current);
  if (!isInUse && target.retire !== undefined) {
    const named = { ...context, token: retirement.versionId };
    await target.retire(pair, named);
    const state = (await target.verify?.(pair.previous, named)) ?? 'refused';
    if (state !== 'refused') throw notRefused(retirement.versionId, state);
  }
  await dropLabels(secret, retirement);
  return isInUse ? 'kept' : 'retired';
}

/**
 * A version of ours that stopped being AWSCURRENT without a rotation: somebody rolled back, or put a value by hand. Its credential
 * lives on; without a label nothing would name it once AWSPREVIOUS moves on.
 */
export async function labelSuperseded(
  { ports, arn, target, graceSeconds, signal }: ManagedSecret,
  description: SecretDescription,
): Promise<void> {
  const previous = findHolder(description, AWSPREVIOUS);
  const current = findHolder(description, AWSCURRENT);
  if (target.retire === undefined || previous === undefined || current === undefined) return;
  const isByHand =
    !isToken(current) || toRetirement(current, listLabels(description, current)) !== undefined;
  const isNamed = toRetirement(previous, listLabels(description, previous)) !== undefined;
  if (!isByHand || isNamed || !isToken(previous)) return;
  const label = toRetireLabel(ports.clock.now() + graceSeconds * 1000);
  await ports.secrets.moveLabel({ arn, label, to: previous }, signal);
}

export async function retireOne(
  secret: ManagedSecret,
  description: SecretDescription,
  retirement: Retirement,
): Promise<'retired' | 'kept'> {
  const { ports, arn, signal } = secret;
  const { versionId } = retirement;
  const labels = listLabels(description, versionId);
  if (labels.includes(AWSPENDING)) return 'kept';
  const currentVersionId = findHolder(description, AWSCURRENT);
  if (currentVersionId === undefined || currentVersionId === versionId) {
    await dropLabels(secret, retirement); // Rolled back to: no longer to be revoked.
    return 'kept';
  }
  const current = await ports.secrets.read({ arn, versionId: currentVersionId }, signal);
  const previous = await ports.secrets.read({ arn, versionId }, signal);
  if (current === undefined || previous === undefined) return 'kept';
  const context = await loadContext(secret, versionId);
  return await revoke(secret, context, retirement, {
    current: current.value,
    previous: previous.value,
  });
}

async function dropLabels(
  { ports, arn, signal }: ManagedSecret,
  { versionId, labels }: Retirement,
): Promise<void> {
  for (const label of labels) await dropLabel(ports, arn, label, versionId, signal);
}

function notRefused(versionId: string, state: 'working' | 'unreachable'): RotationError {
  return state === 'working'
    ? new RotationError(
        'Rekey.NotYetRefused',
        `Version ${versionId}: its credential was revoked, and the target still accepts it.`,
      )
    : new RotationError(
        'Rekey.Transient',
        `Version ${versionId}: its credential was revoked, and the target did not say whether it still accepts it.`,
        { call: 'target:verify' },
      );
}

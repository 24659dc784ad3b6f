// Retirement of whatever carries a retire label whose time has passed: by its own run, or by the next one's plan if that was missed.
import { RotationError } from './errors.ts';
import { isRolledBackTo, labelLeftBehind } from './left-behind.ts';
import { loadContext, type ManagedSecret } from './managed-secret.ts';
import type { Ports, SecretDescription } from './ports.ts';
import { dropLabel } from './reservation.ts';
import { listRetirements, type Retirement } from './retire-label.ts';
import type { SecretValue } from './secret-value.ts';
import { present } from './shape.ts';
import { AWSCURRENT, AWSPENDING, findHolder, listLabels } from './staging.ts';
import type { RetireResult } from './state.ts';
import type { TargetContext } from './target.ts';
import { isToken, toTargetToken } from './token.ts';

export async function retireDue(
  secret: ManagedSecret,
  description: SecretDescription,
): Promise<RetireResult> {
  const retired: string[] = [];
  const kept: string[] = [];
  let refusedAt: string | undefined;
  for (const retirement of listDue(secret.ports, description)) {
    const revoked = await retireOne(secret, description, retirement);
    (revoked.outcome === 'retired' ? retired : kept).push(retirement.versionId);
    refusedAt = revoked.refusedAt ?? refusedAt;
  }
  return { retired, kept, ...present('refusedAt', refusedAt) };
}

export function listDue({ clock }: Ports, description: SecretDescription): readonly Retirement[] {
  return listRetirements(description).filter(({ dueAt }) => dueAt <= clock.now());
}

interface Revoked {
  readonly outcome: 'retired' | 'kept';
  /** When the target was seen to refuse it; undefined where the target cannot be asked. */
  readonly refusedAt?: string;
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
): Promise<Revoked> {
  const { target, ports } = secret;
  const isInUse = target.isSame(pair.previous, pair.current);
  let refusedAt: string | undefined;
  if (!isInUse && target.retire !== undefined) {
    const named = { ...context, token: toTargetToken(ports, secret.arn, retirement.versionId) };
    await target.retire(pair, named);
    const state = await target.verify?.(pair.previous, named);
    if (state === 'working' || state === 'unreachable') {
      throw notRefused(retirement.versionId, state);
    }
    if (state === 'refused') refusedAt = new Date(ports.clock.now()).toISOString();
  }
  await dropLabels(secret, retirement);
  return { outcome: isInUse ? 'kept' : 'retired', ...present('refusedAt', refusedAt) };
}

/** What somebody's hand left behind is due after a grace period of its own. */
export async function labelSuperseded(
  { ports, arn, target, graceSeconds, signal }: ManagedSecret,
  description: SecretDescription,
): Promise<void> {
  const current = findHolder(description, AWSCURRENT);
  if (target.retire === undefined || current === undefined) return;
  if (isToken(current) && !isRolledBackTo(description, current)) return;
  const dueAt = ports.clock.now() + graceSeconds * 1000;
  await labelLeftBehind(ports, { arn, dueAt }, description, signal);
}

export async function retireOne(
  secret: ManagedSecret,
  description: SecretDescription,
  retirement: Retirement,
): Promise<Revoked> {
  const { ports, arn, signal } = secret;
  const { versionId } = retirement;
  const labels = listLabels(description, versionId);
  if (labels.includes(AWSPENDING)) return { outcome: 'kept' };
  const currentVersionId = findHolder(description, AWSCURRENT);
  if (currentVersionId === undefined || currentVersionId === versionId) {
    await dropLabels(secret, retirement); // Rolled back to: no longer to be revoked.
    return { outcome: 'kept' };
  }
  const current = await ports.secrets.read({ arn, versionId: currentVersionId }, signal);
  const previous = await ports.secrets.read({ arn, versionId }, signal);
  if (current === undefined || previous === undefined) return { outcome: 'kept' };
  const context = await loadContext(secret, versionId, current.value);
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

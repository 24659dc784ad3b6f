// Creating where the target itself makes the credential, as most APIs do. The claim comes first, on a reservation; then the target
// makes the credential under a name that carries the token. Wherever this is cut off, the token finds what was made.
import type { ClaimResult } from './claim.ts';
import { RotationError } from './errors.ts';
import { loadContext } from './managed-secret.ts';
import { toVersionLabel } from './owner-label.ts';
import { putOwned, reserve } from './reservation.ts';
import type { SecretValue } from './secret-value.ts';
import { readSteady } from './steady.ts';
import type { Step } from './step.ts';
import type { TargetContext } from './target.ts';
import { toToken } from './token.ts';

/** @returns `claimed` once the credential is stored under the token; AWSPENDING is still on what was there before */
export async function createAtTarget(step: Step, current: SecretValue): Promise<ClaimResult> {
  const { ports, arn, target, token, attempt, rotation, signal } = step;
  const label = toVersionLabel(rotation.executionArn, attempt);
  if ((await ports.secrets.read({ arn, versionId: token }, signal)) !== undefined) {
    // An earlier call stored it. The label may have been taken off since, by a recovery before a redrive.
    await ports.secrets.moveLabel({ arn, label, to: token }, signal);
    return { kind: 'claimed' };
  }
  if (attempt === 1) {
    const { executionArn } = rotation;
    const result = await reserve(ports, { arn, executionArn }, signal);
    if (result.kind === 'held') return result;
  }
  const context = await loadContext(step, token);
  await discardEarlier(step, current, context);
  const value = await target.create(current, context);
  const stored = await putOwned(ports, { arn, token, label, value }, signal);
  if (stored === 'exists') await settleTwin(step, current, context);
  return { kind: 'claimed' };
}

/** What a lost answer left under our names: the attempt whose value was refused, and an earlier call of this one. */
async function discardEarlier(
  { ports, target, attempt, rotation }: Step,
  current: SecretValue,
  context: TargetContext,
): Promise<void> {
  if (attempt > 1) {
    const token = toToken(ports, rotation.executionArn, attempt - 1);
    await target.discard?.({ current }, { ...context, token });
  }
  await target.discard?.({ current }, context);
}

/**
 * Another call of this same step stored its credential while we made ours. Its credential counts if it works; but we may have
 * discarded it before it was stored, and a version cannot be changed: then this token is spent.
 */
async function settleTwin(
  { ports, arn, target, token, rotation, signal }: Step,
  current: SecretValue,
  context: TargetContext,
): Promise<void> {
  const stored = await readSteady(
    ports,
    signal,
    () => ports.secrets.read({ arn, versionId: token }, signal),
    (version) => version !== undefined,
  );
  const state =
    stored === undefined
      ? 'refused'
      : ((await target.verify?.(stored.value, context)) ?? 'working');
  if (state === 'unreachable') {
    throw new RotationError('Rekey.Transient', 'The target did not answer.', {
      call: 'target:verify',
    });
  }
  if (stored !== undefined && state === 'working') {
    await target.discard?.({ current, keep: stored.value }, context);
    return;
  }
  await target.discard?.({ current }, context);
  throw new RotationError(
    'Rekey.ValueRejected',
    `Secret ${rotation.secretName}: version ${token} was stored by a call that was cut off, and the target refuses it.`,
  );
}

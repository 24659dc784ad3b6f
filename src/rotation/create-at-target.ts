// Creating where the target itself makes the credential, as most APIs do. The claim comes first, on a reservation; then the target
// makes the credential under a name that carries the token. Wherever this is cut off, the token finds what was made.
import type { ClaimResult } from './claim.ts';
import { findMade } from './made.ts';
import { loadContext } from './managed-secret.ts';
import { toVersionLabel } from './owner-label.ts';
import { putIrreplaceable } from './put-irreplaceable.ts';
import { putOwned, reserve } from './reservation.ts';
import type { SecretValue } from './secret-value.ts';
import { settleTwin } from './settle-twin.ts';
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
  const context = await loadContext(step, token, current);
  await discardEarlier(step, current, context);
  const value = await target.create(current, context);
  const put = target.overlap === 'none' ? putIrreplaceable : putOwned;
  const stored = await put(ports, { arn, token, label, value }, signal);
  if (stored === 'exists') await settleTwin(step, token, { current, made: value }, context);
  return { kind: 'claimed' };
}

/** What a lost answer left under our names: the attempt whose value was refused, and an earlier call of this one. */
async function discardEarlier(
  step: Step,
  current: SecretValue,
  context: TargetContext,
): Promise<void> {
  const { ports, target, attempt, rotation } = step;
  if (attempt > 1) {
    const token = toToken(ports, rotation.executionArn, attempt - 1);
    const made = await findMade(step, token);
    await target.discard?.({ current, ...made }, { ...context, token });
  }
  await target.discard?.({ current }, context);
}

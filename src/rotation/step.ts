// What create, set, test and finish begin with: the window still open, the target that Plan read, the token, and the
// versions they work on.
import { openDeadline, withRetryCode } from './deadline.ts';
import { abandoned, findLabelled } from './labelled-version.ts';
import { loadTarget, type ManagedSecret } from './managed-secret.ts';
import type { Ports, StoredVersion } from './ports.ts';
import type { SecretValue } from './secret-value.ts';
import { AWSCURRENT, AWSPENDING } from './staging.ts';
import type { Rotation, StepEvent } from './state.ts';
import type { Target } from './target.ts';
import { toToken } from './token.ts';

export interface Step extends ManagedSecret {
  readonly rotation: Rotation;
  readonly attempt: number;
  readonly enteredAt: number;
  /** VersionId of the pending version, and the name of what the target makes. */
  readonly token: string;
}

/**
 * @param maySwitch whether, at a target without overlap, AWSCURRENT's credential may be refused from this step on
 * @throws RotationError WindowExpired after the deadline
 */
export async function runStep<Result>(
  ports: Ports,
  { rotation, attempt, enteredAt }: StepEvent,
  maySwitch: (target: Target) => boolean,
  work: (step: Step) => Promise<Result>,
): Promise<Result> {
  const signal = openDeadline(ports, rotation);
  const target = await loadTarget(ports, rotation.target);
  const token = toToken(ports, rotation.executionArn, attempt);
  const step = {
    ports,
    rotation,
    arn: rotation.secretArn,
    settings: rotation.target,
    graceSeconds: rotation.graceSeconds,
    attempt,
    enteredAt: Date.parse(enteredAt),
    target,
    token,
    signal,
  };
  const hasSwitched = target.overlap === 'none' && maySwitch(target);
  return await withRetryCode(ports, rotation, hasSwitched, () => work(step));
}

/** AWSCURRENT's value, as long as it is on the version that Plan recorded. */
export async function findCurrent(step: Step): Promise<StoredVersion | undefined> {
  return await findLabelled(step, step.rotation.currentVersionId, AWSCURRENT);
}

/** @throws RotationError RotationAbandoned where either label is not, or no longer, where this rotation put or found it */
export async function loadPair(
  step: Step,
): Promise<{ readonly current: SecretValue; readonly pending: SecretValue }> {
  const { secretName } = step.rotation;
  const current = await findCurrent(step);
  if (current === undefined)
    throw abandoned(secretName, AWSCURRENT, step.rotation.currentVersionId);
  const pending = await findLabelled(step, step.token, AWSPENDING);
  if (pending === undefined) throw abandoned(secretName, AWSPENDING, step.token);
  return { current: current.value, pending: pending.value };
}

// Step createSecret: a value for the version that Secrets Manager has registered, once. Where the target makes the credential, its name
// follows from the version, so that a second call finds what the first one left.
import { checkRoom } from '../check-room.ts';
import { loadContext, toContext } from '../managed-secret.ts';
import type { SecretValue } from '../secret-value.ts';
import { settleTwin } from '../settle-twin.ts';
import { AWSPENDING } from '../staging.ts';
import { loadCurrent, type NativeStep } from './open-step.ts';

export async function createSecret(step: NativeStep): Promise<void> {
  const { ports, arn, target, versionId, signal } = step;
  const pending = { arn, versionId, label: AWSPENDING };
  if ((await ports.secrets.read(pending, signal)) !== undefined) return;
  const current = await loadCurrent(step);
  target.check(current);
  if (target.creation === 'effect') {
    await createAtTarget(step, current);
    return;
  }
  // Another call's value counts as well as ours: nobody has been told of either.
  await put(step, await target.create(current, toContext(step, versionId)));
}

async function createAtTarget(step: NativeStep, current: SecretValue): Promise<void> {
  const { target, description, versionId } = step;
  checkRoom(step, description);
  const context = await loadContext(step, versionId, current);
  await target.discard?.({ current }, context);
  const value = await target.create(current, context);
  if ((await put(step, value)) === 'exists') {
    await settleTwin(step, versionId, { current, made: value }, context);
  }
}

/** The version carries AWSPENDING already; RotationToken says for whom we act. */
async function put(step: NativeStep, value: SecretValue): Promise<'stored' | 'exists'> {
  const { ports, arn, versionId, rotationToken, signal } = step;
  const version = { arn, token: versionId, value, labels: [AWSPENDING] };
  return await ports.secrets.put(
    rotationToken === undefined ? version : { ...version, rotationToken },
    signal,
  );
}

// The token has a version already, and the target has just made a credential for it: which of the two counts?
import { RotationError } from './errors.ts';
import type { ManagedSecret } from './managed-secret.ts';
import type { SecretValue } from './secret-value.ts';
import { readSteady } from './steady.ts';
import type { TargetContext } from './target.ts';

/**
 * Another call of this same step stored its credential while we made ours. Its credential counts if it works; but we may have
 * discarded it before it was stored, and a version cannot be changed: then this token is spent.
 */
export async function settleTwin(
  { ports, arn, target, signal }: ManagedSecret,
  token: string,
  { current, made }: { readonly current: SecretValue; readonly made: SecretValue },
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
    await target.discard?.({ current, keep: stored.value, made }, context);
    return;
  }
  await target.discard?.({ current, made }, context);
  throw new RotationError(
    'Rekey.ValueRejected',
    `Secret ${arn}: version ${token} was stored by a call that was cut off, and the target refuses it.`,
  );
}

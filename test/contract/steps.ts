// The steps of a rotation, as the machine takes them, without its rules.
import { isRotationError } from '../../src/rotation/errors.ts';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target, TargetContext } from '../../src/rotation/target.ts';
import { becomes } from './becomes.ts';

/** @returns the new credential, with the old one retired */
export async function rotate(
  target: Target,
  current: SecretValue,
  context: TargetContext,
): Promise<SecretValue> {
  const pending = await makeAndTest(target, current, context);
  await target.retire?.({ current: pending, previous: current }, context);
  return pending;
}

export async function makeAndTest(
  target: Target,
  current: SecretValue,
  context: TargetContext,
): Promise<SecretValue> {
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await testPatiently(target, { current, pending }, context);
  return pending;
}

/** As TestSecret: a refusal is final once all of the target had the time to learn of the change. */
export async function testPatiently(
  target: Target,
  pair: { readonly current: SecretValue; readonly pending: SecretValue },
  context: TargetContext,
): Promise<void> {
  let refusal: unknown;
  const passes = async (): Promise<boolean> => {
    try {
      await target.test?.(pair, context);
      return true;
    } catch (error) {
      if (!isRotationError(error) || error.code !== 'Rekey.CredentialRefused') throw error;
      if (target.propagationMs === 0) throw error;
      refusal = error;
      return false;
    }
  };
  if (!(await becomes(passes, target.propagationMs))) throw refusal;
}

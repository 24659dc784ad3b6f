// Step setSecret: makes the target accept the pending credential. The target refuses one that names another host or user.
import { loadContext } from '../managed-secret.ts';
import { loadPair, type NativeStep } from './open-step.ts';

export async function setSecret(step: NativeStep): Promise<void> {
  if (step.target.set === undefined) return;
  const pair = await loadPair(step);
  await step.target.set(pair, await loadContext(step, step.versionId, pair.current));
}

// Step finishSecret: marks the old version for retirement, moves AWSCURRENT by compare-and-set, and starts the machine that retires.
// AWSPENDING stays: Secrets Manager takes it off itself once the function has ended.

import { abandoned } from '../labelled-version.ts';
import { AWSCURRENT } from '../staging.ts';
import { switchCurrent } from '../switch.ts';
import { toTargetToken } from '../token.ts';
import type { NativeStep } from './open-step.ts';

/** No run has a claim on the secret, so the switch has none to take off. */
const NO_RUN = '';

export async function finishSecret(step: NativeStep): Promise<void> {
  if (!step.isFinished) await switchNow(step);
  // Also after an earlier call that was cut off right behind the switch.
  await startRetirement(step);
}

async function switchNow(step: NativeStep): Promise<void> {
  const { ports, arn, target, versionId, currentVersionId, description, signal } = step;
  const dueAt =
    target.retire === undefined ? undefined : ports.clock.now() + step.graceSeconds * 1000;
  const wanted = { arn, executionArn: NO_RUN, from: currentVersionId, to: versionId, dueAt };
  const result = await switchCurrent(ports, wanted, description, signal);
  if (result === 'lost') throw abandoned(description.name, AWSCURRENT, currentVersionId);
  ports.metrics.count('RotationsSucceeded', { secret: description.name });
}

/** By a name that follows from the version: however often this is called, it starts once. */
async function startRetirement({
  ports,
  arn,
  target,
  versionId,
  signal,
}: NativeStep): Promise<void> {
  if (target.retire === undefined && target.discard === undefined) return;
  const name = `native-${toTargetToken(ports, arn, versionId)}`;
  const input = { secretId: arn, mode: 'retire', trigger: 'native' } as const;
  await ports.retirements.start(name, input, signal);
}

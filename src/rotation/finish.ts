// FinishSecret: makes the pending version AWSCURRENT, if AWSCURRENT is still on the version that Plan recorded.

import { abandoned } from './labelled-version.ts';
import type { Ports, SecretDescription } from './ports.ts';
import { listRetirements } from './retire-label.ts';
import { AWSCURRENT, AWSPENDING, findHolder } from './staging.ts';
import type { StepEvent, Switched } from './state.ts';
import { readSteady } from './steady.ts';
import { runStep, type Step } from './step.ts';
import { dropClaim, switchCurrent } from './switch.ts';

export async function finishSecret(ports: Ports, event: StepEvent): Promise<Switched> {
  return await runStep(
    ports,
    event,
    () => true,
    async (step) => {
      const description = await readSteady(
        ports,
        step.signal,
        () => ports.secrets.describe(step.arn, step.signal),
        (seen) => isSwitched(step, seen) || isReady(step, seen),
      );
      const switched = isSwitched(step, description)
        ? await finishAgain(step, description)
        : await finishNow(step, description);
      report(step);
      return switched;
    },
  );
}

/** An earlier call moved AWSCURRENT and was cut off. */
async function finishAgain(step: Step, description: SecretDescription): Promise<Switched> {
  const { ports, arn, rotation, signal } = step;
  const previousVersionId = rotation.currentVersionId;
  await dropClaim(ports, { arn, executionArn: rotation.executionArn }, description, signal);
  const retirement = listRetirements(description).find(
    ({ versionId }) => versionId === previousVersionId,
  );
  return toSwitched(step, retirement?.dueAt);
}

async function finishNow(step: Step, description: SecretDescription): Promise<Switched> {
  const { ports, arn, rotation, target, token, signal } = step;
  const { executionArn, currentVersionId: from, graceSeconds } = rotation;
  if (!isReady(step, description)) {
    const isCurrentLost = findHolder(description, AWSCURRENT) !== from;
    throw isCurrentLost
      ? abandoned(step.rotation.secretName, AWSCURRENT, from)
      : abandoned(step.rotation.secretName, AWSPENDING, token);
  }
  const dueAt = target.retire === undefined ? undefined : ports.clock.now() + graceSeconds * 1000;
  const wanted = { arn, executionArn, from, to: token, dueAt };
  const result = await switchCurrent(ports, wanted, description, signal);
  if (result === 'lost') throw abandoned(step.rotation.secretName, AWSCURRENT, from);
  return toSwitched(step, dueAt);
}

function isSwitched({ token }: Step, description: SecretDescription): boolean {
  return findHolder(description, AWSCURRENT) === token;
}

function isReady({ token, rotation }: Step, description: SecretDescription): boolean {
  return (
    findHolder(description, AWSCURRENT) === rotation.currentVersionId &&
    findHolder(description, AWSPENDING) === token
  );
}

function toSwitched({ ports, token, rotation }: Step, dueAt: number | undefined): Switched {
  return {
    versionId: token,
    previousVersionId: rotation.currentVersionId,
    retireAt: new Date(dueAt ?? ports.clock.now()).toISOString(),
  };
}

function report({ ports, rotation }: Step): void {
  const seconds = (ports.clock.now() - Date.parse(rotation.startedAt)) / 1000;
  ports.metrics.count('RotationsSucceeded', { secret: rotation.secretName });
  ports.metrics.gauge('RotationSeconds', seconds, { secret: rotation.secretName });
}

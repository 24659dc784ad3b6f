// CreateSecret: claims the secret, makes the new credential and stores it. A second call finds the first one's work, wherever
// that was cut off.
import { claim } from './claim.ts';
import { createAtTarget } from './create-at-target.ts';
import { createByPerson } from './create-by-person.ts';
import { abandoned } from './labelled-version.ts';
import { toContext } from './managed-secret.ts';
import { listOwned, toReservationLabel, toVersionLabel } from './owner-label.ts';
import type { Ports } from './ports.ts';
import { dropLabel, putOwned } from './reservation.ts';
import type { SecretValue } from './secret-value.ts';
import { AWSCURRENT } from './staging.ts';
import type { CreateResult, StepEvent } from './state.ts';
import { findCurrent, runStep, type Step } from './step.ts';
import { toReservationToken, toToken } from './token.ts';

const DAY_MS = 86_400_000;

export async function createSecret(ports: Ports, event: StepEvent): Promise<CreateResult> {
  return await runStep(
    ports,
    event,
    // Where the target makes the credential and has no overlap, the old one dies in this very step.
    ({ creation }) => creation === 'effect',
    async (step) => {
      const current = await findCurrent(step);
      if (current === undefined) return await giveWay(step);
      step.target.check(current.value);
      reportAge(step, current.createdAt);
      if (step.target.creation === 'pure') return await createHere(step, current.value);
      if (step.target.creation === 'person') return await createElsewhere(step);
      const made = await createAtTarget(step, current.value);
      return made.kind === 'held' ? skipFor(step, made.executionArn) : await takeClaim(step);
    },
  );
}

/** We make the value, so storing it first and claiming second loses nothing: a value that is not claimed is nobody's. */
async function createHere(step: Step, current: SecretValue): Promise<CreateResult> {
  const { ports, arn, target, token, attempt, rotation, signal } = step;
  const value = await target.create(current, toContext(step, token));
  const label = toVersionLabel(rotation.executionArn, attempt);
  await putOwned(ports, { arn, token, label, value }, signal);
  return await takeClaim(step);
}

async function createElsewhere(step: Step): Promise<CreateResult> {
  const asked = await createByPerson(step);
  switch (asked.kind) {
    case 'held':
      return skipFor(step, asked.executionArn);
    case 'asks':
      return { decision: 'ask', request: asked.request };
    case 'claimed':
      return await takeClaim(step);
  }
}

/** Moves AWSPENDING to the new version, from what held it for us so far. */
async function takeClaim(step: Step): Promise<CreateResult> {
  const { ports, arn, token, attempt, rotation, signal } = step;
  const { executionArn } = rotation;
  const before = findBefore(step);
  const request = { arn, executionArn, versionId: token };
  const result = await claim(
    ports,
    before === undefined ? request : { ...request, from: before.versionId },
    signal,
  );
  if (result.kind === 'held') {
    if (before !== undefined)
      throw abandoned(step.rotation.secretName, 'AWSPENDING', before.versionId);
    await dropLabel(ports, arn, toVersionLabel(executionArn, attempt), token, signal);
    return skipFor(step, result.executionArn);
  }
  if (before !== undefined) await dropLabel(ports, arn, before.label, before.versionId, signal);
  return { decision: 'created', versionId: token };
}

/** What holds the claim until the new version does: the reservation, or the attempt whose value was refused. */
function findBefore({
  ports,
  target,
  attempt,
  rotation: { executionArn },
}: Step): { readonly versionId: string; readonly label: string } | undefined {
  if (attempt > 1) {
    return {
      versionId: toToken(ports, executionArn, attempt - 1),
      label: toVersionLabel(executionArn, attempt - 1),
    };
  }
  if (target.creation === 'pure') return undefined;
  return {
    versionId: toReservationToken(ports, executionArn),
    label: toReservationLabel(executionArn),
  };
}

/** AWSCURRENT moved since the plan. While nothing of ours is on the secret, that is another's rotation and no failure. */
async function giveWay(step: Step): Promise<CreateResult> {
  const { ports, arn, rotation, signal } = step;
  const owned = listOwned(await ports.secrets.describe(arn, signal));
  if (owned.some(({ owner }) => owner.executionArn === rotation.executionArn)) {
    throw abandoned(step.rotation.secretName, AWSCURRENT, rotation.currentVersionId);
  }
  return skip(
    step,
    `AWSCURRENT is no longer on version ${rotation.currentVersionId}: the secret was changed or rotated meanwhile`,
  );
}

function skipFor(step: Step, executionArn: string): CreateResult {
  return skip(step, `another rotation holds AWSPENDING: ${executionArn}`);
}

function skip({ ports, rotation }: Step, reason: string): CreateResult {
  ports.metrics.count('RotationsSkipped', { secret: rotation.secretName });
  ports.log.info('skipped', { secret: rotation.secretName, reason });
  return { decision: 'skip', reason };
}

function reportAge({ ports, rotation }: Step, createdAt: number): void {
  const days = (ports.clock.now() - createdAt) / DAY_MS;
  ports.metrics.gauge('DaysSinceRotation', days, { secret: rotation.secretName });
}

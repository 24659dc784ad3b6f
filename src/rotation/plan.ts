// PlanRotation: what is this secret, may it be rotated now, and what must be cleaned up first. It records AWSCURRENT's version: the
// rotation stands on that.
import { checkRoom } from './check-room.ts';
import { RotationError } from './errors.ts';
import { toBusyReason } from './life.ts';
import type { ManagedSecret } from './managed-secret.ts';
import { seeSwitch } from './native/see-switch.ts';
import { findScheduledTime, openPlan, skip, toRotation } from './plan-opening.ts';
import { planRecovery } from './plan-recovery.ts';
import type { Ports, SecretDescription } from './ports.ts';
import { listRetirements } from './retire-label.ts';
import { AWSCURRENT, findHolder } from './staging.ts';
import type { PlanEvent, PlanResult, Rotation } from './state.ts';
import { sweep } from './sweep.ts';
import { WINDOW_SECONDS_MAX } from './window.ts';

export async function planRotation(ports: Ports, event: PlanEvent): Promise<PlanResult> {
  checkAge(ports, event);
  if (event.input.mode === 'recover') return await planRecovery(ports, event);
  const opened = await openPlan(ports, event);
  if (opened.kind === 'skip') return opened.result;
  const { found, settings, secret } = opened;
  if (found.rotationEnabled) {
    const description = await seeSwitch(secret, found);
    return toRetirementOnly(ports, toRotation(description, event, settings), description);
  }
  const swept = await sweep(secret, event.executionArn, found);
  if (swept.kind === 'busy') {
    return skip(ports, found, toBusyReason(swept.executionArn));
  }
  const rotation = toRotation(swept.description, event, settings);
  if (event.input.mode === 'retire') return toRetirementOnly(ports, rotation, swept.description);
  if (await isRotatedInWindow(secret, event, swept.description)) {
    return skip(ports, found, 'rotated in this window already');
  }
  checkRoom(secret, swept.description);
  return { decision: 'rotate', rotation };
}

/** No window is longer: a plan that was tried again and again until now is too late whatever the tags say. */
function checkAge({ clock }: Ports, { startedAt }: PlanEvent): void {
  if (clock.now() - Date.parse(startedAt) <= WINDOW_SECONDS_MAX * 1000) return;
  throw new RotationError(
    'Rekey.WindowExpired',
    `The rotation started at ${startedAt}, and no window is open for more than 24h.`,
  );
}

/** A schedule may fire twice. Only a secret that changed in the window at all is worth the second call. */
async function isRotatedInWindow(
  { ports, arn, signal }: ManagedSecret,
  { input }: PlanEvent,
  description: SecretDescription,
): Promise<boolean> {
  const opensAt = findScheduledTime(input.scheduledTime);
  if (opensAt === undefined) return false;
  if (description.lastChangedAt !== undefined && description.lastChangedAt < opensAt) return false;
  const times = await ports.secrets.versionTimes(arn, signal);
  const madeAt = times.get(findHolder(description, AWSCURRENT) ?? '');
  return madeAt !== undefined && madeAt >= opensAt;
}

function toRetirementOnly(
  { clock }: Ports,
  rotation: Rotation,
  description: SecretDescription,
): PlanResult {
  const dueAt = Math.max(clock.now(), ...listRetirements(description).map((each) => each.dueAt));
  return {
    decision: 'retire',
    rotation,
    switched: {
      versionId: rotation.currentVersionId,
      retireAt: new Date(dueAt).toISOString(),
    },
  };
}

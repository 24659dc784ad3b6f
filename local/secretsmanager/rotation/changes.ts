// What a changed secret means for its rotation. A value put by hand abandons the one that is under way, for its version loses AWSPENDING
// [D, CloudTrail's RotationAbandoned]; and it counts as a rotation for AutomaticallyAfterDays [D].
import type { Environment } from '../../service.ts';
import type { ServiceEvents } from '../events/service-events.ts';
import { AWSCURRENT, AWSPENDING, type SecretDocument } from '../secret-document.ts';
import type { SecretStore } from '../store.ts';
import { findWindowAfter, withWindow } from './next-window.ts';
import { toRotationEvent } from './rotation-events.ts';
import { type RotationPlans, toPlanKey } from './rotation-plan.ts';

export interface RotationChanges {
  /** Inside the transaction that put a version. */
  applyPut(before: SecretDocument, after: SecretDocument): LaterEvents;
  /** Inside the transaction that moved a label. */
  applyMove(after: SecretDocument): LaterEvents;
  /** The pending version's value did not come from the rotation function. */
  noteForeignValue(secret: SecretDocument, versionId: string): void;
}

/** What is to be told once the transaction has succeeded. */
export interface LaterEvents {
  announce(): Promise<void>;
}

export interface ChangeParts {
  readonly environment: Environment;
  readonly secrets: SecretStore;
  readonly plans: RotationPlans;
  readonly serviceEvents: ServiceEvents;
  /** Looks at the plan's due time anew. */
  readonly enqueue: (key: string) => void;
}

const NOTHING: LaterEvents = { announce: () => Promise.resolve() };

export function createRotationChanges(parts: ChangeParts): RotationChanges {
  const { plans, serviceEvents, enqueue } = parts;

  const abandon = (secret: SecretDocument, versionId: string): LaterEvents => {
    const { run, ...plan } = plans.find(secret) ?? {};
    if (run !== undefined) {
      plans.put(secret, plan);
      enqueue(toPlanKey(secret));
    }
    const event = toRotationEvent('RotationAbandoned', secret, versionId);
    return { announce: () => serviceEvents.announce(secret, event) };
  };

  return {
    applyPut: (before, after) => {
      const pending = before.versions.findByStage(AWSPENDING)?.id;
      const holder = after.versions.findByStage(AWSPENDING)?.id;
      if (holder === undefined) countFromNow(parts, after);
      if (pending === undefined || pending === holder) return NOTHING;
      const isOurs = plans.find(after)?.run?.versionId === pending;
      return isOurs || holder === undefined ? abandon(after, pending) : NOTHING;
    },
    applyMove: (after) => {
      const versionId = plans.find(after)?.run?.versionId;
      const stages = versionId === undefined ? [] : after.versions.find(versionId)?.stages;
      const isUnderWay = stages?.some((stage) => [AWSPENDING, AWSCURRENT].includes(stage));
      return versionId === undefined || isUnderWay === true ? NOTHING : abandon(after, versionId);
    },
    noteForeignValue: (secret, versionId) => {
      const plan = plans.find(secret);
      if (plan?.run?.versionId !== versionId) return;
      plans.put(secret, { ...plan, run: { ...plan.run, isForeign: true } });
    },
  };
}

function countFromNow(
  { environment, secrets, plans, enqueue }: ChangeParts,
  secret: SecretDocument,
): void {
  const { rotation } = secret;
  if (rotation?.rules?.AutomaticallyAfterDays === undefined) return;
  const now = environment.clock.now();
  const window = findWindowAfter(rotation, now, now);
  if (window === undefined) return;
  secrets.put(withWindow(secret, window));
  plans.put(secret, { ...plans.find(secret), window });
  enqueue(toPlanKey(secret));
}

// What a plan asks for at its due time: an attempt, or a window to open. Whatever is begun is written down as begun, so that nothing is
// begun twice. Called inside a transaction.
import { createUuid } from '../../random.ts';
import type { Environment } from '../../service.ts';
import type { SecretDocument, VersionDocument } from '../secret-document.ts';
import type { SecretStore } from '../store.ts';
import { findWindowAfter } from './next-window.ts';
import { findIncomplete, withPending } from './pending-version.ts';
import {
  findDueMs,
  parsePlanKey,
  type RotationPlan,
  type RotationPlans,
  type RotationRun,
} from './rotation-plan.ts';

/** A secret whose rotation is under way, as both are stored now. */
export interface UnderWay {
  readonly secret: SecretDocument;
  readonly plan: Omit<RotationPlan, 'arn'>;
  readonly run: RotationRun;
}

export type DueWork =
  | ({ readonly kind: 'attempt' } & UnderWay)
  /** Somebody else's AWSPENDING is in the way, and is never touched. */
  | {
      readonly kind: 'blocked';
      readonly secret: SecretDocument;
      readonly incomplete: VersionDocument;
    };

export function createDueWork(
  environment: Environment,
  secrets: SecretStore,
  plans: RotationPlans,
): (key: string) => DueWork | undefined {
  const { clock, random } = environment;

  const begin = (
    secret: SecretDocument,
    plan: Omit<RotationPlan, 'arn'>,
    run: RotationRun,
  ): DueWork => {
    const begun = { ...run, attempts: run.attempts + 1, dueMs: clock.now() };
    const changed = { ...plan, run: begun };
    plans.put(secret, changed);
    return { kind: 'attempt', secret, plan: changed, run: begun };
  };

  const openWindow = (secret: SecretDocument, plan: RotationPlan): DueWork | undefined => {
    const { rotation } = secret;
    const { window, run } = plan;
    if (rotation === undefined || window === undefined) return undefined;
    const next = findWindowAfter(rotation, window.opensMs);
    const later = next === undefined ? {} : { window: next };
    // Past while the endpoint was not there, or while the secret was on its way out.
    if (window.closesMs <= clock.now() || secret.deletion !== undefined) {
      plans.put(secret, { ...later, ...(run === undefined ? {} : { run }) });
      return undefined;
    }
    const fresh = { kind: 'rotation', attempts: 0, untilMs: window.closesMs } as const;
    const incomplete = findIncomplete(secret);
    if (incomplete === undefined) {
      const versionId = createUuid(random);
      const registered = withPending(environment, secret, versionId);
      secrets.put(registered);
      return begin(registered, later, { ...fresh, versionId });
    }
    if (incomplete.id === run?.versionId) return begin(secret, later, { ...run, ...fresh });
    plans.put(secret, later);
    return { kind: 'blocked', secret, incomplete };
  };

  return (key) => {
    const plan = plans.findByKey(key);
    if (plan === undefined) return undefined;
    const { region, name } = parsePlanKey(key);
    const secret = secrets.findByName(region, name);
    if (secret?.arn !== plan.arn) {
      plans.delete(key);
      return undefined;
    }
    const dueMs = findDueMs(plan);
    if (dueMs === undefined || dueMs > clock.now()) return undefined;
    const { run } = plan;
    if (run?.dueMs === undefined) return openWindow(secret, plan);
    if (secret.deletion === undefined) return begin(secret, plan, run);
    const { dueMs: _due, ...waiting } = run;
    plans.put(secret, { ...plan, run: waiting });
    return undefined;
  };
}

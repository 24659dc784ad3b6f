// Rotation by Secrets Manager itself: when it is due, attempts and retries, and how it ends. Due times lie in the store, so that a rotation
// goes on after a restart; a step may then run twice, as AWS's guide asks every rotation function to expect.
import type { Environment } from '../../service.ts';
import { createDueTasks } from '../due-tasks.ts';
import type { ServiceEvents } from '../events/service-events.ts';
import type { SecretDocument } from '../secret-document.ts';
import type { SecretStore } from '../store.ts';
import { createRunDueWork } from './attempts.ts';
import { createRotationChanges, type RotationChanges } from './changes.ts';
import { findPatienceMs, findWindowAfter, withWindow } from './next-window.ts';
import type { RotationFunction } from './rotation-function.ts';
import { createRotationPlans, findDueMs, type RotationRun, toPlanKey } from './rotation-plan.ts';
import { createRotationTokens, type RotationTokens } from './rotation-token.ts';

export interface Rotations extends RotationChanges {
  readonly tokens: RotationTokens;
  /** Inside the transaction that turns rotation on: the first attempt comes at once, behind the answer. */
  begin(secret: SecretDocument, kind: RotationRun['kind'], versionId: string): void;
  /** Inside the transaction that turns rotation off. Labels stay as they are. */
  cancel(secret: SecretDocument): void;
  start(): void;
  stop(): Promise<void>;
}

/** As many Lambdas as run at once in a new account. */
const CONCURRENCY_MAX = 10;

export function createRotations(
  environment: Environment,
  secrets: SecretStore,
  serviceEvents: ServiceEvents,
  rotationFunction: RotationFunction,
): Rotations {
  const { clock, store } = environment;
  const plans = createRotationPlans(store);
  const tokens = createRotationTokens(environment);
  const runDueWork = createRunDueWork({
    ...{ environment, secrets, plans, tokens, serviceEvents, rotationFunction },
  });

  const tasks = createDueTasks(environment, {
    name: 'rotation',
    concurrencyMax: CONCURRENCY_MAX,
    isBegun: (key) => plans.findByKey(key)?.run?.dueMs !== undefined,
    findDueMs: (key) => {
      const plan = plans.findByKey(key);
      return plan === undefined ? undefined : findDueMs(plan);
    },
    run: runDueWork,
  });

  return {
    tokens,
    ...createRotationChanges({ environment, secrets, plans, serviceEvents, enqueue: tasks.review }),
    begin: (secret, kind, versionId) => {
      const { rotation } = secret;
      if (rotation === undefined) return;
      const now = clock.now();
      const window = findWindowAfter(rotation, now);
      const run = { kind, versionId, attempts: 0, dueMs: now };
      const untilMs = now + findPatienceMs(rotation);
      plans.put(secret, {
        run: { ...run, untilMs },
        ...(window === undefined ? {} : { window }),
      });
      secrets.put(withWindow(secret, window));
      tasks.review(toPlanKey(secret));
    },
    cancel: (secret) => {
      plans.delete(toPlanKey(secret));
      tasks.review(toPlanKey(secret));
    },
    start: () => {
      for (const { key } of plans.list()) tasks.review(key);
    },
    stop: () => tasks.stop(),
  };
}

// What rotation means to do with a secret next: kept apart from the secrets, so that a start does not read every one of them.
import type { Store } from '../../store.ts';
import type { SecretDocument } from '../secret-document.ts';
import type { RotationWindow } from './schedule.ts';

export interface RotationPlan {
  /** The secret's; one made again under the same name has another. */
  readonly arn: string;
  /** The next one in which to rotate. */
  readonly window?: RotationWindow;
  /** A rotation that is not complete, or a test of one. */
  readonly run?: RotationRun;
}

export interface RotationRun {
  readonly kind: 'rotation' | 'test';
  /** Of the version that carries AWSPENDING. */
  readonly versionId: string;
  /** In this window. */
  readonly attempts: number;
  /** Absent where the attempts are used up until the next window. */
  readonly dueMs?: number;
  /** No attempt begins after this. */
  readonly untilMs: number;
  /** Its value came from somebody else than the rotation function. */
  readonly isForeign?: true;
}

export interface RotationPlans {
  find(secret: SecretDocument): RotationPlan | undefined;
  findByKey(key: string): RotationPlan | undefined;
  put(secret: SecretDocument, plan: Omit<RotationPlan, 'arn'>): void;
  delete(key: string): void;
  list(): readonly { readonly key: string; readonly document: RotationPlan }[];
}

export function createRotationPlans(store: Store): RotationPlans {
  const plans = store.collection<RotationPlan>('secretsmanager/rotations');
  return {
    find: (secret) => {
      const plan = plans.get(toPlanKey(secret));
      return plan?.arn === secret.arn ? plan : undefined;
    },
    findByKey: (key) => plans.get(key),
    put: (secret, plan) => plans.put(toPlanKey(secret), { ...plan, arn: secret.arn }),
    delete: (key) => {
      plans.delete(key);
    },
    list: () => plans.list(),
  };
}

export function toPlanKey({ region, name }: Pick<SecretDocument, 'region' | 'name'>): string {
  return `${region}/${name}`;
}

export function parsePlanKey(key: string): { readonly region: string; readonly name: string } {
  const [region = '', ...name] = key.split('/');
  return { region, name: name.join('/') };
}

export function findDueMs({ run, window }: RotationPlan): number | undefined {
  return run?.dueMs ?? window?.opensMs;
}

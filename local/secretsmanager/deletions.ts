// The end of a recovery window comes by the clock, and again after a restart. Its own small collection, so that a start
// does not read every secret.
import type { Environment } from '../service.ts';
import { createDueTasks } from './due-tasks.ts';
import type { ServiceEvents } from './events/service-events.ts';
import type { SecretDocument } from './secret-document.ts';
import type { SecretStore } from './store.ts';

export interface SecretDeletions {
  /** Inside the transaction that schedules the deletion. */
  set(secret: SecretDocument, dueMs: number): void;
  /** Inside the transaction that restores or removes the secret. */
  cancel(secret: SecretDocument): void;
  start(): void;
  stop(): Promise<void>;
}

interface Deletion {
  readonly arn: string;
  readonly dueMs: number;
}

export function createSecretDeletions(
  environment: Environment,
  secrets: SecretStore,
  serviceEvents: ServiceEvents,
): SecretDeletions {
  const scheduled = environment.store.collection<Deletion>('secretsmanager/deletions');
  const tasks = createDueTasks(environment, {
    name: 'deletion',
    concurrencyMax: 1,
    findDueMs: (key) => scheduled.get(key)?.dueMs,
    run: async (key) => {
      const deletion = scheduled.get(key);
      if (deletion === undefined || deletion.dueMs > environment.clock.now()) return;
      const [region = '', ...name] = key.split('/');
      secrets.transaction(() => {
        secrets.findByName(region, name.join('/')); // removes what is past due
        scheduled.delete(key);
      });
      await serviceEvents.announce(
        { region, arn: deletion.arn },
        { name: 'EndSecretVersionDelete' },
      );
    },
  });
  const keyOf = ({ region, name }: SecretDocument): string => `${region}/${name}`;
  return {
    set: (secret, dueMs) => {
      scheduled.put(keyOf(secret), { arn: secret.arn, dueMs });
      tasks.review(keyOf(secret));
    },
    cancel: (secret) => {
      scheduled.delete(keyOf(secret));
      tasks.review(keyOf(secret));
    },
    start: () => {
      for (const { key } of scheduled.list()) tasks.review(key);
    },
    stop: () => tasks.stop(),
  };
}

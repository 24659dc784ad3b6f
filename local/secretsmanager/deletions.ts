// The end of a recovery window comes by the clock, and again after a restart. Its own small collection, so that a start
// does not read every secret.
import { createDueQueue } from '../due-queue.ts';
import type { Environment } from '../service.ts';
import type { SecretDocument } from './secret-document.ts';
import type { ServiceEvents } from './service-events.ts';
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
  { store, clock }: Environment,
  secrets: SecretStore,
  serviceEvents: ServiceEvents,
): SecretDeletions {
  const scheduled = store.collection<Deletion>('secretsmanager/deletions');
  const queue = createDueQueue({
    clock,
    concurrencyMax: 1,
    run: async (key) => {
      const deletion = scheduled.get(key);
      if (deletion === undefined || deletion.dueMs > clock.now()) return;
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
      queue.set(keyOf(secret), dueMs);
    },
    cancel: (secret) => {
      scheduled.delete(keyOf(secret));
      queue.delete(keyOf(secret));
    },
    start: () => {
      for (const { key, document } of scheduled.list()) queue.set(key, document.dueMs);
    },
    stop: () => queue.stop(),
  };
}

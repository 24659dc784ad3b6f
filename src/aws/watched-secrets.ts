// The port WatchedSecrets over Secrets Manager.
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Clock } from '../rotation/effects.ts';
import type { WatchedSecrets } from '../rotation/watch/ports.ts';
import type { ClientConfig } from './clients.ts';
import { listSecrets } from './secret-list.ts';
import { versionTimes } from './secret-store.ts';
import { createTimedCall } from './timed-call.ts';

export function createWatchedSecrets(config: ClientConfig, clock: Clock): WatchedSecrets {
  const call = createTimedCall(() => new SecretsManagerClient(config), clock);
  return {
    list: (signal) => listSecrets(config, clock, signal, 'rotated'),
    listAdmins: (signal) => listSecrets(config, clock, signal, 'admin'),
    adminVersionTimes: versionTimes(call),
  };
}

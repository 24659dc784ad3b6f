// What the watch has beside the ports of every Lambda: the lists of secrets and schedules, the queues, and who hears notices.
import { createClientConfig } from '../aws/clients.ts';
import { createRotationSchedules } from '../aws/rotation-schedules.ts';
import { createWatchedQueues } from '../aws/watched-queues.ts';
import { createWatchedSecrets } from '../aws/watched-secrets.ts';
import { createWatchedSubscriptions } from '../aws/watched-subscriptions.ts';
import type { Clock } from '../rotation/effects.ts';
import type { Ports } from '../rotation/ports.ts';
import type { WatchPorts } from '../rotation/watch/ports.ts';
import { loadWatchedStack } from './config.ts';

export function createWatchPorts(clock: Clock): Omit<WatchPorts, keyof Ports> {
  const stack = loadWatchedStack();
  const clients = createClientConfig(stack.region);
  return {
    stack,
    watchedSecrets: createWatchedSecrets(clients, clock),
    schedules: createRotationSchedules(clients, clock, stack.scheduleGroup),
    queues: createWatchedQueues(clients, clock),
    subscriptions: createWatchedSubscriptions(clients, clock),
  };
}

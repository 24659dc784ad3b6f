// Replicas of secrets in other Regions of this endpoint. Whatever is written of a primary marks it, in the same transaction; a worker brings its
// replicas up to it behind the answer, and again after a restart.
import { isServiceError } from '../../service-error.ts';
import { createDueTasks } from '../due-tasks.ts';
import type { LabelEvents } from '../events/label-events.ts';
import type { ServiceEventName, ServiceEvents } from '../events/service-events.ts';
import type { ReplicaStatus, SecretDocument } from '../secret-document.ts';
import { type CopyParts, copySecret, NameTaken } from './copy-secret.ts';

export interface Replications {
  start(): void;
  stop(): Promise<void>;
}

export interface ReplicationParts extends CopyParts {
  readonly labelEvents: LabelEvents;
  readonly serviceEvents: ServiceEvents;
}

const CONCURRENCY_MAX = 4;

export function createReplications(parts: ReplicationParts): Replications {
  const { secrets } = parts;
  const { clock, store } = parts.environment;
  const marks = store.collection<true>('secretsmanager/replications');

  const tasks = createDueTasks(parts.environment, {
    name: 'replication',
    concurrencyMax: CONCURRENCY_MAX,
    isBegun: true,
    findDueMs: (key) => (marks.get(key) === true ? clock.now() : undefined),
    run: async (key, signal) => {
      if (await bringUpAll(parts, key, signal)) marks.delete(key);
    },
  });

  secrets.onWrite((secret) => {
    if (secret.replicas === undefined) return;
    const key = `${secret.region}/${secret.name}`;
    marks.put(key, true);
    tasks.review(key);
  });

  return {
    start: () => {
      for (const { key } of marks.list()) tasks.review(key);
    },
    stop: () => tasks.stop(),
  };
}

/** True once every replica is as the primary was when it was looked at last, which is now. */
async function bringUpAll(
  parts: ReplicationParts,
  key: string,
  signal: AbortSignal,
): Promise<boolean> {
  const [region = '', ...name] = key.split('/');
  const find = (): SecretDocument | undefined => parts.secrets.findByName(region, name.join('/'));
  for (;;) {
    const seen = find();
    for (const replica of seen?.replicas ?? []) {
      if (signal.aborted) return false;
      await bringUp(parts, find, replica.region, signal);
    }
    if (signal.aborted) return false;
    if (JSON.stringify(find()) === JSON.stringify(seen)) return true;
  }
}

async function bringUp(
  parts: ReplicationParts,
  find: () => SecretDocument | undefined,
  region: string,
  signal: AbortSignal,
): Promise<void> {
  const primary = find();
  const replica = primary?.replicas?.find((each) => each.region === region);
  if (primary === undefined || replica === undefined) return;
  const tell = (name: ServiceEventName, errorMessage?: string): Promise<void> =>
    parts.serviceEvents.announce(primary, {
      name,
      data: { ReplicaRegion: region },
      ...(errorMessage === undefined ? {} : { errorMessage }),
    });
  const isNew = replica.status === 'InProgress';
  if (isNew) await tell('ReplicationStarted');
  try {
    const copied = await copySecret(parts, primary, replica, signal);
    if (copied === undefined) return;
    if (copied.before !== copied.after) {
      await parts.labelEvents.announce(copied.before, copied.after);
    }
    const { statusMessage: _message, overwrites: _overwrites, ...rest } = replica;
    setStatus(parts, find, { ...rest, status: 'InSync' });
    if (isNew) await tell('ReplicationSucceeded');
  } catch (error) {
    if (signal.aborted) return;
    if (!isServiceError(error) && !(error instanceof NameTaken)) throw error;
    const statusMessage = error.message;
    setStatus(parts, find, { ...replica, status: 'Failed', statusMessage });
    if (replica.status !== 'Failed') await tell('ReplicationFailed', statusMessage);
  }
}

/** Writes only what differs: a write of the primary has its replicas looked at again. */
function setStatus(
  { secrets }: ReplicationParts,
  find: () => SecretDocument | undefined,
  replica: ReplicaStatus,
): void {
  secrets.transaction(() => {
    const primary = find();
    const known = primary?.replicas?.find(({ region }) => region === replica.region);
    if (primary?.replicas === undefined || known === undefined) return;
    if (known.status === replica.status && known.statusMessage === replica.statusMessage) return;
    const replicas = primary.replicas.map((each) => (each === known ? replica : each));
    secrets.put({ ...primary, replicas });
  });
}

// Users' access keys. The secret is derived from the master key and the key's id, so it lies nowhere: CreateAccessKey shows it
// once, and the check of signatures makes it anew.
import { createHmac } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Store } from '../store.ts';
import type { KeyIds } from './key-ids.ts';

export interface AccessKey {
  readonly id: string;
  readonly userName: string;
  readonly isActive: boolean;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

export interface AccessKeyUse {
  readonly date: number;
  readonly service: string;
  readonly region: string;
}

export interface AccessKeys {
  create(userName: string): AccessKey;
  find(id: string): AccessKey | undefined;
  /** The user's, oldest first. */
  list(userName: string): readonly AccessKey[];
  setActive(key: AccessKey, isActive: boolean): void;
  delete(key: AccessKey): void;
  /** The keys follow a user who gets another name. */
  rename(userName: string, newName: string): void;
  toSecret(id: string): string;
  recordUse(id: string, service: string, region: string): void;
  findUse(id: string): AccessKeyUse | undefined;
  /** Writes what `recordUse` has kept in memory. */
  flush(): void;
}

export interface AccessKeysOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly keyIds: KeyIds;
  readonly masterKey: Uint8Array;
}

const SECRET_CHARACTERS = 40;
/** IAM writes last uses with delay; here a crash may cost so much of one, and a busy key no write for each call. */
const USE_KEPT_MS = 60_000;

export function createAccessKeys(options: AccessKeysOptions): AccessKeys {
  const { store, clock, keyIds, masterKey } = options;
  const keys = store.collection<AccessKey>('iam/access-key');
  const keysOfUsers = store.collection<null>('iam/user-access-key');
  const uses = createUses(store, clock);

  const list = (userName: string): readonly AccessKey[] =>
    keysOfUsers
      .list({ prefix: `${userName}/` })
      .map(({ key }) => keys.get(key.slice(userName.length + 1)))
      .filter((key) => key !== undefined)
      .sort((a, b) => a.created - b.created);
  const put = (key: AccessKey): void => {
    keys.put(key.id, key);
    keysOfUsers.put(`${key.userName}/${key.id}`, null);
  };

  return {
    list,
    create: (userName) => {
      const id = keyIds.create('AKIA');
      const key: AccessKey = { id, userName, isActive: true, created: clock.now() };
      store.transaction(() => put(key));
      return key;
    },
    find: (id) => keys.get(id),
    setActive: (key, isActive) => keys.put(key.id, { ...key, isActive }),
    delete: ({ id, userName }) => {
      store.transaction(() => {
        keys.delete(id);
        keysOfUsers.delete(`${userName}/${id}`);
        uses.delete(id);
      });
    },
    rename: (userName, newName) => {
      store.transaction(() => {
        for (const key of list(userName)) {
          keysOfUsers.delete(`${userName}/${key.id}`);
          put({ ...key, userName: newName });
        }
      });
    },
    toSecret: (id) =>
      createHmac('sha512', masterKey)
        .update(`access-key/secret/${id}`)
        .digest('base64')
        .slice(0, SECRET_CHARACTERS),
    recordUse: uses.record,
    findUse: uses.find,
    flush: uses.flush,
  };
}

interface KeptUse extends AccessKeyUse {
  /** When it was last written to the store. */
  readonly written: number;
}

function createUses(store: Store, clock: Clock) {
  const stored = store.collection<AccessKeyUse>('iam/access-key-use');
  const kept = new Map<string, KeptUse>();
  const write = (id: string, { date, service, region }: AccessKeyUse): void => {
    stored.put(id, { date, service, region });
  };
  return {
    record: (id: string, service: string, region: string): void => {
      const date = clock.now();
      const { written = Number.NEGATIVE_INFINITY } = kept.get(id) ?? {};
      const isDue = date - written >= USE_KEPT_MS;
      kept.set(id, { date, service, region, written: isDue ? date : written });
      if (isDue) write(id, { date, service, region });
    },
    find: (id: string): AccessKeyUse | undefined => kept.get(id) ?? stored.get(id),
    delete: (id: string): void => {
      kept.delete(id);
      stored.delete(id);
    },
    flush: (): void => {
      for (const [id, use] of kept) if (use.date !== use.written) write(id, use);
    },
  };
}

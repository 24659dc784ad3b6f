// Keys that the endpoint itself issued. The secret key is derived from the master key and the access key id, so it
// never lies in the store, and a restarted endpoint still knows it.
import { createHmac } from 'node:crypto';
import { createBoundedCache } from '../bounded-cache.ts';
import type { Clock } from '../clock.ts';
import type { Credentials, Principal } from '../service.ts';
import type { Store } from '../store.ts';
import type { KeyIds } from './key-ids.ts';

export interface Sessions {
  issue(principal: Principal, secondsValid: number): Credentials;
  /** Undefined for a key that the endpoint did not issue, or has forgotten since it expired. */
  find(accessKeyId: string): Session | undefined;
}

export interface Session {
  readonly principal: Principal;
  readonly credentials: Credentials;
}

interface StoredSession {
  readonly principal: Principal;
  readonly expiration: number;
}

/** What belongs to an access key id, and follows from it. */
type Keys = Pick<Credentials, 'secretAccessKey' | 'sessionToken'>;

const KEYS_KEPT_MAX = 1000;
const SECRET_CHARACTERS = 40;
/** An expired key is remembered for a while, so that its user is told that it has expired. */
const KEEP_EXPIRED_MS = 24 * 3_600_000;
const SWEEP_MAX = 20;

export interface SessionsOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly keyIds: KeyIds;
  readonly masterKey: Uint8Array;
}

export function createSessions({ store, clock, keyIds, masterKey }: SessionsOptions): Sessions {
  const sessions = store.collection<StoredSession>('iam/session');
  const expirations = store.collection<null>('iam/session-expiration');

  const issued = createBoundedCache<Keys>(KEYS_KEPT_MAX);

  const derive = (purpose: string, accessKeyId: string): string =>
    createHmac('sha512', masterKey).update(`session/${purpose}/${accessKeyId}`).digest('base64');

  const toKeys = (accessKeyId: string): Keys => {
    const known = issued.get(accessKeyId);
    if (known !== undefined) return known;
    const keys = {
      secretAccessKey: derive('secret', accessKeyId).slice(0, SECRET_CHARACTERS),
      sessionToken: derive('token', accessKeyId),
    };
    issued.set(accessKeyId, keys);
    return keys;
  };

  const toCredentials = (accessKeyId: string, expiration: number): Credentials => {
    const { secretAccessKey, sessionToken } = toKeys(accessKeyId);
    return { accessKeyId, secretAccessKey, sessionToken, expiration };
  };

  const sweep = (): void => {
    const before = toSortable(clock.now() - KEEP_EXPIRED_MS);
    for (const { key } of expirations.list({ before, limit: SWEEP_MAX })) {
      sessions.delete(key.slice(key.indexOf('/') + 1));
      expirations.delete(key);
    }
  };

  return {
    issue: (principal, secondsValid) => {
      const accessKeyId = keyIds.create('ASIA');
      const expiration = clock.now() + secondsValid * 1000;
      store.transaction(() => {
        sweep();
        sessions.put(accessKeyId, { principal, expiration });
        expirations.put(`${toSortable(expiration)}/${accessKeyId}`, null);
      });
      return toCredentials(accessKeyId, expiration);
    },
    find: (accessKeyId) => {
      const session = sessions.get(accessKeyId);
      return session === undefined
        ? undefined
        : {
            principal: session.principal,
            credentials: toCredentials(accessKeyId, session.expiration),
          };
    },
  };
}

function toSortable(milliseconds: number): string {
  return String(Math.max(milliseconds, 0)).padStart(16, '0');
}

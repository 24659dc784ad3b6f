// Who calls and what they may do: keys and sessions, policies, and the record of which rights were used.
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import type { Clock } from './clock.ts';
import { type AccessKeys, createAccessKeys } from './iam/access-keys.ts';
import { type Authorize, createAuthorize } from './iam/authorize.ts';
import { createIdentity } from './iam/identity.ts';
import { createKeyIds } from './iam/key-ids.ts';
import { createIamReport, type IamReport } from './iam/report/iam-report.ts';
import { listKnownActions } from './iam/report/known-actions.ts';
import { createUsage } from './iam/report/usage.ts';
import { createSessions } from './iam/sessions.ts';
import { createIamStore } from './iam/store.ts';
import type { Random } from './random.ts';
import type { Identity, Service } from './service.ts';
import type { Store } from './store.ts';

export interface Access {
  readonly accessKeys: AccessKeys;
  readonly identity: Identity;
  readonly authenticate: Authenticate;
  readonly authorize: Authorize;
  /** Undefined where `iamReport` was not asked for. */
  createReport(services: ReadonlyMap<string, Service>): IamReport | undefined;
}

export interface AccessOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly masterKey: Uint8Array;
  readonly accountId: string;
  readonly strictAuth: boolean;
  readonly iamReport: boolean;
}

export function createAccess(options: AccessOptions): Access {
  const { store, clock, random, masterKey, accountId, strictAuth } = options;
  const from = clock.now();
  const iamStore = createIamStore(store);
  const keyIds = createKeyIds(masterKey, random);
  const sessions = createSessions({ store, clock, keyIds, masterKey });
  const accessKeys = createAccessKeys({ store, clock, keyIds, masterKey });
  const usage = options.iamReport ? createUsage() : undefined;
  const authorize = createAuthorize(iamStore, clock);
  return {
    accessKeys,
    identity: createIdentity(iamStore, sessions, clock, accountId),
    authenticate: createAuthenticate({
      ...{ sessions, accessKeys, keyIds, clock, accountId, strictAuth },
      users: iamStore,
    }),
    authorize: usage === undefined ? authorize : usage.watch(authorize),
    createReport: (services) =>
      usage === undefined
        ? undefined
        : createIamReport({
            ...{ store: iamStore, usage, from, until: clock.now() },
            knownActions: listKnownActions(services),
          }),
  };
}

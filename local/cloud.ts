// The endpoint's front door: an AWS of one account on this machine, built from time, chance and a store.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createAuthenticate } from './authenticate.ts';
import { type Clock, createSystemClock } from './clock.ts';
import { createCall, createDispatch } from './dispatch.ts';
import { createAccessKeys } from './iam/access-keys.ts';
import { createAuthorize } from './iam/authorize.ts';
import { createIdentity } from './iam/identity.ts';
import { createKeyIds } from './iam/key-ids.ts';
import { createSessions } from './iam/sessions.ts';
import { createIamStore } from './iam/store.ts';
import type { LambdaRuntime } from './lambda-runtime.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { type Log, silentLog } from './log.ts';
import { checkMasterKey, loadMasterKey, MASTER_KEY_BYTES } from './master-key.ts';
import { createSystemRandom, type Random } from './random.ts';
import type { Call, Environment, Service } from './service.ts';
import { serviceCreators } from './services.ts';
import { createStore, type Store } from './store.ts';
import { createWire, type Handle } from './wire/handle.ts';
import { type Listener, listen } from './wire/http/listen.ts';

export interface CloudOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  /** Left open by `stop`, for it is the caller's; without one the cloud makes its own in memory. */
  readonly store?: Store;
  readonly limits?: Partial<Limits>;
  /** Twelve digits; 000000000000 where left out. */
  readonly accountId?: string;
  readonly log?: Log;
  /** 32 bytes that wrap KMS keys and derive session credentials; made anew where left out. */
  readonly masterKey?: Uint8Array;
  /** What runs the Lambdas; worker threads where left out. */
  readonly lambdaRuntime?: LambdaRuntime;
  /** Refuses access keys that the endpoint did not issue. Otherwise any such key is the account's root. */
  readonly strictAuth?: boolean;
}

export interface OpenCloudOptions extends Omit<CloudOptions, 'store' | 'masterKey'> {
  readonly folder?: string;
}

export interface Cloud {
  readonly accountId: string;
  readonly call: Call;
  /** The whole wire without a socket. */
  readonly handle: Handle;
  /** Binds the port, then starts. @throws ServiceError `PortInUse` */
  listen(options: {
    readonly port: number;
    readonly host?: '127.0.0.1' | '::1';
  }): Promise<Listener>;
  /** Takes up what the store holds: timers, executions. Called by `listen`; a second call does nothing. */
  start(): Promise<void>;
  /** Closes listeners, stops every service in reverse order, closes a store of its own. */
  stop(): Promise<void>;
}

const STORE_FOLDER = 'store';
const KEY_FILE = join('key', 'master.key');
/** What services are told where nobody listens: tests that speak through `handle`. */
const URL_WITHOUT_SOCKET = 'http://127.0.0.1';

export function createCloud(options: CloudOptions = {}): Cloud {
  const clock = options.clock ?? createSystemClock();
  const random = options.random ?? createSystemRandom();
  const store = options.store ?? createStore();
  const limits = { ...defaultLimits, ...options.limits };
  const log = options.log ?? silentLog;
  const accountId = options.accountId ?? '000000000000';
  const masterKey = options.masterKey ?? random.bytes(MASTER_KEY_BYTES);
  const stopping = new AbortController();
  const listeners = new Set<Listener>();
  let url = URL_WITHOUT_SOCKET;
  let started: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;

  const iamStore = createIamStore(store);
  const keyIds = createKeyIds(masterKey, random);
  const sessions = createSessions({ store, clock, keyIds, masterKey });
  const accessKeys = createAccessKeys({ store, clock, keyIds, masterKey });
  const services = new Map<string, Service>();
  const dispatch = createDispatch({
    authorize: createAuthorize(iamStore, clock),
    accountId,
    clock,
    log,
    stopping: stopping.signal,
  });
  const call = createCall(services, dispatch, random);
  const environment: Environment = {
    clock,
    random,
    store,
    limits,
    log,
    accountId,
    masterKey,
    call,
    endpointUrl: () => url,
    identity: createIdentity(iamStore, sessions, clock, accountId),
  };
  for (const [name, create] of Object.entries(serviceCreators)) {
    services.set(name, create(environment, { lambdaRuntime: options.lambdaRuntime, accessKeys }));
  }
  const strictAuth = options.strictAuth ?? false;
  const authenticate = createAuthenticate({
    ...{ sessions, accessKeys, keyIds, clock, accountId, strictAuth },
    users: iamStore,
  });
  const handle = createWire({
    ...{ services, dispatch, authenticate, clock, random, limits, log },
    durable: store.durable,
  });

  const start = (): Promise<void> => {
    started ??= startAll(services);
    return started;
  };
  const stopAll = async (): Promise<void> => {
    stopping.abort(new Error('The endpoint stops.'));
    await Promise.all([...listeners].map((listener) => listener.close()));
    for (const service of [...services.values()].reverse()) await service.stop?.();
    if (options.store === undefined) store.close();
  };
  return {
    accountId,
    call,
    handle,
    start,
    listen: async ({ port, host = '127.0.0.1' }) => {
      const listener = await listen(handle, { port, host, limits });
      listeners.add(listener);
      url = listener.url;
      await start();
      return listener;
    },
    stop: () => {
      stopped ??= stopAll();
      return stopped;
    },
  };
}

/**
 * A cloud that remembers: store and key file lie in `folder` and are made on the first start. Without a folder it
 * is a cloud in memory.
 */
export function openCloud({ folder, ...options }: OpenCloudOptions): Cloud {
  if (folder === undefined) return createCloud(options);
  const storeFolder = join(folder, STORE_FOLDER);
  const random = options.random ?? createSystemRandom();
  const masterKey = loadMasterKey(join(folder, KEY_FILE), random, !existsSync(storeFolder));
  const store = createStore(storeFolder);
  try {
    checkMasterKey(store, masterKey);
  } catch (error) {
    store.close();
    throw error;
  }
  const cloud = createCloud({ ...options, random, masterKey, store });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= cloud.stop().finally(() => store.close());
    return stopped;
  };
  return { ...cloud, stop };
}

async function startAll(services: ReadonlyMap<string, Service>): Promise<void> {
  for (const service of services.values()) await service.start?.();
}

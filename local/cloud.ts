// The endpoint's front door: an AWS of one account on this machine, built from time, chance and a store.
import { createAccess } from './access.ts';
import { countWork } from './clock/count-work.ts';
import { openTime, type TimeOptions } from './clock/endpoint-time.ts';
import { CLOCK_PAGE, createClockPage } from './clock/page.ts';
import { type Clock, createSystemClock, type ManualClock, toRealTime } from './clock.ts';
import { openDataFolder } from './data-folder.ts';
import { createCall, createDispatch } from './dispatch.ts';
import { createHealth } from './health.ts';
import type { IamReport } from './iam/report/iam-report.ts';
import type { LambdaRuntime } from './lambda-runtime.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { type Log, silentLog } from './log.ts';
import { MASTER_KEY_BYTES } from './master-key.ts';
import { createSystemRandom, type Random } from './random.ts';
import type { Call, Environment, Service } from './service.ts';
import { serviceCreators } from './services.ts';
import { createStore, type Store } from './store.ts';
import { describeFault } from './wire/describe-fault.ts';
import { createWire, type Handle } from './wire/handle.ts';
import { type Listener, listen } from './wire/http/listen.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';

export type { IamReport };

export interface CloudOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  /** For requests' ids; `random` where left out. */
  readonly requestRandom?: Random;
  /** `clock`, where /_rekey/clock may move it. */
  readonly manualClock?: ManualClock;
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
  /** Keeps in memory who used which rights, for `createIamReport` and the page GET /_rekey/iam-report. */
  readonly iamReport?: boolean;
  /** Whose endpoint this is, for its page GET /_rekey/health. */
  readonly version?: string;
}

export interface OpenCloudOptions
  extends Omit<CloudOptions, 'store' | 'masterKey' | 'manualClock' | 'requestRandom'>,
    TimeOptions {
  readonly folder?: string;
}

export interface Cloud {
  readonly accountId: string;
  readonly call: Call;
  /** Undefined where the option `iamReport` was not given. */
  createIamReport(): IamReport | undefined;
  /** The whole wire without a socket. */
  handle(request: WireRequest): Promise<WireResponse>;
  /** Logs what nobody caught: where it was thrown, and never words that may be secret. */
  tellFault(error: unknown): void;
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

/** What services are told where nobody listens: tests that speak through `handle`. */
const URL_WITHOUT_SOCKET = 'http://127.0.0.1';

export function createCloud(options: CloudOptions = {}): Cloud {
  const { manualClock } = options;
  const clock = manualClock ?? options.clock ?? createSystemClock();
  const random = options.random ?? createSystemRandom();
  const requestRandom = options.requestRandom ?? random;
  const store = options.store ?? createStore();
  const limits = { ...defaultLimits, ...options.limits };
  const accountId = options.accountId ?? '000000000000';
  const masterKey = options.masterKey ?? random.bytes(MASTER_KEY_BYTES);
  const stopping = new AbortController();
  const listeners = new Set<Listener>();
  let url = URL_WITHOUT_SOCKET;
  let started: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;

  const access = createAccess({
    ...{ store, clock, random, masterKey, accountId },
    strictAuth: options.strictAuth ?? false,
    iamReport: options.iamReport ?? false,
  });
  const { accessKeys, authenticate, authorize, identity } = access;
  const services = new Map<string, Service>();
  const { version = 'unknown' } = options;
  const health = createHealth({ clock, version, accountId, state: store.state });
  const log = health.count(options.log ?? silentLog);
  const dispatch = createDispatch({
    ...{ authorize, accountId, clock, log },
    stopping: stopping.signal,
  });
  const call = createCall(services, dispatch, { clock, random: requestRandom });
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
    identity,
  };
  for (const [name, create] of Object.entries(serviceCreators)) {
    services.set(name, create(environment, { lambdaRuntime: options.lambdaRuntime, accessKeys }));
  }
  const createIamReport = (): IamReport | undefined => access.createReport(services);
  const clockPage = createClockPage({ clock, manualClock, durable: () => store.durable() });
  const handleWire = createWire({
    ...{ services, dispatch, authenticate, clock, random: requestRandom, limits, log },
    durable: () => store.durable(),
    pages: {
      ...findPages(services),
      health: () => health.describe(services.keys()),
      'iam-report': createIamReport,
      clock: clockPage.describe,
    },
  });
  const handleCounted = countWork(handleWire, clock.work);
  const handle: Handle = (request) =>
    request.path === CLOCK_PAGE ? clockPage.answer(request) : handleCounted(request);

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
    ...{ accountId, call },
    createIamReport,
    handle: async (request) => await handle(request),
    tellFault: (error) => log({ level: 'error', message: describeFault(error) }),
    start,
    listen: async ({ port, host = '127.0.0.1' }) => {
      const listener = await listen(handle, { port, host, limits, clock: toRealTime(clock) });
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
export function openCloud({ folder, manualClock, seed, ...options }: OpenCloudOptions): Cloud {
  const chance = options.random ?? createSystemRandom();
  const { store, masterKey } =
    folder === undefined
      ? { store: createStore(), masterKey: chance.bytes(MASTER_KEY_BYTES) }
      : openDataFolder(folder, chance);
  try {
    const cloud = createCloud({
      ...openTime(store, { manualClock, seed }),
      ...options,
      masterKey,
      store,
    });
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopped ??= cloud.stop().finally(() => store.close());
      return stopped;
    };
    return { ...cloud, stop };
  } catch (error) {
    store.close();
    throw error;
  }
}

function findPages(services: ReadonlyMap<string, Service>): NonNullable<Service['pages']> {
  return Object.fromEntries(
    [...services.values()].flatMap(({ pages = {} }) => Object.entries(pages)),
  );
}

async function startAll(services: ReadonlyMap<string, Service>): Promise<void> {
  for (const service of services.values()) await service.start?.();
}

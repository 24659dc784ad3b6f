// A few services of the endpoint with no wire between, for tests that play IAM or another service themselves.
import { createManualClock, type ManualClock } from '../../local/clock.ts';
import { createCall, createDispatch } from '../../local/dispatch.ts';
import { defaultLimits } from '../../local/limits.ts';
import type { Log } from '../../local/log.ts';
import { silentLog } from '../../local/log.ts';
import { createSystemRandom } from '../../local/random.ts';
import type {
  Call,
  CallContext,
  Environment,
  Permission,
  Principal,
  Service,
} from '../../local/service.ts';
import { createStore, type Store } from '../../local/store.ts';

export interface ServiceHost {
  readonly clock: ManualClock;
  readonly store: Store;
  readonly call: Call;
  /** As the account's root, in us-east-1. */
  send<Output>(
    service: string,
    operation: string,
    input: object,
    principal?: Principal,
  ): Promise<Output>;
  close(): Promise<void>;
}

export interface ServiceHostOptions {
  readonly services: Readonly<Record<string, (environment: Environment) => Service>>;
  /** Throws where the caller may not. */
  readonly authorize?: (permissions: readonly Permission[], context: CallContext) => void;
  /** Left open at the end, for a second host to take it up. */
  readonly store?: Store;
  readonly masterKey?: Uint8Array;
  readonly clock?: ManualClock;
  readonly log?: Log;
}

export const ACCOUNT_ID = '123456789012';
const ROOT: Principal = { kind: 'root', accountId: ACCOUNT_ID };

export async function startServices(options: ServiceHostOptions): Promise<ServiceHost> {
  const random = createSystemRandom();
  const clock = options.clock ?? createManualClock(Date.UTC(2026, 3, 1));
  const store = options.store ?? createStore();
  const log = options.log ?? silentLog;
  const stopping = new AbortController();
  const services = new Map<string, Service>();
  const authorize = options.authorize ?? (() => undefined);
  const dispatch = createDispatch({
    authorize,
    accountId: ACCOUNT_ID,
    clock,
    log,
    stopping: stopping.signal,
  });
  const call = createCall(services, dispatch, { clock, random });
  const refuse = (): never => {
    throw new Error('Nobody becomes somebody else here.');
  };
  const environment: Environment = {
    clock,
    random,
    store,
    log,
    call,
    limits: defaultLimits,
    accountId: ACCOUNT_ID,
    identity: { assumeRole: refuse, issueCredentials: refuse },
    endpointUrl: () => 'http://127.0.0.1',
    masterKey: options.masterKey ?? random.bytes(32),
  };
  for (const [name, create] of Object.entries(options.services)) {
    services.set(name, create(environment));
  }
  for (const service of services.values()) await service.start?.();
  return {
    clock,
    store,
    call,
    send: (service, operation, input, principal = ROOT) =>
      call({ service, operation, input, principal, region: 'us-east-1' }),
    close: async () => {
      stopping.abort();
      for (const service of services.values()) await service.stop?.();
      if (options.store === undefined) store.close();
    },
  };
}

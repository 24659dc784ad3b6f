// The targets of the simulation: small services in memory, one for each way in which a rotation differs.
import { createUuid, type Random } from '../../local/random.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target, TargetContext } from '../../src/rotation/target.ts';
import { createManual } from '../../src/targets/manual.ts';

export interface SimulatedService {
  /** The target as one Lambda invocation sees it. */
  readonly createTarget: (request: Request) => Target;
  readonly initial: SecretValue;
  /** What the service itself says of a credential. */
  accepts(value: SecretValue): boolean;
  /** Names of all credentials that it accepts; what a rotation makes is named by the token. */
  listNames(): readonly string[];
  /** A credential that a person makes by hand. */
  makeByHand(): SecretValue;
  /** What a person does at the end who made them: only these are left. */
  revokeAllBut(kept: readonly SecretValue[]): void;
}

/** Every request to the service passes through this, so that a fault may come between. */
export type Request = <Result>(
  context: TargetContext,
  name: string,
  work: () => Result,
) => Promise<Result>;

export const serviceKinds = [
  'effect native',
  'pure native',
  'pure none',
  'no counterpart',
  'by a person',
] as const;
export type ServiceKind = (typeof serviceKinds)[number];

interface Fields {
  readonly id: string;
  readonly key: string;
  readonly note: string;
}

export function createService(kind: ServiceKind, random: Random): SimulatedService {
  const store = createStore(random);
  const create = {
    'effect native': effectNative,
    'pure native': pureNative,
    'pure none': pureNone,
    'no counterpart': noCounterpart,
    'by a person': byPerson,
  }[kind];
  return create(store);
}

interface CredentialStore {
  readonly held: Map<string, { readonly name: string; readonly key: string }>;
  add(name: string, key?: string): Fields;
  newKey(): string;
}

function createStore(random: Random): CredentialStore {
  const held: CredentialStore['held'] = new Map();
  const newKey = (): string => `canary-${createUuid(random)}`;
  return {
    held,
    newKey,
    add: (name, key = newKey()) => {
      const id = createUuid(random);
      held.set(id, { name, key });
      return { id, key, note: 'stays' };
    },
  };
}

/** As most APIs: the service makes the key, old and new live side by side until one is deleted. */
function effectNative(store: CredentialStore): SimulatedService {
  const accepts = (value: SecretValue): boolean => holds(store, value);
  const createTarget = (request: Request): Target => ({
    ...toBase('effect', 'native'),
    create: async (current, context) => {
      const made = await request(context, 'create', () => {
        demand(accepts(current));
        return store.add(context.token);
      });
      return toValue({ ...read(current), ...made });
    },
    test: async ({ pending }, context) => {
      await request(context, 'test', () => demand(accepts(pending)));
    },
    retire: async ({ current, previous }, context) => {
      await request(context, 'retire', () => {
        demand(accepts(current));
        store.held.delete(read(previous).id);
      });
    },
    discard: discardByName(store, request),
    verify: async (value, context) => await verify(context, request, () => accepts(value)),
  });
  return toService(store, createTarget, accepts);
}

/** As Redis ACL users: we make the key, the service takes several. */
function pureNative(store: CredentialStore): SimulatedService {
  const accepts = (value: SecretValue): boolean => holds(store, value);
  const createTarget = (request: Request): Target => ({
    ...toBase('pure', 'native'),
    create: async (current, { token }) =>
      toValue({ ...read(current), id: token, key: store.newKey() }),
    set: async ({ current, pending }, context) => {
      const { id, key } = read(pending);
      await request(context, 'set', () => {
        demand(accepts(current));
        store.held.set(id, { name: context.token, key });
      });
    },
    test: async ({ pending }, context) => {
      await request(context, 'test', () => demand(accepts(pending)));
    },
    retire: async ({ current, previous }, context) => {
      await request(context, 'retire', () => {
        demand(accepts(current));
        store.held.delete(read(previous).id);
      });
    },
    discard: discardByName(store, request),
    verify: async (value, context) => await verify(context, request, () => accepts(value)),
  });
  return toService(store, createTarget, accepts);
}

/** One password, which dies when another is set. */
function pureNone(store: CredentialStore): SimulatedService {
  const accepts = (value: SecretValue): boolean =>
    [...store.held.values()].some(({ key }) => key === read(value).key);
  const replace = (name: string, key: string): void => {
    store.held.clear();
    store.held.set('only', { name, key });
  };
  const createTarget = (request: Request): Target => ({
    ...toBase('pure', 'none'),
    create: async (current) => toValue({ ...read(current), key: store.newKey() }),
    set: async ({ current, pending }, context) => {
      await request(context, 'set', () => {
        if (accepts(pending)) return;
        demand(accepts(current));
        replace(context.token, read(pending).key);
      });
    },
    test: async ({ pending }, context) => {
      await request(context, 'test', () => demand(accepts(pending)));
    },
    verify: async (value, context) => await verify(context, request, () => accepts(value)),
  });
  const initial = store.newKey();
  replace('first', initial);
  return {
    createTarget,
    accepts,
    initial: toValue({ id: 'only', key: initial, note: 'stays' }),
    listNames: () => [...store.held.values()].map(({ name }) => name),
    makeByHand: () => {
      const key = store.newKey();
      replace('by hand', key);
      return toValue({ id: 'only', key, note: 'stays' });
    },
    revokeAllBut: () => {},
  };
}

/** A signing key: nobody to tell, nothing to try. */
function noCounterpart(store: CredentialStore): SimulatedService {
  const createTarget = (): Target => ({
    ...toBase('pure', 'native'),
    create: async (current) => toValue({ ...read(current), key: store.newKey() }),
  });
  const make = (): SecretValue => toValue({ id: 'none', key: store.newKey(), note: 'stays' });
  return {
    createTarget,
    accepts: () => true,
    initial: make(),
    listNames: () => [],
    makeByHand: make,
    revokeAllBut: () => {},
  };
}

/** A page where people make keys and revoke them. The person's own calls are not the rotation's. */
function byPerson(store: CredentialStore): SimulatedService {
  const find = (value: SecretValue): string | undefined =>
    [...store.held].find(([, { key }]) => key === read(value).key)?.[0];
  const accepts = (value: SecretValue): boolean => find(value) !== undefined;
  const createTester = (request: Request): Target => ({
    ...toBase('pure', 'native'),
    create: async (current) => current,
    test: async ({ pending }, context) => {
      await request(context, 'test', () => demand(accepts(pending)));
    },
    verify: async (value, context) => await verify(context, request, () => accepts(value)),
  });
  const options = new Map([['field', 'key']]);
  return toService(store, (request) => createManual(options, createTester(request)), accepts);
}

function toService(
  store: CredentialStore,
  createTarget: SimulatedService['createTarget'],
  accepts: SimulatedService['accepts'],
): SimulatedService {
  return {
    createTarget,
    accepts,
    initial: toValue(store.add('first')),
    listNames: () => [...store.held.values()].map(({ name }) => name),
    makeByHand: () => toValue(store.add('by hand')),
    revokeAllBut: (kept) => {
      const keys = kept.map((value) => read(value).key);
      for (const [id, { key }] of store.held) if (!keys.includes(key)) store.held.delete(id);
    },
  };
}

function toBase(creation: Target['creation'], overlap: Target['overlap']) {
  return {
    name: `simulated ${creation} ${overlap}`,
    creation,
    overlap,
    maxActive: Number.POSITIVE_INFINITY,
    propagationMs: 0,
    locksOut: false,
    check: (value: SecretValue): void => {
      read(value);
    },
    isSame: (one: SecretValue, other: SecretValue): boolean => read(one).key === read(other).key,
  };
}

function discardByName(store: CredentialStore, request: Request): NonNullable<Target['discard']> {
  return async ({ keep }, context) => {
    const found = await request(context, 'discard', () =>
      [...store.held].filter(([, { name }]) => name === context.token).map(([id]) => id),
    );
    for (const id of found) {
      if (keep !== undefined && read(keep).id === id) continue;
      await request(context, 'discard', () => store.held.delete(id));
    }
  };
}

async function verify(
  context: TargetContext,
  request: Request,
  accepts: () => boolean,
): Promise<'working' | 'refused' | 'unreachable'> {
  try {
    return (await request(context, 'verify', accepts)) ? 'working' : 'refused';
  } catch (error) {
    if (error instanceof RotationError && error.code === 'Rekey.Transient') return 'unreachable';
    throw error;
  }
}

function demand(isAccepted: boolean): void {
  if (!isAccepted) throw new RotationError('Rekey.CredentialRefused', 'The service refused it.');
}

function holds(store: CredentialStore, value: SecretValue): boolean {
  const { id, key } = read(value);
  return store.held.get(id)?.key === key;
}

function read(value: SecretValue): Fields {
  return JSON.parse(value.reveal()) as Fields;
}

function toValue(fields: Fields): SecretValue {
  return new SecretValue(JSON.stringify(fields));
}

// Targets in memory, one for each way in which the world takes credentials: made by us or by the target, with and without overlap.
// A credential is `{"id", "key"}` in the secret's JSON; the target knows each by its id, and by the name it was made under.
import { RotationError } from '../../src/rotation/errors.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../../src/rotation/target.ts';
import type { Gate } from './fake-secrets.ts';

export type TargetKind =
  | 'generated'
  | 'pure-native'
  /** The target takes any number of credentials of ours, and gives none a name: passwords of one user. */
  | 'pure-unnamed'
  | 'effect-native'
  | 'pure-none'
  /** One call makes the new credential and ends the old one. */
  | 'effect-none'
  | 'effect-slots';

export interface FakeCredential {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

export interface FakeTarget extends Target {
  readonly credentials: readonly FakeCredential[];
  readonly settings: { outage: boolean; rejections: number; refusesLate: number };
  /** Makes one as a person would, and gives the secret's value for it. */
  createByHand(name: string): string;
  removeByHand(id: string): void;
  works(value: string): boolean;
}

export function createFakeTarget(
  kind: TargetKind,
  world: {
    readonly gate: Gate;
    /** Called where the target is changed for a token, before it is. */
    readonly onMutation: (token: string) => void;
    readonly nextKey: () => string;
  },
): FakeTarget {
  const credentials: FakeCredential[] = [];
  const settings = { outage: false, rejections: 0, refusesLate: 0 };
  const isNone = kind === 'pure-none' || kind === 'effect-none';

  const works = (value: string): boolean => {
    if (kind === 'generated') return true;
    const { key } = JSON.parse(value) as FakeCredential;
    return credentials.some((credential) => credential.key === key);
  };
  const call = async <Result>(name: string, effect: () => Promise<Result>): Promise<Result> => {
    if (settings.outage)
      throw new RotationError('Rekey.Transient', 'Not now: the target answered 503.', {
        call: name,
        status: 503,
        milliseconds: 12,
      });
    return await world.gate(name, effect);
  };
  const authenticate = (value: SecretValue, name: string): void => {
    if (!works(value.reveal()))
      throw new RotationError('Rekey.CredentialRefused', 'refused', {
        call: name,
        status: 401,
        milliseconds: 9,
      });
  };
  const add = (credential: FakeCredential): void => {
    world.onMutation(credential.name);
    credentials.push(kind === 'pure-unnamed' ? { ...credential, name: '' } : credential);
  };
  const remove = (matches: (credential: FakeCredential) => boolean): void => {
    for (let index = credentials.length - 1; index >= 0; index -= 1) {
      if (matches(credentials[index] as FakeCredential)) credentials.splice(index, 1);
    }
  };
  const toValue = (current: SecretValue, made: { id: string; key: string }): SecretValue =>
    new SecretValue(
      JSON.stringify({ ...(JSON.parse(current.reveal()) as object), id: made.id, key: made.key }),
    );

  const common = {
    name: kind,
    maxActive: kind === 'effect-slots' ? 2 : Number.POSITIVE_INFINITY,
    propagationMs: 0,
    locksOut: false,
    check: (value: SecretValue) => {
      if (!value.reveal().includes('"key"'))
        throw new RotationError(
          'Rekey.InvalidConfiguration',
          'key key is missing from secret JSON',
        );
    },
    isSame: (one: SecretValue, other: SecretValue) => idOf(one) === idOf(other),
  } as const;

  const makeHere = async (current: SecretValue): Promise<SecretValue> => {
    const key = world.nextKey();
    return toValue(current, { id: `id-${key}`, key });
  };
  const verify = async (
    value: SecretValue,
    { signal }: TargetContext,
  ): Promise<CredentialState> => {
    signal.throwIfAborted();
    if (settings.outage) return 'unreachable';
    return await call('target:verify', async () => (works(value.reveal()) ? 'working' : 'refused'));
  };
  const test: Target['test'] = async ({ pending }) =>
    await call('target:test', async () => {
      if (settings.refusesLate > 0) {
        settings.refusesLate -= 1;
        throw new RotationError('Rekey.CredentialRefused', 'refused', { call: 'target:test' });
      }
      authenticate(pending, 'target:test');
    });
  const retire: Target['retire'] = async ({ current, previous }) =>
    await call('target:retire', async () => {
      authenticate(current, 'target:retire');
      remove(({ id }) => id === idOf(previous));
    });
  const discard: Target['discard'] = async ({ current, keep, made }, { token }) =>
    await call('target:discard', async () => {
      authenticate(current, 'target:discard');
      const kept = keep === undefined ? undefined : idOf(keep);
      const unnamed = made === undefined ? undefined : idOf(made);
      remove(({ id, name }) => (name === token || id === unnamed) && id !== kept);
    });
  const set: Target['set'] = async ({ current, pending }, { token }) =>
    await call('target:set', async () => {
      if (settings.rejections > 0) {
        settings.rejections -= 1;
        throw new RotationError('Rekey.ValueRejected', 'The policy refuses this value.');
      }
      if (works(pending.reveal())) return;
      authenticate(current, 'target:set');
      if (isNone) {
        world.onMutation(token);
        credentials.length = 0;
      }
      const { id, key } = JSON.parse(pending.reveal()) as FakeCredential;
      if (isNone) credentials.push({ id, key, name: token });
      else add({ id, key, name: token });
    });
  const createThere: Target['create'] = async (current, { token }) =>
    await call('target:create', async () => {
      authenticate(current, 'target:create');
      if (credentials.length >= common.maxActive)
        throw new RotationError('Rekey.TargetFailed', 'Too many credentials.', {
          call: 'target:create',
        });
      const key = world.nextKey();
      if (isNone) credentials.length = 0;
      add({ id: `id-${key}`, key, name: token });
      return toValue(current, { id: `id-${key}`, key });
    });

  const behaviours: Readonly<Record<TargetKind, Omit<Target, keyof typeof common>>> = {
    generated: { overlap: 'native', creation: 'pure', create: makeHere },
    'pure-native': {
      overlap: 'native',
      creation: 'pure',
      create: makeHere,
      set,
      test,
      retire,
      discard,
      verify,
    },
    'pure-unnamed': {
      overlap: 'native',
      creation: 'pure',
      create: makeHere,
      set,
      test,
      retire,
      discard,
      verify,
    },
    'effect-native': {
      overlap: 'native',
      creation: 'effect',
      create: createThere,
      test,
      retire,
      discard,
      verify,
    },
    'effect-slots': {
      overlap: 'slots',
      creation: 'effect',
      create: createThere,
      test,
      retire,
      discard,
      verify,
    },
    'pure-none': { overlap: 'none', creation: 'pure', create: makeHere, set, test, verify },
    'effect-none': { overlap: 'none', creation: 'effect', create: createThere, test, verify },
  };

  return {
    ...common,
    ...behaviours[kind],
    credentials,
    settings,
    works,
    removeByHand: (removed) => remove(({ id }) => id === removed),
    createByHand: (name) => {
      const key = world.nextKey();
      if (isNone) credentials.length = 0;
      credentials.push({ id: `id-${key}`, key, name });
      return JSON.stringify({ id: `id-${key}`, key, note: 'kept' });
    },
  };
}

function idOf(value: SecretValue): string {
  return (JSON.parse(value.reveal()) as FakeCredential).id;
}

// A service that signs and publishes what its secret holds, and somebody else's verifier (jose) that fetches the key set and keeps it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createRemoteJWKSet, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { createSystemClock } from '../../../../local/clock.ts';
import type { Clock } from '../../../../src/rotation/effects.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target, TargetContext } from '../../../../src/rotation/target.ts';
import { createPrivateJwk } from '../../../../src/targets/jwk.ts';
import { createJwks } from '../../../../src/targets/jwks/jwks.ts';
import {
  CONSUMED_ROTATIONS,
  CONSUMER_CALLS_MIN,
  reportConsumers,
} from '../../../contract/consumer-report.ts';
import { createTargetContext } from '../../../support/target-context.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Ring {
  readonly jwks_uri: string;
  readonly current: JWK;
  readonly next?: JWK;
  readonly previous?: readonly JWK[];
}

const MINUTE_MS = 60_000;
/** No multiple of the service's own time: a verifier then lacks what was published in between. */
const CACHE_MINUTES = 12;
const TOKEN_MINUTES = 30;
/** How long an instance of the service signs and publishes by what it read before. */
const REFRESH_MINUTES = 5;
const START = Date.parse('2026-11-22T02:00:00Z');

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

describe('a ring of signing keys', () => {
  test.each([
    ['ES256', 9],
    ['RS256', 3],
    ['EdDSA', 3],
  ] as const)(
    'no token of %s is refused while the keys turn over %i times, by a verifier that keeps what it fetched',
    async (alg, turns) => {
      const world = await startWorld(alg);
      for (let turn = 0; turn < turns; turn += 1) {
        // The turns meet caches of every age, and most follow each other as fast as they may.
        await world.pass((turn * 7) % CACHE_MINUTES);
        await rotate(world, `turn ${String(turn)}`);
        if (turn % 4 === 3) await world.pass(3 * 24 * 60);
      }
      await world.pass(2 * TOKEN_MINUTES);
      expect(world.refused).toEqual([]);
      expect(world.verified).toBeGreaterThan(turns * 20);
      expect(new Set(world.signedBy).size).toBe(turns);
    },
  );

  test('consumers that cache the key set see no token refused while its keys turn', async () => {
    const world = await startWorld('ES256');
    const system = createSystemClock();
    const began = system.now();
    for (let turn = 1; turn <= CONSUMED_ROTATIONS; turn += 1) {
      await rotate(world, `turn ${String(turn)}`);
      const wanted = (CONSUMER_CALLS_MIN * turn) / CONSUMED_ROTATIONS;
      while (world.verified + world.refused.length < wanted) await world.pass(1);
    }
    const seconds = (system.now() - began) / 1000;
    const [calls, failures] = [world.verified + world.refused.length, world.refused.length];
    reportConsumers('jwks, ES256', { calls, seconds, failures });
    expect(world.refused).toEqual([]);
  });

  test('a key is published a turn before it signs, and gone once its tokens are dead', async () => {
    const world = await startWorld('ES256');
    const first = world.ring().current.kid;
    await rotate(world, 'prepares');
    const { next } = world.ring();
    expect(world.ring().current.kid).toBe(first);
    await world.pass(REFRESH_MINUTES);
    await rotate(world, 'signs');
    expect(world.ring().current.kid).toBe(next?.kid);
    expect(world.ring().previous?.map(({ kid }) => kid)).toEqual([first]);
    expect(world.ring().previous?.every((key) => !('d' in key))).toBe(true);
    await world.pass(3 * 24 * 60);
    await rotate(world, 'drops');
    expect(world.ring().previous?.map(({ kid }) => kid)).toEqual([next?.kid]);
  });

  test('before the switch, caches that may lack the new key have run out', async () => {
    const world = await startWorld('ES256');
    await rotate(world, 'prepares');
    await world.pass(REFRESH_MINUTES);
    const { target, secret: current } = world;
    const context = world.context('waits');
    const pending = await target.create(current, context);
    await expect(target.test?.({ current, pending }, context)).rejects.toMatchObject({
      code: 'Rekey.Transient',
      message: expect.stringContaining('waiting until caches of 720 s') as unknown,
    });
    await world.pass(CACHE_MINUTES);
    await target.test?.({ current, pending }, context);
    world.maxAge = 1200;
    await expect(target.test?.({ current, pending }, context)).rejects.toMatchObject({
      message: expect.stringContaining('caches of 1200 s') as unknown,
    });
  });

  test('a key that nobody publishes does not sign', async () => {
    const world = await startWorld('ES256');
    await rotate(world, 'prepares');
    world.publish = ({ current }) => [current];
    const call = world.target.create(world.secret, world.context('hidden'));
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.Transient',
      message: expect.stringContaining('not published') as unknown,
    });
    expect(await world.target.verify?.(world.secret, world.context('hidden'))).toBe('working');
    world.publish = () => [];
    expect(await world.target.verify?.(world.secret, world.context('none'))).toBe('refused');
  });

  test('a service that publishes a private key is told so', async () => {
    const world = await startWorld('ES256');
    world.isPublic = false;
    const call = world.target.verify?.(world.secret, world.context('private'));
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('A private key is published') as unknown,
    });
  });

  test('a pending value that is published elsewhere is refused', async () => {
    const { target, secret: current, context } = await startWorld('ES256');
    const pending = change(current, { jwks_uri: 'http://127.0.0.1:9/' });
    await expect(target.test?.({ current, pending }, context('elsewhere'))).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
    });
    expect(await target.verify?.(pending, context('elsewhere'))).toBe('unreachable');
  });

  test('two values with one signing key are one credential, whatever waits beside it', async () => {
    const { target, secret, context } = await startWorld('ES256');
    const prepared = await target.create(secret, context('same'));
    expect(target.isSame(secret, prepared)).toBe(true);
  });
});

test.each([
  ['alg=HS256', 'alg: expected one of'],
  ['cache=soon', 'cache: expected a duration'],
  ['size=3', 'size: expected one of'],
])('the option %s is refused', (option, message) => {
  expect(() => create(option)).toThrow(message);
});

test.each([
  [{ jwks_uri: undefined }, 'jwks_uri key is missing'],
  [{ jwks_uri: 'x' }, 'jwks_uri in secret JSON: expected the URL'],
  [{ current: { kty: 'EC' } }, 'current in secret JSON: expected a private key'],
  [{ next: 'x' }, 'next in secret JSON: expected a private key'],
  [{ previous: [{ kty: 'EC' }] }, 'previous in secret JSON: expected a list of public keys'],
])('a secret with %j is refused', (changes, message) => {
  const value = new SecretValue(
    JSON.stringify({
      jwks_uri: 'https://app.example.com/jwks.json',
      current: createPrivateJwk('ES256', 'a'),
      ...changes,
    }),
  );
  expect(() => {
    create('').check(value);
  }).toThrow(message);
});

/** As the machine does it: what is transient is tried again a minute later. */
async function rotate(world: World, seed: string): Promise<void> {
  const { target, secret: current } = world;
  const context = world.context(seed);
  const patiently = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if ((error as { code?: string }).code !== 'Rekey.Transient') throw error;
        await world.pass(1);
      }
    }
  };
  const pending = await patiently(async () => await target.create(current, context));
  await patiently(async () => await target.test?.({ current, pending }, context));
  world.secret = pending;
}

interface World {
  readonly target: Target;
  /** AWSCURRENT. */
  secret: SecretValue;
  ring(): Ring;
  readonly context: (seed: string) => TargetContext;
  /** Minutes go by: the service signs, and whoever has a token shows it to a verifier that has no newer keys than it must. */
  pass(minutes: number): Promise<void>;
  readonly refused: string[];
  readonly verified: number;
  readonly signedBy: readonly string[];
  maxAge: number;
  isPublic: boolean;
  publish: (ring: Ring) => readonly JWK[];
}

async function startWorld(alg: 'ES256' | 'RS256' | 'EdDSA'): Promise<World> {
  let now = START;
  const clock: Clock = { now: () => now, sleep: sleepUntilAborted };
  const server = createServer((_request, response) => {
    const keys = world
      .publish(service)
      .map(({ d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...rest }) =>
        world.isPublic ? rest : { ...rest, d: 'private' },
      );
    response.setHeader('cache-control', `max-age=${String(world.maxAge)}`);
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const jwksUri = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/jwks.json`;
  // It asks when it is told to, and never because it meets a key that it does not know: the most patient of all.
  const keys = createRemoteJWKSet(new URL(jwksUri), {
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
  });
  const refused: string[] = [];
  const signedBy: string[] = [];
  let tokens: { readonly text: string; readonly deadAt: number }[] = [];
  let verified = 0;
  let minute = 0;
  let service: Ring;

  const passMinute = async (): Promise<void> => {
    if (minute % REFRESH_MINUTES === 0) service = world.ring();
    if (minute % CACHE_MINUTES === 0) await keys.reload();
    const deadAt = clock.now() + TOKEN_MINUTES * MINUTE_MS;
    if (minute % 3 === 0 || minute % REFRESH_MINUTES === 0) {
      tokens.push({ text: await sign(service.current, clock, deadAt), deadAt });
      signedBy.push(service.current.kid ?? '');
    }
    tokens = tokens.filter((token) => token.deadAt > clock.now());
    for (const { text } of tokens) {
      try {
        await jwtVerify(text, keys, { currentDate: new Date(clock.now()) });
        verified += 1;
      } catch (error) {
        refused.push(`minute ${String(minute)}: ${(error as Error).message}`);
      }
    }
    minute += 1;
    now += MINUTE_MS;
  };

  const world: World = {
    target: create(`alg=${alg} token-life=${String(TOKEN_MINUTES)}m cache=1m`),
    secret: new SecretValue(
      JSON.stringify({ jwks_uri: jwksUri, current: createPrivateJwk(alg, 'by-hand') }),
    ),
    ring: () => JSON.parse(world.secret.reveal()) as Ring,
    context: (seed) => createTargetContext(`${alg} ${seed}`, { clock }),
    pass: async (minutes) => {
      // Long times are gone through at their ends: nothing happens between.
      const seen = Math.min(minutes, 2 * TOKEN_MINUTES);
      for (let left = seen; left > 0; left -= 1) await passMinute();
      if (minutes > seen) {
        now += (minutes - seen) * MINUTE_MS;
        minute = 0;
        await passMinute();
      }
    },
    refused,
    get verified() {
      return verified;
    },
    signedBy,
    maxAge: CACHE_MINUTES * 60,
    isPublic: true,
    publish: ({ current, next, previous = [] }) => [
      current,
      ...(next === undefined ? [] : [next]),
      ...previous,
    ],
  };
  service = world.ring();
  return world;
}

/** No time goes by while the service answers. */
async function sleepUntilAborted(_ms: number, signal?: AbortSignal): Promise<void> {
  await new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => {
      reject(new Error('aborted'));
    });
  });
}

async function sign(jwk: JWK, clock: Clock, deadAt: number): Promise<string> {
  return await new SignJWT({ sub: 'somebody' })
    .setProtectedHeader({ alg: jwk.alg ?? '', kid: jwk.kid ?? '' })
    .setIssuedAt(Math.floor(clock.now() / 1000))
    .setExpirationTime(Math.floor(deadAt / 1000))
    .sign(await importJWK(jwk));
}

function create(options: string): Target {
  const words = options.split(' ').filter((word) => word !== '');
  return createJwks(new Map(words.map((word) => word.split('=') as [string, string])));
}

function change(value: SecretValue, changes: Fields): SecretValue {
  return new SecretValue(JSON.stringify({ ...(JSON.parse(value.reveal()) as Fields), ...changes }));
}

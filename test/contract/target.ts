// One suite for every target, against its real service. A target's own test file only says how to start the service.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target, TargetContext } from '../../src/rotation/target.ts';
import { createTargetContext, type TestContext } from '../support/target-context.ts';

/** The service, as seen by somebody who stands beside it: not by asking the target. */
export interface TargetFixture {
  readonly target: Target;
  /** What the secret's rekey:admin tag would name. */
  readonly admin?: SecretValue;
  /** A working credential, new for each call. */
  createCurrent(): Promise<SecretValue>;
  /** Whether the service itself accepts the credential now. */
  accepts(value: SecretValue): Promise<boolean>;
  /** How many credentials the service holds. */
  countCredentials(): number | Promise<number>;
  /** The same credential, pointed at somebody else's host. */
  toStranger(value: SecretValue): SecretValue;
  /** From now on the request with this number (0 is the next) fails before or after its effect; undefined: none does. */
  failRequest(index: number | undefined, when: 'before' | 'after'): void;
  /** Whether the fault of failRequest has happened. */
  hasFailed(): boolean;
  /** From now on every answer is an error that repeats the request's credential. Left out where the service cannot be made to. */
  readonly echoCredentials?: (on: boolean) => void;
  close(): Promise<void>;
}

/** Far more calls than any verb makes. */
const CALLS_MAX = 20;
let run = 0;

export function testTargetContract(name: string, start: () => Promise<TargetFixture>): void {
  describe(`the contract of targets: ${name}`, () => {
    let fixture: TargetFixture;
    let target: Target;
    let current: SecretValue;
    let context: TestContext;

    const begin = (turn: string, overrides: Partial<TargetContext> = {}): TestContext =>
      createTargetContext(`${name} ${String(run)} ${turn}`, {
        ...(fixture.admin === undefined ? {} : { admin: fixture.admin }),
        ...overrides,
      });

    beforeAll(async () => {
      fixture = await start();
      target = fixture.target;
    });
    afterAll(async () => {
      await fixture.close();
    });
    beforeEach(async () => {
      run += 1;
      fixture.failRequest(undefined, 'before');
      fixture.echoCredentials?.(false);
      current = await fixture.createCurrent();
      context = begin('');
    });

    test('a whole rotation, twice in a row, ends with the new credential working and the old refused', async () => {
      for (const round of ['first', 'second']) {
        const turn = begin(round);
        const previous = current;
        current = await rotate(target, previous, turn);
        expect(await fixture.accepts(current)).toBe(true);
        expect(await fixture.accepts(previous)).toBe(false);
      }
    });

    test('a wrong credential is refused by the service and by verify alike', async () => {
      const pending = await target.create(current, context);
      await target.retire?.({ current, previous: pending }, context);
      expect(await fixture.accepts(pending)).toBe(false);
      expect(await target.verify?.(pending, context)).toBe('refused');
      expect(await target.verify?.(current, context)).toBe('working');
    });

    test('while both live, the old credential and the new one work', async () => {
      const pending = await target.create(current, context);
      await target.set?.({ current, pending }, context);
      expect(await fixture.accepts(current)).toBe(target.overlap !== 'none');
      expect(await fixture.accepts(pending)).toBe(true);
    });

    test('every step may be done twice', async () => {
      const pending = await target.create(current, context);
      await twice(async () => await target.set?.({ current, pending }, context));
      await twice(async () => await target.test?.({ current, pending }, context));
      await twice(async () => await target.discard?.({ current, keep: pending }, context));
      await twice(
        async () => await target.retire?.({ current: pending, previous: current }, context),
      );
      expect(await fixture.accepts(pending)).toBe(true);
    });

    test('discard leaves nothing of the token, and keeps what it is told to keep', async () => {
      if (target.creation === 'pure') return; // nothing is at the target that a token could name
      const before = await fixture.countCredentials();
      await target.create(current, context);
      const keep = await target.create(current, context);
      await target.discard?.({ current, keep }, context);
      expect(await fixture.accepts(keep)).toBe(true);
      expect(await fixture.countCredentials()).toBe(before + 1);
      await target.discard?.({ current }, context);
      expect(await fixture.countCredentials()).toBe(before);
    });

    test.each(['before', 'after'] as const)(
      'wherever a call fails %s its effect, discard and a new try leave exactly one new credential',
      async (when) => {
        for (let index = 0; index < CALLS_MAX; index += 1) {
          const before = await fixture.countCredentials();
          const turn = begin(`${when} ${String(index)}`);
          fixture.failRequest(index, when);
          const pending = await tryRotation(target, current, turn);
          const failed = fixture.hasFailed();
          fixture.failRequest(undefined, 'before');

          current = await settle(target, current, pending, turn);
          expect(await fixture.accepts(current)).toBe(true);
          expect(await fixture.countCredentials()).toBe(before);
          current = await rotate(target, current, turn);
          expect(await fixture.countCredentials()).toBe(before);
          if (!failed) return;
        }
        throw new Error('The verbs make more calls than this suite counts.');
      },
    );

    test("a pending credential for a stranger's host is refused, and nothing is sent there", async () => {
      const pending = fixture.toStranger(await target.create(current, context));
      for (const step of [target.set, target.test]) {
        if (step === undefined) continue;
        const call = step({ current, pending }, context);
        await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
      }
    });

    test('nothing leaks where the service repeats the credential in its errors', async () => {
      const pending = await target.create(current, context);
      if (fixture.echoCredentials === undefined) return;
      fixture.echoCredentials(true);
      const errors = await Promise.all(
        [
          async () => await target.create(current, context),
          async () => await target.test?.({ current, pending }, context),
          async () => await target.retire?.({ current, previous: pending }, context),
          async () => await target.discard?.({ current }, context),
        ].map(
          async (call) =>
            await call().then(
              () => undefined,
              (error: unknown) => error as Error,
            ),
        ),
      );
      const texts = errors.map(
        (error) => `${error?.message ?? ''} ${error?.stack ?? ''} ${JSON.stringify(error)}`,
      );
      expect(errors.some((error) => error !== undefined)).toBe(true);
      for (const text of [...texts, ...context.lines]) {
        expectNoCredential(text, current);
        expectNoCredential(text, pending);
      }
    });

    test('a window that ends stops the call at once', async () => {
      const ended = AbortSignal.abort();
      const call = makeAndTest(target, current, begin('ended', { signal: ended }));
      await expect(call).rejects.toMatchObject({ code: 'Rekey.Transient' });
    });
  });
}

async function rotate(
  target: Target,
  current: SecretValue,
  context: TargetContext,
): Promise<SecretValue> {
  const pending = await makeAndTest(target, current, context);
  await target.retire?.({ current: pending, previous: current }, context);
  return pending;
}

async function makeAndTest(
  target: Target,
  current: SecretValue,
  context: TargetContext,
): Promise<SecretValue> {
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.test?.({ current, pending }, context);
  return pending;
}

/** @returns what was made before the fault, if anything was */
async function tryRotation(
  target: Target,
  current: SecretValue,
  context: TargetContext,
): Promise<SecretValue | undefined> {
  let pending: SecretValue | undefined;
  try {
    pending = await target.create(current, context);
    await target.set?.({ current, pending }, context);
    await target.test?.({ current, pending }, context);
  } catch {
    // The fault of this turn: what it left is the point of the test.
  }
  return pending;
}

/** Recovery in short: what works decides. */
async function settle(
  target: Target,
  current: SecretValue,
  pending: SecretValue | undefined,
  context: TargetContext,
): Promise<SecretValue> {
  const switched = pending !== undefined && (await target.verify?.(current, context)) === 'refused';
  if (switched) return pending;
  const made = pending !== undefined && target.creation === 'pure' ? { made: pending } : {};
  await target.discard?.({ current, ...made }, context);
  return current;
}

async function twice(step: () => Promise<void>): Promise<void> {
  await step();
  await step();
}

/** Every text of the value that is long enough to be a secret, looked for by itself. */
function expectNoCredential(text: string, value: SecretValue): void {
  for (const part of value.reveal().match(/[A-Za-z0-9_-]{20,}/g) ?? []) {
    expect(text).not.toContain(part);
  }
}

// A service that is down, or takes connections and says nothing: to be tried again, and never mistaken for a refusal.
import { expect, test } from '@jest/globals';
import { createSystemClock } from '../../local/clock.ts';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target, TargetContext } from '../../src/rotation/target.ts';
import type { Contract } from './contract.ts';
import { loadMember, testWhere } from './lacks.ts';
import { makeAndTest, rotate } from './steps.ts';

/** Long enough for a call to be on its way; where it is not yet, it must end in the same way. */
const SILENCE_MS = 150;

export function testOutages(contract: Contract): void {
  const down =
    'while the service is down every verb says to try again, and verify that it is out of reach';
  testWhere(contract, 'goDown', down, async () => {
    const { fixture, target, current, context } = contract;
    const pending = await target.create(current, context);
    await loadMember(fixture, 'goDown')();
    try {
      expect(await target.verify?.(current, context)).toBe('unreachable');
      for (const call of listCalls(target, { current, pending })) {
        await expect(call(context)).rejects.toMatchObject({ code: 'Rekey.Transient' });
      }
    } finally {
      await fixture.comeBack?.();
    }
    await expectUnchanged(contract, pending);
  });

  const silent = 'a service that answers nothing is left as soon as the time is over';
  testWhere(contract, 'goSilent', silent, async () => {
    const { fixture, target, current, context } = contract;
    const goSilent = loadMember(fixture, 'goSilent');
    const pending = await target.create(current, context);
    goSilent(true);
    try {
      for (const call of listCalls(target, { current, pending })) {
        const { signal } = endSoon();
        const made = call(contract.begin('silent', { signal }));
        await expect(made).rejects.toMatchObject({ code: 'Rekey.Transient' });
      }
      const state = target.verify?.(current, contract.begin('silent verify', endSoon()));
      expect(['unreachable', 'Rekey.Transient']).toContain(
        await state?.catch((error: unknown) => (error as { code: unknown }).code),
      );
    } finally {
      goSilent(false);
    }
    await expectUnchanged(contract, pending);
  });

  test('a window that ends stops the call at once', async () => {
    const ended = contract.begin('ended', { signal: AbortSignal.abort() });
    const call = makeAndTest(contract.target, contract.current, ended);
    await expect(call).rejects.toMatchObject({ code: 'Rekey.Transient' });
  });
}

/** The verbs that must ask the service. */
function listCalls(
  target: Target,
  pair: { readonly current: SecretValue; readonly pending: SecretValue },
): readonly ((context: TargetContext) => Promise<unknown> | undefined)[] {
  const { current, pending } = pair;
  const verbs: Readonly<
    Record<string, ((context: TargetContext) => Promise<unknown> | undefined) | undefined>
  > = {
    create: target.creation === 'pure' ? undefined : (context) => target.create(current, context),
    set: target.set && ((context) => target.set?.(pair, context)),
    test: target.test && ((context) => target.test?.(pair, context)),
    retire:
      target.retire && ((context) => target.retire?.({ current, previous: pending }, context)),
    discard: target.discard && ((context) => target.discard?.({ current, made: pending }, context)),
  };
  return Object.values(verbs).filter((call) => call !== undefined);
}

function endSoon(): { readonly signal: AbortSignal } {
  const ending = new AbortController();
  void createSystemClock()
    .sleep(SILENCE_MS)
    .then(() => {
      ending.abort();
    });
  return { signal: ending.signal };
}

/** The service is back, has the current credential, and can be rotated. */
async function expectUnchanged(
  { fixture, target, current, context, expectAccepted, begin }: Contract,
  pending: SecretValue,
): Promise<void> {
  await expectAccepted(current, true);
  await target.discard?.({ current, made: pending }, context);
  const before = await fixture.countCredentials();
  await expectAccepted(await rotate(target, current, begin('back')), true);
  expect(await fixture.countCredentials()).toBe(before);
}

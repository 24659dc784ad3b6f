// A crash after every call to the service, and what the next run makes of what it left.
import { expect, test } from '@jest/globals';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target, TargetContext } from '../../src/rotation/target.ts';
import { becomes } from './becomes.ts';
import type { Contract } from './contract.ts';
import { testWhere } from './lacks.ts';
import { makeAndTest, rotate } from './steps.ts';

/** Far more calls than any verb makes. */
const CALLS_MAX = 40;

export function testCrashes(contract: Contract): void {
  test.each(['before', 'after'] as const)(
    'wherever a call fails %s its effect, discard and a new try leave exactly one new credential',
    async (when) => {
      const { fixture, target } = contract;
      const mayLose = fixture.losesUnanswered === true && when === 'after';
      let { current } = contract;
      let lost = 0;
      for (let index = 0; index < CALLS_MAX; index += 1) {
        const before = await fixture.countCredentials();
        const turn = contract.begin(`${when} ${String(index)}`);
        fixture.failRequest(index, when);
        const pending = await tryRotation(target, current, turn);
        const failed = fixture.hasFailed();
        fixture.failRequest(undefined, 'before');

        current = await settle(target, current, pending, turn);
        await contract.expectAccepted(current, true);
        const left = (await fixture.countCredentials()) - before;
        if (!mayLose || pending !== undefined) expect(left).toBe(0);
        lost += left;
        current = await rotate(target, current, turn);
        expect(await fixture.countCredentials()).toBe(before + left);
        if (failed) continue;
        expect(lost).toBe(mayLose ? 1 : 0); // of all answers, only that to the making itself
        return;
      }
      throw new Error('The verbs make more calls than this suite counts.');
    },
  );

  for (const when of ['before', 'after'] as const) {
    const title = `wherever a call of retirement fails ${when} its effect, it is done by the next try`;
    testWhere(contract, 'retire', title, async () => {
      const { fixture, target } = contract;
      let { current } = contract;
      for (let index = 0; index < CALLS_MAX; index += 1) {
        const before = await fixture.countCredentials();
        const turn = contract.begin(`retire ${when} ${String(index)}`);
        const pending = await makeAndTest(target, current, turn);
        const pair = { current: pending, previous: current };
        fixture.failRequest(index, when);
        await target.retire?.(pair, turn).catch(() => undefined);
        const failed = fixture.hasFailed();
        fixture.failRequest(undefined, 'before');

        await target.retire?.(pair, turn);
        await contract.expectAccepted(pending, true);
        await contract.expectAccepted(current, false);
        expect(await fixture.countCredentials()).toBe(before);
        current = pending;
        if (!failed) return;
      }
      throw new Error('Retirement makes more calls than this suite counts.');
    });
  }
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
  // While a change is on its way nobody can tell.
  let state = await target.verify?.(current, context);
  await becomes(async () => {
    if (state === 'unreachable') state = await target.verify?.(current, context);
    return state !== 'unreachable';
  }, target.propagationMs);
  if (pending !== undefined && state === 'refused') return pending;
  const made = pending === undefined ? {} : { made: pending };
  await target.discard?.({ current, ...made }, context);
  return current;
}

// The life of a credential where nothing goes wrong.
import { expect, test } from '@jest/globals';
import type { Contract } from './contract.ts';
import { loadMember, testWhere } from './lacks.ts';
import { rotate, testPatiently } from './steps.ts';

export function testLife(contract: Contract): void {
  test('a whole rotation, twice in a row, ends with the new credential working and the old refused', async () => {
    const { fixture, target } = contract;
    let current = contract.current;
    const before = await fixture.countCredentials();
    for (const round of ['first', 'second']) {
      const previous = current;
      current = await rotate(target, previous, contract.begin(round));
      await contract.expectAccepted(current, true);
      await contract.expectAccepted(previous, false);
      expect(await fixture.countCredentials()).toBe(before);
    }
  });

  test('a wrong credential is refused by the service, by verify and by test alike', async () => {
    const { target, current, context } = contract;
    const pending = await target.create(current, context);
    await target.retire?.({ current, previous: pending }, context);
    await contract.expectAccepted(pending, false);
    expect(await target.verify?.(pending, context)).toBe('refused');
    const tested = target.test?.({ current, pending }, context);
    await expect(tested).rejects.toMatchObject({ code: 'Rekey.CredentialRefused' });
    expect(await target.verify?.(current, context)).toBe('working');
  });

  test('while both live, the old credential and the new one work', async () => {
    const { target, current, context } = contract;
    const pending = await target.create(current, context);
    await target.set?.({ current, pending }, context);
    await contract.expectAccepted(current, target.overlap !== 'none');
    await contract.expectAccepted(pending, true);
  });

  test('at no time has the service more credentials than the target says', async () => {
    const { fixture, target, context } = contract;
    const others = (await fixture.countCredentials()) - 1;
    const expectFew = async (): Promise<void> => {
      expect((await fixture.countCredentials()) - others).toBeLessThanOrEqual(target.maxActive);
    };
    let { current } = contract;
    for (const turn of ['one', 'two']) {
      const begun = contract.begin(turn);
      const pending = await target.create(current, begun);
      await expectFew();
      await target.set?.({ current, pending }, begun);
      await expectFew();
      await testPatiently(target, { current, pending }, begun);
      await target.discard?.({ current: pending, keep: pending }, context);
      await expectFew();
      await target.retire?.({ current: pending, previous: current }, begun);
      await expectFew();
      current = pending;
    }
  });

  test('every step may be done twice', async () => {
    const { target, current, context } = contract;
    const pending = await target.create(current, context);
    await twice(async () => await target.set?.({ current, pending }, context));
    await twice(async () => await testPatiently(target, { current, pending }, context));
    await twice(async () => await target.discard?.({ current, keep: pending }, context));
    await twice(
      async () => await target.retire?.({ current: pending, previous: current }, context),
    );
    await contract.expectAccepted(pending, true);
    await contract.expectAccepted(current, false);
  });

  const discards = 'discard leaves nothing of the token, and keeps what it is told to keep';
  testWhere(contract, 'effect', discards, async () => {
    const { fixture, target, current, context } = contract;
    const before = await fixture.countCredentials();
    const made = await target.create(current, context);
    const keep = await target.create(current, context);
    await target.discard?.({ current, keep, made }, context);
    await contract.expectAccepted(keep, true);
    expect(await fixture.countCredentials()).toBe(before + 1);
    await target.discard?.({ current, made: keep }, context);
    expect(await fixture.countCredentials()).toBe(before);
  });

  const givenUp = 'what was set and is given up leaves the service as it was';
  testWhere(contract, 'overlap', givenUp, async () => {
    const { fixture, target, current, context } = contract;
    const before = await fixture.countCredentials();
    const pending = await target.create(current, context);
    await target.set?.({ current, pending }, context);
    await twice(async () => await target.discard?.({ current, made: pending }, context));
    await contract.expectAccepted(pending, false);
    await contract.expectAccepted(current, true);
    expect(await fixture.countCredentials()).toBe(before);
  });

  const open = 'a session that was open before goes on, or not, as the fixture says';
  testWhere(contract, 'openSession', open, async () => {
    const { fixture, target, current, context } = contract;
    const session = await loadMember(fixture, 'openSession')(current);
    try {
      expect(await session.isAlive()).toBe(true);
      await rotate(target, current, context);
      await contract.expectAccepted(current, false);
      expect(await session.isAlive()).toBe(fixture.sessionsSurvive);
    } finally {
      await session.close();
    }
  });
}

async function twice(step: () => Promise<void>): Promise<void> {
  await step();
  await step();
}

// Values that cannot be right, and services that say no: nothing is sent to strangers, nothing leaks, and the error names what it is.
import { expect, test } from '@jest/globals';
import { isRotationError } from '../../src/rotation/errors.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Contract } from './contract.ts';
import { loadMember, testWhere } from './lacks.ts';
import { makeAndTest, rotate } from './steps.ts';

export function testWrongValues(contract: Contract): void {
  test("a pending credential for a stranger's host is refused, and nothing is sent there", async () => {
    const { fixture, target, current, context } = contract;
    const pending = fixture.toStranger(await target.create(current, context));
    for (const step of [target.set, target.test]) {
      if (step === undefined) continue;
      const call = step({ current, pending }, context);
      await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    }
  });

  const another =
    'a pending credential of another user is refused, and the current one stays as it is';
  testWhere(contract, 'username', another, async () => {
    const { target, current, context } = contract;
    const pending = toAnotherUser(await target.create(current, context));
    const set = target.set?.({ current, pending }, context);
    if (set !== undefined)
      await expect(set).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    await expect(target.test?.({ current, pending }, context)).rejects.toMatchObject({
      code: expect.stringMatching(/^Rekey\.(InvalidConfiguration|CredentialRefused)$/) as unknown,
    });
    await contract.expectAccepted(current, true);
  });

  const echo = 'nothing leaks where the service repeats the credential in its errors';
  testWhere(contract, 'echoCredentials', echo, async () => {
    const { fixture, target, current, context } = contract;
    const pending = await target.create(current, context);
    loadMember(fixture, 'echoCredentials')(true);
    const codes = await Promise.all(
      [
        async () => await target.create(current, context),
        async () => await target.test?.({ current, pending }, context),
        async () => await target.retire?.({ current, previous: pending }, context),
        async () => await target.discard?.({ current }, context),
      ].map(codeOf),
    );
    // What was said is looked through after each test.
    expect(codes.some((code) => code !== undefined)).toBe(true);
  });

  const byHand = 'a credential that somebody changed by hand is told, or healed by the admin';
  testWhere(contract, 'changeByHand', byHand, async () => {
    const { fixture, target, current } = contract;
    await loadMember(fixture, 'changeByHand')(current);
    await contract.expectAccepted(current, false);
    const context = contract.begin('by hand');
    expect(await target.verify?.(current, context)).toBe('refused');
    let healed: SecretValue | undefined;
    const code = await codeOf(async () => {
      healed = await makeAndTest(target, current, context);
    });
    if (healed === undefined) expect(code).toMatch(honest);
    else await contract.expectAccepted(healed, true);
  });

  const policy =
    "a password that the service's policy refuses is told as such, and nothing has changed";
  testWhere(contract, 'refusePasswords', policy, async () => {
    const { fixture, target, current, context } = contract;
    const refusePasswords = loadMember(fixture, 'refusePasswords');
    const before = await fixture.countCredentials();
    await refusePasswords(true);
    try {
      expect(await codeOf(async () => await makeAndTest(target, current, context))).toBe(
        'Rekey.ValueRejected',
      );
    } finally {
      await refusePasswords(false);
    }
    await target.discard?.({ current }, context);
    await contract.expectAccepted(current, true);
    expect(await fixture.countCredentials()).toBe(before);
    await contract.expectAccepted(await rotate(target, current, contract.begin('next try')), true);
  });
}

/** Errors that no waiting mends, and that say so. */
const honest = /^Rekey\.(CredentialRefused|InvalidConfiguration|TargetFailed)$/;

async function codeOf(call: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    if (!isRotationError(error)) throw error;
    return error.code;
  }
}

function toAnotherUser(value: SecretValue): SecretValue {
  const fields = JSON.parse(value.reveal()) as Readonly<Record<string, unknown>>;
  return new SecretValue(JSON.stringify({ ...fields, username: 'somebody_else' }));
}

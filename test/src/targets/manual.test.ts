import { expect, test } from '@jest/globals';
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import { RotationError } from '../../../src/rotation/errors.ts';
import { toPersonRequest } from '../../../src/rotation/person-request.ts';
import { SecretValue } from '../../../src/rotation/secret-value.ts';
import type { Step } from '../../../src/rotation/step.ts';
import type { Target } from '../../../src/rotation/target.ts';
import { createGenerated } from '../../../src/targets/generated.ts';
import { composeAnswer, createManual } from '../../../src/targets/manual.ts';
import { createTargetContext } from '../../support/target-context.ts';

const makeText = (): string => createUuid(createSystemRandom());
const toValue = (fields: object): SecretValue => new SecretValue(JSON.stringify(fields));
const context = createTargetContext('manual');

/** Refuses with that error, and revokes nothing by itself. */
function createTester(error?: RotationError): Target {
  return {
    ...createGenerated(new Map()),
    verify: async () => 'working',
    test: async () => {
      if (error !== undefined) throw error;
    },
  };
}

test('without a recipe nothing is tested and nothing revoked', () => {
  const target = createManual(new Map(), undefined);
  expect(Object.keys(target)).not.toEqual(expect.arrayContaining(['test']));
  expect(target.test ?? target.retire ?? target.verify ?? target.set).toBeUndefined();
  expect(target).toMatchObject({ creation: 'person', asks: {} });
});

test('a value that the target refuses is asked for again; what else goes wrong is what it is', async () => {
  const pair = { current: toValue({}), pending: toValue({}) };
  const test = async (code: RotationError['code']): Promise<unknown> => {
    const tester = createTester(new RotationError(code, 'No.', { status: 401 }));
    return await createManual(new Map(), tester)
      .test?.(pair, context)
      .catch((error: unknown) => error);
  };
  expect(await test('Rekey.CredentialRefused')).toMatchObject({
    code: 'Rekey.ValueRejected',
    facts: { status: 401 },
  });
  expect(await test('Rekey.Transient')).toMatchObject({ code: 'Rekey.Transient' });
});

test('retirement only looks: the person revokes, whatever the recipe could', async () => {
  const tester = {
    ...createTester(),
    retire: async () => {
      throw new Error('not asked');
    },
  };
  const target = createManual(new Map(), tester);
  await expect(
    target.retire?.({ current: toValue({}), previous: toValue({}) }, context),
  ).resolves.toBeUndefined();
  expect(await target.verify?.(toValue({}), context)).toBe('working');
});

test('no program makes it', async () => {
  const target = createManual(new Map(), undefined);
  await expect(target.create(toValue({}), context)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
  });
});

test('the field is asked of the secret, and two values are the same where it is', () => {
  const target = createManual(new Map([['field', 'token']]), undefined);
  const token = makeText();
  expect(() => {
    target.check(toValue({ user: 'bot' }));
  }).toThrow('token key is missing from secret JSON');
  expect(target.isSame(toValue({ token, a: 1 }), toValue({ token, a: 2 }))).toBe(true);
  expect(target.isSame(toValue({ token }), toValue({ token: makeText() }))).toBe(false);
});

test.each([{ link: 'javascript:alert(1)' }, { link: 'page' }, { feild: 'token' }])(
  'options %j are refused',
  (options) => {
    expect(() => createManual(new Map(Object.entries(options)), undefined)).toThrow(
      expect.objectContaining({ code: 'Rekey.InvalidConfiguration' }),
    );
  },
);

test('an answer replaces its field alone, or the whole secret', () => {
  const answer = new SecretValue(makeText());
  const current = toValue({ token: makeText(), user: 'bot', nested: { kept: true } });
  expect(JSON.parse(composeAnswer(current, 'token', answer).reveal())).toEqual({
    token: answer.reveal(),
    user: 'bot',
    nested: { kept: true },
  });
  expect(composeAnswer(current, undefined, answer).equals(answer)).toBe(true);
});

test('the request says what to do, where and by when; its last line is for programs, and no value is in it', () => {
  const step = {
    rotation: {
      executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
      secretArn: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:it’s-AbCdEf',
      secretName: 'it’s',
      deadline: '2026-11-22T10:00:00.000Z',
    },
    target: createManual(
      new Map([
        ['field', 'token'],
        ['link', 'https://example.com/new'],
      ]),
      undefined,
    ),
    token: 'rekey-1',
    attempt: 2,
  } as unknown as Step;
  const { subject, text, answerBy, label } = toPersonRequest(step);
  expect(subject).toBe('[Rekey] A person is needed: it?s');
  expect(answerBy).toBe('2026-11-22T09:58:00.000Z');
  expect(label).toBe(`rekey:${step.rotation.executionArn}#v2`);
  expect(text).toContain('This is attempt 2 of 3.');
  expect(text).toContain('https://example.com/new');
  expect(text).toContain("by 2026-11-22 09:58 UTC:\n  rekey complete 'it’s'\n");
  expect(JSON.parse(text.split('\n').at(-1) ?? '')).toMatchObject({
    kind: 'request',
    versionId: 'rekey-1',
    field: 'token',
  });
});

import {
  GetRandomPasswordCommand,
  type GetRandomPasswordRequest,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';

let cloud: Cloud;
let client: SecretsManagerClient;
beforeAll(() => {
  cloud = createCloud();
  client = new SecretsManagerClient(createInProcessConfig(cloud));
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const password = async (input: GetRandomPasswordRequest = {}): Promise<string> =>
  (await client.send(new GetRandomPasswordCommand(input))).RandomPassword ?? '';

const TYPES = [/[a-z]/u, /[A-Z]/u, /[0-9]/u, /[!-/:-@[-`{-~]/u] as const;

test('a password has 32 characters, one of each type at least, and no blank', async () => {
  const made = await password();
  expect(made).toHaveLength(32);
  for (const type of TYPES) expect(made).toMatch(type);
  expect(await password({ PasswordLength: 4096 })).not.toContain(' ');
});

const ALPHABETS = [
  'abcdefghijklmnopqrstuvwxyz',
  'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789',
  '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
] as const;

// Texts of the two refusals that are not about length: measured on AWS, go-to-k/cdkd#3086.
const TOO_SHORT = 'Password length is too short based on the required types.';
const TYPE_EXCLUDED = 'All characters of the desired type have been excluded.';
const ALL_EXCLUDED = 'All characters have been excluded from selection.';

/** What comes of a request: a refusal, or what may and what must be in the password. */
function expectOf(request: GetRandomPasswordRequest) {
  const { ExcludeCharacters = '', RequireEachIncludedType = true } = request;
  const isOut = [
    request.ExcludeLowercase,
    request.ExcludeUppercase,
    request.ExcludeNumbers,
    request.ExcludePunctuation,
  ];
  const less = (alphabet: string): string =>
    Array.from(alphabet)
      .filter((character) => !ExcludeCharacters.includes(character))
      .join('');
  const types = ALPHABETS.filter((_, index) => isOut[index] !== true).map(less);
  const allowed = types.join('') + (request.IncludeSpace === true ? less(' ') : '');
  const required = RequireEachIncludedType ? types : [];
  const length = request.PasswordLength ?? 32;
  if (allowed === '') return { refusal: ALL_EXCLUDED };
  if (required.includes('')) return { refusal: TYPE_EXCLUDED };
  if (length < required.length) return { refusal: TOO_SHORT };
  return { allowed, required, length };
}

test('a password is of the length, holds only what is left and each type that is required, or is refused', async () => {
  const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const anyRequest = fc.record({
    PasswordLength: perhaps(
      fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 7, max: 120 })),
    ),
    ExcludeCharacters: perhaps(
      fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.subarray([...ALPHABETS, ' ']).map((alphabets) => alphabets.join('')),
      ),
    ),
    ExcludeLowercase: perhaps(fc.boolean()),
    ExcludeUppercase: perhaps(fc.boolean()),
    ExcludeNumbers: perhaps(fc.boolean()),
    ExcludePunctuation: perhaps(fc.boolean()),
    IncludeSpace: perhaps(fc.boolean()),
    RequireEachIncludedType: perhaps(fc.boolean()),
  });
  await fc.assert(
    fc.asyncProperty(anyRequest, async (request) => {
      const { refusal, allowed = '', required = [], length } = expectOf(request);
      if (refusal !== undefined) {
        expect(await refusalOf(password(request))).toEqual({
          name: 'InvalidParameterException',
          message: refusal,
        });
        return;
      }
      const made = Array.from(await password(request));
      expect(made).toHaveLength(length);
      expect(made.every((character) => allowed.includes(character))).toBe(true);
      for (const type of required) expect(made.some((each) => type.includes(each))).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('a blank comes only with IncludeSpace, and ExcludeCharacters takes it back', async () => {
  const long = { PasswordLength: 4096, IncludeSpace: true };
  expect(await password(long)).toContain(' ');
  expect(await password({ ...long, ExcludeCharacters: ' ' })).not.toContain(' ');
});

test('ExcludeCharacters leaves a length of 120 as it is', async () => {
  expect(await password({ PasswordLength: 120, ExcludeCharacters: 'xyzDje@?!.' })).toHaveLength(
    120,
  );
});

// 32 punctuation characters: measured on AWS, go-to-k/cdkd#3086.
test('punctuation is the 32 signs of ASCII', async () => {
  const made = await password({
    PasswordLength: 4096,
    ExcludeLowercase: true,
    ExcludeUppercase: true,
    ExcludeNumbers: true,
  });
  expect(new Set(made).size).toBe(32);
});

// Texts that moto quotes from AWS.
test('a length that cannot be is refused', async () => {
  expect(await refusalOf(password({ PasswordLength: 3 }))).toEqual({
    name: 'InvalidParameterException',
    message: TOO_SHORT,
  });
  expect(await refusalOf(password({ PasswordLength: 0 }))).toEqual({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '0' at 'passwordLength' failed to satisfy constraint: Member must have value greater than or equal to 1",
  });
  expect(await password({ PasswordLength: 3, RequireEachIncludedType: false })).toHaveLength(3);
  expect(await refusalOf(password({ PasswordLength: 4097 }))).toEqual({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '4097' at 'passwordLength' failed to satisfy constraint: Member must have value less than or equal to 4096",
  });
});

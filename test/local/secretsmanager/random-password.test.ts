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

test('whatever is excluded is not in it, and each type that is left is', async () => {
  const anyRequest = fc.record({
    PasswordLength: fc.integer({ min: 4, max: 120 }),
    ExcludeCharacters: fc.string({ maxLength: 8 }),
    ExcludeLowercase: fc.boolean(),
    ExcludeUppercase: fc.boolean(),
    ExcludeNumbers: fc.boolean(),
    IncludeSpace: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(anyRequest, async (request) => {
      const made = await password(request);
      expect(made).toHaveLength(request.PasswordLength);
      for (const character of request.ExcludeCharacters) expect(made).not.toContain(character);
      const excluded = [
        request.ExcludeLowercase,
        request.ExcludeUppercase,
        request.ExcludeNumbers,
        false,
      ];
      TYPES.forEach((type, index) => {
        expect(type.test(made)).toBe(excluded[index] !== true);
      });
      if (!request.IncludeSpace) expect(made).not.toContain(' ');
    }),
    { numRuns: 60 },
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
    message: 'Password length is too short based on the required types.',
  });
  expect(await password({ PasswordLength: 3, RequireEachIncludedType: false })).toHaveLength(3);
  expect(await refusalOf(password({ PasswordLength: 4097 }))).toEqual({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '4097' at 'passwordLength' failed to satisfy constraint: Member must have value less than or equal to 4096",
  });
});

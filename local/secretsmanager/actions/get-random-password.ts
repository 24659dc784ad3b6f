// GetRandomPassword: 32 characters unless told, each included type at least once unless told.
import type {
  GetRandomPasswordRequest,
  GetRandomPasswordResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import { pickCharacters, type Random } from '../../random.ts';
import type { Action } from '../../service.ts';
import { allCharactersExcluded, invalidParameter, typeExcluded } from '../errors.ts';
import type { Parts } from '../parts.ts';

const constraints = {
  PasswordLength: { range: [1, 4096] },
  ExcludeCharacters: { length: [0, 4096], sensitive: true },
} as const;

const LENGTH_DEFAULT = 32;
const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const NUMBERS = '0123456789';
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export function createGetRandomPassword({
  environment,
}: Parts): Action<GetRandomPasswordRequest, GetRandomPasswordResponse> {
  return {
    permissions: () => [{ action: 'secretsmanager:GetRandomPassword', resource: '*' }],
    run: (input) => {
      checkConstraints(constraints, input);
      const length = input.PasswordLength ?? LENGTH_DEFAULT;
      const types = listTypes(input);
      const all = types.join('') + (input.IncludeSpace === true ? exclude(' ', input) : '');
      if (all === '') throw allCharactersExcluded();
      const required = input.RequireEachIncludedType === false ? [] : types;
      if (required.includes('')) throw typeExcluded();
      if (length < required.length) {
        throw invalidParameter('Password length is too short based on the required types.');
      }
      const { random } = environment;
      const picked = [
        ...required.map((alphabet) => pickCharacters(random, alphabet, 1)),
        ...Array.from(pickCharacters(random, all, length - required.length)),
      ];
      return { RandomPassword: shuffle(random, picked).join('') };
    },
  };
}

/** The types that are included, less the characters excluded one by one: nothing may be left of one. */
function listTypes(input: GetRandomPasswordRequest): readonly string[] {
  return [
    ...(input.ExcludeLowercase === true ? [] : [LOWERCASE]),
    ...(input.ExcludeUppercase === true ? [] : [UPPERCASE]),
    ...(input.ExcludeNumbers === true ? [] : [NUMBERS]),
    ...(input.ExcludePunctuation === true ? [] : [PUNCTUATION]),
  ].map((alphabet) => exclude(alphabet, input));
}

function exclude(alphabet: string, { ExcludeCharacters = '' }: GetRandomPasswordRequest): string {
  return Array.from(alphabet)
    .filter((character) => !ExcludeCharacters.includes(character))
    .join('');
}

/** So that the required characters stand anywhere (Fisher-Yates). */
function shuffle(random: Random, characters: readonly string[]): readonly string[] {
  const shuffled = [...characters];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = pickIndex(random, last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? '', shuffled[last] ?? ''];
  }
  return shuffled;
}

/** Each index equally likely: what would favour the low ones is thrown away. */
function pickIndex(random: Random, count: number): number {
  const limit = 2 ** 16 - (2 ** 16 % count);
  for (;;) {
    const [high = 0, low = 0] = random.bytes(2);
    const value = high * 256 + low;
    if (value < limit) return value % count;
  }
}

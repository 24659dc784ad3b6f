// What only a person can change: a token that is issued on a page and nowhere else. The rotation asks, waits and then goes its usual way:
// the same test (a recipe's), the switch, the grace period, and the look whether the old one is refused.
import { isRotationError, RotationError } from '../rotation/errors.ts';
import { SecretValue } from '../rotation/secret-value.ts';
import type { PersonalTask, Target } from '../rotation/target.ts';
import { checkOptionNames, invalidOption, type Options } from './options.ts';
import { loadTextField, parseSecretFields, toSecretValue } from './secret-json.ts';

/**
 * Options: `field` of the secret's JSON that the person gives (left out: the whole secret), `link` to where it is made.
 * @param tester the recipe's target, whose test tells whether a value works; without one every value counts as working
 */
export function createManual(options: Options, tester: Target | undefined): Target {
  checkOptionNames(options, ['field', 'link']);
  const field = options.get('field');
  const asks = toTask(field, options.get('link'));
  const read = (value: SecretValue): string =>
    field === undefined ? value.reveal() : loadTextField(parseSecretFields(value), field);

  return {
    name: 'manual',
    overlap: tester?.overlap ?? 'native',
    maxActive: tester?.maxActive ?? Number.POSITIVE_INFINITY,
    creation: 'person',
    asks,
    propagationMs: tester?.propagationMs ?? 0,
    locksOut: tester?.locksOut ?? false,
    check: (value) => {
      read(value);
      tester?.check(value);
    },
    isSame: (one, other) => read(one) === read(other),
    create: async () => {
      throw new RotationError(
        'Rekey.InvalidConfiguration',
        'Tag rekey:target: expected a target that a program can rotate for Secrets Manager\'s own rotation, found "manual".',
      );
    },
    ...(tester === undefined ? {} : createTests(tester)),
  };
}

/** The person revokes the old one too: what a recipe would name it by is not among what they gave. We look whether it is refused. */
function createTests(tester: Target): Pick<Target, 'test' | 'retire' | 'verify'> {
  const { test, verify } = tester;
  return {
    ...(verify === undefined ? {} : { verify, retire: async () => {} }),
    ...(test === undefined
      ? {}
      : { test: async (credentials, context) => await askAgain(() => test(credentials, context)) }),
  };
}

/** A value that is refused was mistyped, or copied from the wrong place: the person is asked for another. */
async function askAgain(test: () => Promise<void>): Promise<void> {
  try {
    await test();
  } catch (error) {
    throw isRotationError(error) && error.code === 'Rekey.CredentialRefused'
      ? toRejected(error)
      : error;
  }
}

function toRejected(cause: RotationError): RotationError {
  const message = 'The target refuses the value that was given.';
  return new RotationError('Rekey.ValueRejected', message, cause.facts, { cause });
}

/**
 * The whole secret with what a person gave in its place.
 * @throws RotationError InvalidConfiguration where that is nothing, or what is in use already
 */
export function composeAnswer(
  current: SecretValue,
  field: string | undefined,
  answer: SecretValue,
): SecretValue {
  if (answer.reveal() === '') throw invalidAnswer('found none');
  if (field === undefined) {
    if (current.equals(answer)) throw invalidAnswer('found the one that is in use');
    return answer;
  }
  const fields = parseSecretFields(current);
  if (new SecretValue(String(fields[field])).equals(answer))
    throw invalidAnswer('found the one that is in use');
  return toSecretValue(fields, { [field]: answer.reveal() });
}

function invalidAnswer(found: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', `Expected a new value, ${found}.`);
}

function toTask(field: string | undefined, link: string | undefined): PersonalTask {
  if (link !== undefined && !/^https?:\/\/\S+$/.test(link)) {
    throw invalidOption('link', 'an address that begins with https://', `"${link}"`);
  }
  return {
    ...(field === undefined ? {} : { field }),
    ...(link === undefined ? {} : { link }),
  };
}

// The members of the contract that both ways of rotating a user share: a new value, and a login as an application makes it.
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { createRandomText } from '../random-text.ts';
import { parseSecretFields, toSecretValue } from '../secret-json.ts';
import { logIn } from './amqp.ts';
import { readLogin, readPair } from './login.ts';
import type { RabbitmqSettings } from './settings.ts';

export function createLoginChecks(
  settings: RabbitmqSettings,
): Pick<
  Required<Target>,
  'name' | 'check' | 'test' | 'verify' | 'creation' | 'propagationMs' | 'locksOut'
> {
  return {
    name: 'rabbitmq',
    creation: 'pure',
    propagationMs: 0,
    locksOut: false,
    check: (value) => {
      readLogin(value, settings);
    },
    test: async (credentials, { signal }) => {
      await logIn(readPair(credentials, settings).pending, settings.tls, signal);
    },
    verify: async (value, { signal }) =>
      await tellState(() => logIn(readLogin(value, settings), settings.tls, signal)),
  };
}

/** The current value with another password, and another user where users take turns. */
export function createUserValue(
  current: SecretValue,
  username: string,
  { length }: RabbitmqSettings,
  { random }: TargetContext,
): SecretValue {
  // It goes into amqps:// addresses as it is. Of every class, as credential validators like to demand.
  const require = ['lowercase', 'uppercase', 'digit', 'symbol'] as const;
  const password = createRandomText({ alphabet: 'url-safe', length, require }, random);
  return toSecretValue(parseSecretFields(current), { username, password });
}

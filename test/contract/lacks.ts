// What the contract does not ask of a service or its target, each with the reason. It is shown as a test that was skipped, and a test of its
// own holds the list to what is so: nothing passes unasked.
import { expect, test } from '@jest/globals';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target } from '../../src/rotation/target.ts';
import type { TargetFixture } from './fixture.ts';

/** Members of the fixture that a service need not have. */
const MEMBERS = [
  ...(['echoCredentials', 'goDown', 'goSilent', 'countConnections'] as const),
  ...(['changeByHand', 'openSession', 'refusePasswords'] as const),
];

/** What not every target does. */
const TRAITS: Readonly<Record<Trait, (target: Target, value: SecretValue) => boolean>> = {
  overlap: ({ overlap }) => overlap !== 'none',
  effect: ({ creation }) => creation !== 'pure',
  retire: ({ retire }) => retire !== undefined,
  username: (_, value) => findUsername(value) !== undefined,
};

type Member = (typeof MEMBERS)[number];
/** `effect`: create makes something at the service. `username`: the secret says of which user it is. */
type Trait = 'overlap' | 'effect' | 'retire' | 'username';

export type Lacks = Readonly<Partial<Record<Member | Trait, string>>>;

export const IN_PLACE = {
  overlap: 'the password changes in place, so the old one ends with it',
  retire: 'the change itself has ended the old password',
};
export const MADE_HERE = {
  effect: 'the value is made by us, and stored before the service has it',
};
export const NO_ECHO = { echoCredentials: 'the service repeats no credential' };
export const NO_POLICY = { refusePasswords: 'the service has no policy, or takes hashes only' };
/** Of a service that is asked by requests, and makes the credential itself. */
export const HTTP_LACKS = {
  countConnections: 'a connection is kept for the next request',
  openSession: 'a request is a session of its own',
  refusePasswords: 'no policy of the service refuses a value',
  username: 'the secret names no user',
};

interface Asked {
  readonly fixture: TargetFixture;
  readonly target: Target;
  readonly current: SecretValue;
  readonly lacks: Lacks;
}

/** A test, or its title with the reason why it is not asked. */
export function testWhere(
  { lacks }: Pick<Asked, 'lacks'>,
  needed: Member | Trait,
  title: string,
  run: () => Promise<void>,
): void {
  const reason = lacks[needed];
  if (reason === undefined) test(title, run);
  else test.skip(`${title} (not asked: ${reason})`, run);
}

/** @throws Error where it is not there: `lacks` must say why */
export function loadMember<Name extends Member>(
  fixture: TargetFixture,
  name: Name,
): NonNullable<TargetFixture[Name]> {
  const member = fixture[name];
  if (member === undefined) throw new Error(`The fixture has no ${name}, and does not say why.`);
  return member;
}

export function testLacks(contract: Asked): void {
  test('what is not asked is what the service or the target lacks, and nothing else', () => {
    const { fixture, target, current, lacks } = contract;
    const lacking = [
      ...MEMBERS.filter((name) => fixture[name] === undefined),
      ...Object.entries(TRAITS).flatMap(([name, has]) => (has(target, current) ? [] : [name])),
    ];
    expect(Object.keys(lacks).sort()).toEqual(lacking.sort());
  });
}

/** Undefined where the value does not say of which user it is. */
function findUsername(value: SecretValue): string | undefined {
  if (!value.reveal().startsWith('{')) return undefined;
  const { username } = JSON.parse(value.reveal()) as Readonly<Record<string, unknown>>;
  return typeof username === 'string' ? username : undefined;
}

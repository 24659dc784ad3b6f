// The target under the rotation's own rules: a Lambda is killed after each call that changes something, at Secrets Manager or at the
// service, and then the state is tried again, or the run is stopped there and the next one finds what it left. Reads are left out: who
// dies after one leaves what the call before it left.
import { expect, test } from '@jest/globals';
import { createSystemClock } from '../../local/clock.ts';
import { createSystemRandom } from '../../local/random.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target, TargetContext } from '../../src/rotation/target.ts';
import { driveRotation, type Outcome } from '../support/drive-rotation.ts';
import type { Gate } from '../support/fake-secrets.ts';
import { findNoticeFaults } from '../support/find-all-faults.ts';
import { findClaims, findRetireLabels } from '../support/invariants.ts';
import { createWorldOf, type World } from '../support/rotation-world.ts';
import { becomes } from './becomes.ts';
import type { Contract } from './contract.ts';
import type { TargetFixture } from './fixture.ts';

const changing =
  /^(secretsmanager:(PutSecretValue|UpdateSecretVersionStage)|target:(create|set|retire|discard))$/;
const ADMIN = 'app/admin';
/** Later than any grace period and window. */
const LATER_MS = 7_200_000;
/** More calls than a run makes. */
const CALLS_MAX = 60;

export function testWholeRuns(contract: Contract): void {
  test.each(['retry', 'stop'] as const)(
    'wherever a Lambda dies in a whole run (then %s), one credential is left in the end, which AWSCURRENT holds',
    async (onKill) => {
      const { fixture, begin } = contract;
      let { current } = contract;
      let expected = await fixture.countCredentials();
      for (let index = 0; index < CALLS_MAX; index += 1) {
        const world = createServiceWorld(contract, current);
        // A run's name makes its token, and the service remembers tokens from turn to turn.
        const name = `${onKill}-${String(index)}`;
        let seen = 0;
        world.fault = (_index, call) => {
          if (!changing.test(call)) return undefined;
          seen += 1;
          if (seen - 1 !== index) return undefined;
          if (fixture.losesUnanswered === true && call === 'target:create') expected += 1;
          return 'kill-after';
        };
        const outcomes = [await driveRotation(world, { name, onKill })];
        const isKilled = seen > index;
        world.fault = undefined;
        if (onKill === 'stop') {
          world.advance(LATER_MS);
          outcomes.push(await driveRotation(world, { name: `${name}-next` }));
        }

        const place = `killed after change ${String(index)}, then ${onKill}`;
        current = readCurrent(world);
        expect({ place, faults: findFaults(world, outcomes) }).toEqual({ place, faults: [] });
        await contract.expectAccepted(current, true);
        expect({ place, credentials: await fixture.countCredentials() }).toEqual({
          place,
          credentials: expected,
        });
        begin('').lines.push(...listTexts(world, outcomes));
        if (!isKilled) return;
      }
      throw new Error('A run changes more than this suite counts.');
    },
  );
}

/** Time and Secrets Manager are the test's, the service and its target are real. */
export function createServiceWorld(
  {
    fixture,
    target,
    admins,
  }: {
    readonly fixture: Pick<TargetFixture, 'accepts' | 'admin'>;
    readonly target: Target;
    /** Secrets that no tag names, by their ARNs. */
    readonly admins?: ReadonlyMap<string, SecretValue>;
  },
  current: SecretValue,
): World<Target> {
  const { admin } = fixture;
  const byTag =
    admin === undefined
      ? { admins }
      : { tags: { 'rekey:admin': ADMIN }, admins: new Map([[ADMIN, admin]]) };
  return createWorldOf(
    ({ gate }) => passGate(fixture, target, gate),
    () => ({ value: current.reveal(), ...byTag }),
  );
}

/** Each verb as one call of the world's, in the service's own time and with real chance. */
function passGate(fixture: Pick<TargetFixture, 'accepts'>, target: Target, gate: Gate): Target {
  const clock = createSystemClock();
  const random = createSystemRandom();
  const pass =
    <Input, Result>(
      name: string,
      verb: (input: Input, context: TargetContext) => Promise<Result>,
      accepted?: (input: Input, result: Result) => readonly [SecretValue, boolean],
    ) =>
    async (input: Input, context: TargetContext): Promise<Result> =>
      await gate(`target:${name}`, async () => {
        const result = await verb(input, { ...context, clock, random });
        // The world's clock does not wait for a service that takes its time.
        const [value, wanted] = accepted?.(input, result) ?? [];
        if (target.propagationMs > 0 && value !== undefined) {
          await becomes(
            async () => (await fixture.accepts(value)) === wanted,
            target.propagationMs,
          );
        }
        return result;
      });
  const { set, test: use, retire, discard, verify } = target;
  return {
    ...target,
    create: pass(
      'create',
      async (input: SecretValue, context) => await target.create(input, context),
      (_, made) => [made, target.creation === 'effect'],
    ),
    ...(set === undefined ? {} : { set: pass('set', set, ({ pending }) => [pending, true]) }),
    ...(use === undefined ? {} : { test: pass('test', use) }),
    ...(retire === undefined
      ? {}
      : { retire: pass('retire', retire, ({ previous }) => [previous, false]) }),
    ...(discard === undefined ? {} : { discard: pass('discard', discard) }),
    ...(verify === undefined ? {} : { verify: pass('verify', verify) }),
  };
}

export function readCurrent({ secrets }: World<Target>): SecretValue {
  const [versionId = ''] =
    [...secrets.labels].find(([, labels]) => labels.includes('AWSCURRENT')) ?? [];
  return new SecretValue(secrets.valueOf(versionId) ?? '');
}

function findFaults({ secrets }: World<Target>, outcomes: readonly Outcome[]): readonly string[] {
  const last = outcomes.at(-1);
  return [
    ...findClaims(secrets),
    ...findRetireLabels(secrets),
    ...findNoticeFaults(outcomes),
    ...(last?.decision === 'rotated'
      ? []
      : [`The last run ended so: ${JSON.stringify(last?.failure ?? last)}`]),
  ];
}

/** Everything that left the run, to be looked through for values. */
function listTexts(world: World<Target>, outcomes: readonly Outcome[]): readonly string[] {
  return [
    ...outcomes.flatMap(({ stateData, notices }) => [...stateData, JSON.stringify(notices)]),
    ...world.notices.map((notice) => JSON.stringify(notice)),
    ...world.logs,
  ];
}

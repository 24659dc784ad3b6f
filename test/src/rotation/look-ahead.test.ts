// The preflight's rule: it tells what works without asking once too often, and never fails for what it was to find out.
import { expect, test } from '@jest/globals';
import { RotationError } from '../../../src/rotation/errors.ts';
import { lookAhead, type PreflightPorts } from '../../../src/rotation/look-ahead.ts';
import type { PreflightEvent } from '../../../src/rotation/preflight.ts';
import type { CredentialState } from '../../../src/rotation/target.ts';
import { createWorld, type World } from '../../support/rotation-world.ts';

interface Looked {
  readonly world: World;
  /** Versions that the target was asked about, in order. */
  readonly asked: string[];
}

/** A target that says this of each version; `setUp` puts the versions. */
function createLooked(
  says: (versionId: string) => CredentialState,
  { locksOut = false } = {},
): Looked & { readonly look: (event?: Partial<PreflightEvent>) => ReturnType<typeof lookAhead> } {
  const world = createWorld('pure-none');
  const asked: string[] = [];
  const target = {
    ...world.target,
    locksOut,
    verify: async (_: unknown, { token }: { readonly token: string }) => {
      asked.push(token);
      return says(token);
    },
  };
  const toPorts = (): PreflightPorts => ({
    ...world.createPorts(),
    targets: { load: async () => target },
    endpoints: { probe: async () => [] },
    runtime: { node: 'v22.11.0', memoryMegabytes: 512 },
  });
  return {
    world,
    asked,
    look: async (event) =>
      await lookAhead(toPorts(), { secretId: 'app/key', verify: true, ...event }),
  };
}

const CURRENT = 'version-0-of-the-secret-by-hand-0';
const PENDING = 'version-1-of-the-secret-by-hand-1';

function putPending({ world }: Looked): void {
  world.secrets.putByHand(PENDING, world.target.createByHand('pending'));
  world.secrets.moveByHand('AWSCURRENT', CURRENT);
  world.secrets.moveByHand('AWSPREVIOUS', undefined);
  world.secrets.moveByHand('AWSPENDING', PENDING);
}

test('each labelled version is asked once, AWSCURRENT first, with the time that it took', async () => {
  const looked = createLooked((id) => (id === CURRENT ? 'working' : 'refused'));
  putPending(looked);
  const { secret, runtime } = await looked.look();
  expect(looked.asked).toEqual([CURRENT, PENDING]);
  expect(secret).toMatchObject({
    name: 'app/key',
    settings: { enabled: true, graceSeconds: 600 },
    target: { overlap: 'none', creation: 'pure' },
    versions: [
      {
        versionId: CURRENT,
        labels: ['AWSCURRENT'],
        works: 'working',
        milliseconds: expect.any(Number),
        madeAt: expect.stringMatching(/Z$/),
      },
      { versionId: PENDING, labels: ['AWSPENDING'], works: 'refused' },
    ],
  });
  expect(runtime).toMatchObject({ node: 'v22.11.0', memoryMegabytes: 512 });
});

test('where a wrong try counts towards a lock-out, AWSPENDING is asked only if AWSCURRENT is refused', async () => {
  const working = createLooked(() => 'working', { locksOut: true });
  putPending(working);
  await working.look();
  expect(working.asked).toEqual([CURRENT]);
  const refused = createLooked(() => 'refused', { locksOut: true });
  putPending(refused);
  await refused.look();
  expect(refused.asked).toEqual([CURRENT, PENDING]);
});

test('without verify nobody is asked, and nothing is said of what works', async () => {
  const looked = createLooked(() => 'working');
  const { secret } = await looked.look({ verify: false });
  expect(looked.asked).toEqual([]);
  expect(secret?.versions).toEqual([expect.not.objectContaining({ works: expect.anything() })]);
});

test('a value that cannot be read, and a version without one, are unreadable', async () => {
  const looked = createLooked(() => 'working');
  const { world } = looked;
  world.fault = (_, call) => (call === 'secretsmanager:GetSecretValue' ? 'deny' : undefined);
  const denied = await looked.look();
  expect(denied.secret?.versions).toMatchObject([
    { works: 'unreadable', problem: { error: 'Rekey.AccessDenied' } },
  ]);
});

test('wrong tags and a secret that is not there are answers, not failures', async () => {
  const looked = createLooked(() => 'working');
  looked.world.secrets.tags.set('rekey:grace', 'soon');
  expect((await looked.look()).secret).toMatchObject({
    problem: {
      error: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('rekey:grace'),
    },
  });
  expect(await looked.look({ secretId: 'no/such' })).toMatchObject({
    problem: { error: 'Rekey.InvalidConfiguration' },
  });
});

test('an admin credential that cannot be read is named, also where the target then cannot be asked', async () => {
  const looked = createLooked(() => {
    throw new RotationError('Rekey.InvalidConfiguration', 'needs an admin credential');
  });
  looked.world.secrets.tags.set('rekey:admin', 'app/admin');
  const { secret } = await looked.look();
  const problem = { error: 'Rekey.AccessDenied', message: 'not an admin secret' };
  expect(secret).toMatchObject({
    adminProblem: problem,
    versions: [{ works: 'unreadable', problem }],
  });
});

test('it writes nothing', async () => {
  const looked = createLooked(() => 'working');
  putPending(looked);
  await looked.look();
  expect(looked.world.calls.filter((call) => /Put|Update|Publish|target:/.test(call))).toEqual([]);
});

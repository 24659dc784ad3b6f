// Secrets Manager's part is played here: it registers the pending version, calls the four steps, each again and again where it fails, and
// takes AWSPENDING off at the end.
import { expect, test } from '@jest/globals';
import { isRotationError } from '../../../../src/rotation/errors.ts';
import { parseNativeEvent } from '../../../../src/rotation/native/event.ts';
import { rotateNatively } from '../../../../src/rotation/native/rotate-natively.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { RotationInput } from '../../../../src/rotation/state.ts';
import { driveRotation } from '../../../support/drive-rotation.ts';
import type { TargetKind } from '../../../support/fake-target.ts';
import { findAllFaults } from '../../../support/find-all-faults.ts';
import { createWorld, Killed, type World } from '../../../support/rotation-world.ts';

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const KINDS = ['generated', 'pure-native', 'effect-native', 'effect-slots', 'pure-none'] as const;
const OLD = 'version-0-of-the-secret-by-hand-0';
/** What a client makes of its own accord, longer than our tokens. */
const FIRST = '11111111-2222-4333-8444-555555555555';
const SECOND = '66666666-7777-4888-9999-000000000000';

interface Native {
  readonly world: World;
  readonly started: Map<string, RotationInput>;
  step(name: string, versionId?: string): Promise<void>;
  register(versionId: string): void;
}

function createNative(kind: TargetKind, tags?: Readonly<Record<string, string>>): Native {
  const world = createWorld(kind, tags);
  const started = new Map<string, RotationInput>();
  world.secrets.settings.rotationEnabled = true;
  return {
    world,
    started,
    register: (versionId) => {
      world.secrets.moveByHand('AWSPENDING', versionId);
    },
    step: async (Step, ClientRequestToken = FIRST) => {
      const event = parseNativeEvent({
        ...{ Step, SecretId: world.secrets.arn, ClientRequestToken },
        RotationToken: 'r'.repeat(36),
      });
      const start = async (name: string, input: RotationInput): Promise<void> => {
        world.calls.push('states:StartExecution');
        const fault = world.fault?.(world.calls.length - 1, 'states:StartExecution');
        if (fault === 'kill-before') throw new Killed();
        started.set(name, input);
        if (fault === 'kill-after') throw new Killed();
      };
      await rotateNatively({ ...world.createPorts(), retirements: { start } }, event);
    },
  };
}

/** @param times how often each step is called */
async function rotate(native: Native, versionId = FIRST, times = 1): Promise<void> {
  native.register(versionId);
  for (const name of STEPS) {
    for (let call = 0; call < times; call += 1) await native.step(name, versionId);
  }
  endRotation(native);
}

function endRotation({ world }: Native): void {
  world.secrets.moveByHand('AWSPENDING', undefined);
}

async function retireAll({ world, started }: Native): Promise<void> {
  for (const [name, input] of started) {
    const outcome = await driveRotation(world, { name, input: { ...input } });
    expect(outcome.status).toBe('SUCCEEDED');
  }
  expect(findAllFaults(world, [])).toEqual([]);
}

test.each(KINDS)(
  '%s: the new version is AWSCURRENT, and the old credential is retired',
  async (kind) => {
    const native = createNative(kind);
    await rotate(native);
    const { labels } = native.world.secrets;
    expect(labels.get(FIRST)).toEqual(['AWSCURRENT']);
    const retires = kind !== 'generated' && kind !== 'pure-none';
    expect(labels.get(OLD)).toEqual(
      retires ? [expect.stringMatching(/^rekey:retire:/), 'AWSPREVIOUS'] : ['AWSPREVIOUS'],
    );
    expect([...native.started.values()]).toEqual(
      retires ? [{ secretId: native.world.secrets.arn, mode: 'retire', trigger: 'native' }] : [],
    );
    await retireAll(native);
    expect(labels.get(OLD)).toEqual(['AWSPREVIOUS']);
  },
);

test.each(KINDS)(
  '%s: every step may be called twice, and the next rotation follows',
  async (kind) => {
    const native = createNative(kind);
    await rotate(native, FIRST, 2);
    await retireAll(native);
    await rotate(native, SECOND, 2);
    expect(native.world.secrets.labels.get(SECOND)).toEqual(['AWSCURRENT']);
    await retireAll(native);
  },
);

test.each(KINDS)(
  '%s: nothing is left wherever a step is killed, and it is all called again',
  async (kind) => {
    const calls = await countCalls(kind);
    expect(calls).toBeGreaterThan(5);
    for (const fault of ['kill-before', 'kill-after'] as const) {
      for (let index = 0; index < calls; index += 1) {
        const native = createNative(kind);
        native.register(FIRST);
        native.world.fault = (at) => (at === index ? fault : undefined);
        await expect(runAllSteps(native)).rejects.toThrow(Killed);
        native.world.fault = undefined;
        await runAllSteps(native);
        endRotation(native);
        expect(native.world.secrets.labels.get(FIRST)).toEqual(['AWSCURRENT']);
        await retireAll(native);
      }
    }
  },
);

async function runAllSteps(native: Native): Promise<void> {
  for (const name of STEPS) await native.step(name);
}

async function countCalls(kind: TargetKind): Promise<number> {
  const native = createNative(kind);
  native.register(FIRST);
  await runAllSteps(native);
  return native.world.calls.length;
}

test('testSecret alone, with AWSCURRENT’s value as the pending one, changes nothing', async () => {
  const native = createNative('effect-native');
  const { secrets } = native.world;
  const value = new SecretValue(secrets.valueOf(OLD) ?? '');
  const { signal } = native.world.createPorts();
  await secrets.put({ arn: secrets.arn, token: FIRST, value, labels: ['AWSPENDING'] }, signal);
  const before = JSON.stringify([...secrets.labels]);
  await native.step('testSecret');
  expect(native.world.calls).toContain('target:test');
  expect(JSON.stringify([...secrets.labels])).toBe(before);
  expect(native.started.size).toBe(0);
});

test('AWSPENDING stays where it is until Secrets Manager takes it off', async () => {
  const native = createNative('effect-native');
  native.register(FIRST);
  await runAllSteps(native);
  expect(native.world.secrets.labels.get(FIRST)).toEqual(['AWSPENDING', 'AWSCURRENT']);
});

test('what the target makes is named by 32 characters that follow from secret and version', async () => {
  const native = createNative('effect-native');
  await rotate(native);
  const { credentials } = native.world.target;
  expect(credentials.at(-1)?.name).toMatch(/^rekey-[0-9a-f]{26}$/);
});

test.each([
  [
    'RotationEnabled is false',
    'Rekey.InvalidConfiguration',
    (world: World) => {
      world.secrets.settings.rotationEnabled = false;
    },
  ],
  [
    'the version carries no label',
    'Rekey.RotationAbandoned',
    (world: World) => {
      world.secrets.moveByHand('AWSPENDING', undefined);
    },
  ],
  [
    'the version carries another label than AWSPENDING',
    'Rekey.RotationAbandoned',
    (world: World) => {
      world.secrets.moveByHand('AWSPENDING', undefined);
      world.secrets.moveByHand('mine', FIRST);
    },
  ],
  [
    'the secret is switched off',
    'Rekey.InvalidConfiguration',
    (world: World) => {
      world.secrets.tags.set('rekey:enabled', 'false');
    },
  ],
  [
    'the secret is in deletion',
    'Rekey.InvalidConfiguration',
    (world: World) => {
      world.secrets.settings.deletedAt = world.now();
    },
  ],
])('where %s, every step is refused and nothing changed', async (_case, code, spoil) => {
  const native = createNative('effect-native');
  native.register(FIRST);
  spoil(native.world);
  const { credentials } = native.world.target;
  const before = JSON.stringify([...native.world.secrets.labels, credentials]);
  for (const name of STEPS) expect(await toCode(native.step(name))).toBe(code);
  expect(JSON.stringify([...native.world.secrets.labels, credentials])).toBe(before);
});

test('a value that somebody puts by hand meanwhile ends the rotation', async () => {
  const native = createNative('effect-native');
  native.register(FIRST);
  await native.step('createSecret');
  const byHand = native.world.target.createByHand('by-hand-2');
  native.world.secrets.putByHand('v'.repeat(32), byHand);
  native.world.secrets.moveByHand('AWSPENDING', undefined);
  expect(await toCode(native.step('finishSecret'))).toBe('Rekey.RotationAbandoned');
  expect(native.world.secrets.labels.get('v'.repeat(32))).toContain('AWSCURRENT');
});

test('AWSCURRENT that moves away right before the switch is left where it is', async () => {
  const native = createNative('effect-native');
  native.register(FIRST);
  for (const name of STEPS.slice(0, 3)) await native.step(name);
  const byHand = native.world.target.createByHand('by-hand-2');
  let moved = false;
  native.world.afterCall = (call) => {
    if (call !== 'secretsmanager:DescribeSecret' || moved) return;
    moved = true;
    native.world.secrets.putByHand('v'.repeat(32), byHand);
  };
  expect(await toCode(native.step('finishSecret'))).toBe('Rekey.RotationAbandoned');
  expect(native.world.secrets.labels.get('v'.repeat(32))).toContain('AWSCURRENT');
  expect(native.started.size).toBe(0);
});

test('a target without room is not asked for another credential', async () => {
  const native = createNative('effect-slots');
  await rotate(native);
  native.register(SECOND);
  expect(await toCode(native.step('createSecret', SECOND))).toBe('Rekey.MaxActiveReached');
});

test('only a run that retires may touch a secret with native rotation on, and it waits for what it cannot see yet', async () => {
  const native = createNative('effect-native');
  const refused = await driveRotation(native.world, { name: 'run-1' });
  expect(refused.failure?.error).toBe('Rekey.InvalidConfiguration');
  native.world.secrets.settings.staleMs = 5000;
  native.register(FIRST);
  for (const name of STEPS) {
    await native.step(name);
    native.world.advance(5000);
  }
  endRotation(native);
  native.world.advance(-4000);
  await retireAll(native);
});

test('a run that retires leaves the AWSPENDING of the next rotation alone', async () => {
  const native = createNative('effect-native');
  await rotate(native);
  native.register(SECOND);
  await native.step('createSecret', SECOND);
  const [name = '', input] = [...native.started][0] ?? [];
  const outcome = await driveRotation(native.world, { name, input: { ...input } });
  expect(outcome.status).toBe('SUCCEEDED');
  expect(native.world.secrets.labels.get(SECOND)).toEqual(['AWSPENDING']);
  expect(native.world.secrets.labels.get(OLD)).toEqual(['AWSPREVIOUS']);
});

test('the rotation token is in no text', () => {
  const event = parseNativeEvent({
    ...{ Step: 'createSecret', SecretId: 'arn', ClientRequestToken: FIRST },
    RotationToken: 'token-of-one-rotation-and-no-other-one',
  });
  expect(JSON.stringify(event)).not.toContain('token-of-one');
});

async function toCode(work: Promise<void>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    if (isRotationError(error)) return error.code;
    throw error;
  }
}

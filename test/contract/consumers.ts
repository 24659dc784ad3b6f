// Consumers that use the secret while it is rotated: each keeps the value for as long as its cache says, and no call of theirs fails.
import { expect } from '@jest/globals';
import { createSystemClock, nextTurn } from '../../local/clock.ts';
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target } from '../../src/rotation/target.ts';
import { driveRotation } from '../support/drive-rotation.ts';
import type { World } from '../support/rotation-world.ts';
import { CONSUMED_ROTATIONS, CONSUMER_CALLS_MIN, reportConsumers } from './consumer-report.ts';
import type { Contract } from './contract.ts';
import { testWhere } from './lacks.ts';
import { createServiceWorld, readCurrent } from './whole-runs.ts';

const CONSUMERS = 4;
/** As the AWS caching clients may be told; it must be shorter than the grace period of ten minutes. */
const CACHE_MS = 300_000;
/** No call of a consumer's lasts so long. */
const CALL_MS_MAX = 60_000;

export function testConsumers(contract: Contract): void {
  const title = 'consumers that cache the secret see no call fail while it is rotated';
  testWhere(contract, 'overlap', title, async () => {
    const { fixture, name } = contract;
    const world = createServiceWorld(contract, contract.current);
    const use = async (value: SecretValue): Promise<void> => {
      await (fixture.use?.(value) ?? expectUsed(fixture.accepts(value)));
    };
    const consumers = startConsumers(world, use);
    const clock = createSystemClock();
    const began = clock.now();
    world.fault = () => async () => {
      await consumers.awaitOlderCalls();
    };
    try {
      for (let rotation = 1; rotation <= CONSUMED_ROTATIONS; rotation += 1) {
        const { decision } = await driveRotation(world, { name: `consumed ${String(rotation)}` });
        expect(decision).toBe('rotated');
        const wanted = (CONSUMER_CALLS_MIN * rotation) / CONSUMED_ROTATIONS;
        while (consumers.calls() < wanted) await clock.sleep(1);
      }
    } finally {
      await consumers.stop();
    }
    const seconds = (clock.now() - began) / 1000;
    const { failures } = consumers;
    reportConsumers(name, { calls: consumers.calls(), seconds, failures: failures.length });
    expect(failures.slice(0, 5)).toEqual([]);
  });
}

interface Consumers {
  readonly failures: readonly string[];
  calls(): number;
  /** The test's time jumps; calls that began before take no part in that. */
  awaitOlderCalls(): Promise<void>;
  stop(): Promise<void>;
}

function startConsumers(
  world: World<Target>,
  use: (value: SecretValue) => Promise<void>,
): Consumers {
  const failures: string[] = [];
  const open = new Set<{ readonly startedAt: number; readonly done: Promise<void> }>();
  let calls = 0;
  let isStopped = false;

  const callOnce = async (value: SecretValue): Promise<void> => {
    try {
      await use(value);
    } catch (error) {
      failures.push(`call ${String(calls)}: ${(error as Error).message}`);
    }
    calls += 1;
  };
  const consume = async (): Promise<void> => {
    let fetched: { readonly value: SecretValue; readonly at: number } | undefined;
    while (!isStopped) {
      if (fetched === undefined || world.now() - fetched.at >= CACHE_MS) {
        fetched = { value: readCurrent(world), at: world.now() };
      }
      const call = { startedAt: world.now(), done: callOnce(fetched.value) };
      open.add(call);
      await call.done;
      open.delete(call);
      await nextTurn(); // a service of the test's own may answer without waiting
    }
  };
  const consumers = Array.from({ length: CONSUMERS }, consume);

  return {
    failures,
    calls: () => calls,
    awaitOlderCalls: async () => {
      const older = [...open].filter(({ startedAt }) => startedAt < world.now() - CALL_MS_MAX);
      await Promise.all(older.map(async ({ done }) => await done));
    },
    stop: async () => {
      isStopped = true;
      await Promise.all(consumers);
    },
  };
}

async function expectUsed(accepted: Promise<boolean>): Promise<void> {
  if (!(await accepted)) throw new Error('refused');
}

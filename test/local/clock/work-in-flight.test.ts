import { expect, test } from '@jest/globals';
import { createStandingClock, nextTurn } from '../../../local/clock.ts';
import { createDueQueue } from '../../../local/due-queue.ts';

function createGate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

async function letTurnsPass(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await nextTurn();
}

test('time stands while work is under way, however many turns of the event loop pass', async () => {
  const clock = createStandingClock(0);
  const gate = createGate();
  const work = clock.work.during(() => gate.opened);
  const seen: number[] = [];
  void clock.sleep(1000).then(() => seen.push(clock.now()));
  const moved = clock.advance(5000);
  await letTurnsPass();
  expect([clock.now(), seen]).toEqual([0, []]);
  gate.open();
  await work;
  await moved;
  expect([clock.now(), seen]).toEqual([5000, [1000]]);
});

test('what falls due at one moment is begun one after the other, each when all before it rests', async () => {
  const clock = createStandingClock(0);
  const said: string[] = [];
  const run = async (key: string): Promise<void> => {
    said.push(`${key} begins`);
    // As if it asked something: nothing of it is known to the clock but that it is under way.
    await letTurnsPass();
    said.push(`${key} ends`);
  };
  const queues = ['a', 'b'].map((name) => {
    const queue = createDueQueue({ clock, concurrencyMax: 100, run });
    for (const number of [1, 2]) queue.set(`${name}${String(number)}`, 1000);
    return queue;
  });
  await clock.advance(1000);
  expect(said).toEqual(['a1', 'a2', 'b1', 'b2'].flatMap((key) => [`${key} begins`, `${key} ends`]));
  await Promise.all(queues.map((queue) => queue.stop()));
});

test('what is due already is done without anybody moving the clock', async () => {
  const clock = createStandingClock(7);
  const done: string[] = [];
  const queue = createDueQueue({
    clock,
    concurrencyMax: 1,
    run: async (key) => {
      done.push(key);
    },
  });
  queue.set('past', 3);
  queue.set('now', 7);
  queue.set('later', 8);
  await clock.settle();
  expect(done).toEqual(['past', 'now']);
  await queue.stop();
});

test('work that waits for time lets time pass, and so does the work that waits for it', async () => {
  const clock = createStandingClock(0);
  const work = clock.work.during(() =>
    clock.work.during(() => clock.work.whileResting(() => clock.sleep(500))),
  );
  expect(clock.work.count()).toBe(0);
  await clock.advance(1000);
  await work;
  expect(clock.now()).toBe(1000);
});

test('work of its own counts though whoever began it waits for time', async () => {
  const clock = createStandingClock(0);
  const gate = createGate();
  let apart: Promise<void> | undefined;
  const work = clock.work.during(async () => {
    apart = clock.work.apart(() => gate.opened);
    await clock.work.whileResting(() => clock.sleep(500));
  });
  const moved = clock.advance(1000);
  await letTurnsPass();
  expect(clock.now()).toBe(0);
  gate.open();
  await Promise.all([moved, work, apart]);
  expect(clock.now()).toBe(1000);
});

test('what is asked under a name is a part of what has the name: one that waits there for time lets time pass', async () => {
  const clock = createStandingClock(0);
  const waits = createGate();
  const outer = clock.work.during(async () => {
    const unname = clock.work.name('lambda');
    await waits.opened;
    unname?.();
  });
  const inner = clock.work.underName('lambda', () =>
    clock.work.whileResting(() => clock.sleep(500)),
  );
  const moved = clock.advance(1000);
  await inner;
  waits.open();
  await Promise.all([outer, moved]);
  expect(clock.now()).toBe(1000);
});

test('work that fails is over, and its failure is its own', async () => {
  const clock = createStandingClock(0);
  await expect(clock.work.during(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(clock.work.inTurn(() => Promise.reject(new Error('nor')))).rejects.toThrow('nor');
  await clock.advance(10);
  expect(clock.now()).toBe(10);
});

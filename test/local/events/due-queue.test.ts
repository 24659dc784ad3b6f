import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createManualClock } from '../../../local/clock.ts';
import { createDueQueue } from '../../../local/due-queue.ts';

test('keys fall due in the order of their times, each at its own time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 40 }),
      async (times) => {
        const clock = createManualClock(0);
        const ran: { key: string; at: number }[] = [];
        const queue = createDueQueue({
          clock,
          concurrencyMax: 100,
          run: async (key) => {
            ran.push({ key, at: clock.now() });
          },
        });
        times.forEach((due, index) => {
          queue.set(String(index), due);
        });
        await clock.advance(5_000);
        await queue.stop();
        const expected = [...times].sort((a, b) => a - b);
        expect(ran.map(({ at }) => at)).toEqual(expected);
        expect(new Set(ran.map(({ key }) => key)).size).toBe(times.length);
      },
    ),
    { numRuns: 30 },
  );
});

test('a key that is set again keeps the new time only, and a deleted key never falls due', async () => {
  const clock = createManualClock(0);
  const ran: string[] = [];
  const queue = createDueQueue({
    clock,
    concurrencyMax: 1,
    run: async (key) => {
      ran.push(`${key} at ${String(clock.now())}`);
    },
  });
  queue.set('later', 100);
  queue.set('later', 300);
  queue.set('sooner', 500);
  queue.set('sooner', 50);
  queue.set('gone', 200);
  queue.delete('gone');
  await clock.advance(1_000);
  await queue.stop();
  expect(ran).toEqual(['sooner at 50', 'later at 300']);
});

test('what exceeds the bound waits for a free place', async () => {
  const clock = createManualClock(0);
  let atOnce = 0;
  let most = 0;
  const queue = createDueQueue({
    clock,
    concurrencyMax: 3,
    run: async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await clock.sleep(10);
      atOnce -= 1;
    },
  });
  for (let index = 0; index < 10; index += 1) queue.set(String(index), 0);
  await clock.advance(100);
  await queue.stop();
  expect({ most, atOnce }).toEqual({ most: 3, atOnce: 0 });
});

test('what falls due earlier wakes a queue that already sleeps', async () => {
  const clock = createManualClock(0);
  const ran: string[] = [];
  const queue = createDueQueue({
    clock,
    concurrencyMax: 1,
    run: async (key) => {
      ran.push(key);
    },
  });
  queue.set('later', 100);
  await clock.settle();
  queue.set('sooner', 50);
  await clock.advance(60);
  await queue.stop();
  expect(ran).toEqual(['sooner']);
});

import { expect, test } from '@jest/globals';
import { createManualClock, nextTurn } from '../../local/clock.ts';
import { createDueQueue } from '../../local/due-queue.ts';
import { toStoreError } from '../../local/store/errors.ts';

test('work that found the disk full is done when there is room, and no other work waits for it', async () => {
  const clock = createManualClock(0);
  const done: string[] = [];
  let isFull = true;
  const queue = createDueQueue({
    clock,
    concurrencyMax: 2,
    run: async (key) => {
      if (isFull && key === 'writes') {
        const full = Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
        throw toStoreError(full, 'here');
      }
      done.push(key);
    },
  });
  queue.set('writes', 10);
  queue.set('reads', 20);
  await clock.advance(30_000);
  expect(done).toEqual(['reads']);
  isFull = false;
  await clock.advance(5000);
  await nextTurn();
  expect(done).toEqual(['reads', 'writes']);
  await queue.stop();
});

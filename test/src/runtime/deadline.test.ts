import { expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { createDeadlines } from '../../../src/runtime/deadline.ts';

test('the invocation is aborted as transient 5 s before Lambda would kill it', async () => {
  const clock = createManualClock(0);
  const { signal } = createDeadlines(clock, 60_000);
  await clock.advance(54_999);
  expect(signal.aborted).toBe(false);
  await clock.advance(1);
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ code: 'Rekey.Transient' });
});

test('a time before that is the end of the window', async () => {
  const clock = createManualClock(0);
  const signal = createDeadlines(clock, 60_000).abortAt(10_000);
  await clock.advance(10_000);
  expect(signal.reason).toMatchObject({ code: 'Rekey.WindowExpired' });
});

test('a time that has passed aborts at once', () => {
  const signal = createDeadlines(createManualClock(5000), 60_000).abortAt(5000);
  expect(signal.aborted).toBe(true);
});

test('a released deadline leaves no timer behind and aborts nothing', async () => {
  const clock = createManualClock(0);
  const deadlines = createDeadlines(clock, 60_000);
  const signal = deadlines.abortAt(10_000);
  deadlines.release();
  await clock.advance(100_000);
  expect(signal.aborted).toBe(false);
  expect(clock.nextDue()).toBeUndefined();
});

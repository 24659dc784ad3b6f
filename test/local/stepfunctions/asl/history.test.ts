import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drive } from './drive.ts';
import { anyRows, checkHistory, toScope } from './random-machine.ts';

/** What a Task answers by its number: well, with an error, or not at all. */
const toAnswer = (answers: readonly number[]) => (_call: unknown, count: number) => {
  const answer = answers[count % Math.max(answers.length, 1)] ?? 0;
  if (answer === 1) return { kind: 'failed', error: 'E', cause: 'why' } as const;
  return answer === 2 ? undefined : ({ kind: 'succeeded', output: count } as const);
};

const run = fc.record({
  rows: anyRows,
  answers: fc.array(fc.nat(3), { maxLength: 20 }),
  picks: fc.array(fc.nat(20), { maxLength: 20 }),
  seed: fc.string({ maxLength: 4 }),
});

test('a history is well formed whatever the machine does: dense ids, times that do not fall, an exit or an end for all that was entered', async () => {
  await fc.assert(
    fc.asyncProperty(run, async ({ rows, answers, picks, seed }) => {
      const { events, outcome } = await drive(toScope(rows), {
        seed,
        pick: toPick(picks),
        answer: toAnswer(answers),
      });
      expect(outcome).toBeDefined();
      checkHistory(events);
    }),
    { numRuns: 100 },
  );
});

test('the same seed and the same answers give the same history, to the byte', async () => {
  await fc.assert(
    fc.asyncProperty(run, async ({ rows, answers, picks, seed }) => {
      const machine = toScope(rows);
      const twice = [0, 0].map(async () => {
        const { events } = await drive(machine, {
          seed,
          pick: toPick(picks),
          answer: toAnswer(answers),
        });
        return JSON.stringify(events);
      });
      const [one, other] = await Promise.all(twice);
      expect(other).toBe(one);
    }),
    { numRuns: 40 },
  );
});

/** Which of several things is heard of next. */
function toPick(picks: readonly number[]): (count: number) => number {
  let turn = 0;
  return (count) => {
    turn += 1;
    return (picks[turn % Math.max(picks.length, 1)] ?? 0) % Math.max(count, 1);
  };
}

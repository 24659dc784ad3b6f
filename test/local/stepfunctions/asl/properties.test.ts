// What the States Language says of scopes, Choice, Map, Parallel and Retry, held against models that are shorter than the interpreter.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { HistoryEvent } from '../../../../local/stepfunctions/asl/history-event.ts';
import { drive } from './drive.ts';

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const NAMES = ['a', 'b', 'c'] as const;
type Name = (typeof NAMES)[number];
type Variables = Record<Name, number>;

/** A variable's new value: another one and a number. */
const assignments = fc.dictionary(
  fc.constantFrom(...NAMES),
  fc.record({ of: fc.constantFrom(...NAMES), plus: fc.integer({ min: -9, max: 9 }) }),
);

test('each Assign sees the values from before it, and all of it is seen by what comes after', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(assignments, { maxLength: 6 }), async (steps) => {
      const states = steps.map((step, index) => {
        const changes = Object.entries(step).map(([name, { of, plus }]) => [
          name,
          `{% $${of} + ${String(plus)} %}`,
        ]);
        const Assign = Object.fromEntries(changes) as object;
        return [`S${String(index)}`, { Type: 'Pass', Assign, Next: `S${String(index + 1)}` }];
      });
      const { outcome } = await drive({
        StartAt: 'Begin',
        States: {
          Begin: { Type: 'Pass', Assign: { a: 1, b: 2, c: 3 }, Next: 'S0' },
          ...(Object.fromEntries(states) as object),
          [`S${String(steps.length)}`]: { Type: 'Pass', Output: '{% [$a, $b, $c] %}', End: true },
        },
      });
      let model: Variables = { a: 1, b: 2, c: 3 };
      for (const step of steps) {
        const before = model;
        const changed = Object.entries(step).map(([name, { of, plus }]) => [
          name,
          before[of] + plus,
        ]);
        model = { ...before, ...(Object.fromEntries(changed) as Partial<Variables>) };
      }
      expect(outcome?.output).toEqual([model.a, model.b, model.c]);
    }),
    { numRuns: 60 },
  );
});

test('a Choice takes the first rule that is true, else its Default', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.boolean(), fc.integer({ min: 0, max: 9 })), { minLength: 1 }),
      fc.integer({ min: 0, max: 9 }),
      async (rules, input) => {
        const { outcome } = await drive(
          {
            StartAt: 'C',
            States: {
              C: {
                Type: 'Choice',
                Choices: rules.map((rule, index) => ({
                  Condition:
                    typeof rule === 'boolean' ? rule : `{% $states.input = ${String(rule)} %}`,
                  Output: index,
                  Next: 'S',
                })),
                Default: 'S',
                Output: 'default',
              },
              S: { Type: 'Succeed' },
            },
          },
          { input },
        );
        const first = rules.findIndex((rule) => rule === true || rule === input);
        expect(outcome?.output).toBe(first < 0 ? 'default' : first);
      },
    ),
    { numRuns: 60 },
  );
});

const forks = fc.record({
  count: fc.integer({ min: 0, max: 9 }),
  concurrency: fc.integer({ min: 0, max: 5 }),
  picks: fc.array(fc.nat(50), { minLength: 1, maxLength: 30 }),
});

test('a Map keeps to the order of its items and to MaxConcurrency, whoever answers first', async () => {
  await fc.assert(
    fc.asyncProperty(forks, async ({ count, concurrency, picks }) => {
      const { events, outcome } = await drive(
        {
          StartAt: 'M',
          States: {
            M: {
              Type: 'Map',
              Items: Array.from({ length: count }, (_, index) => index),
              MaxConcurrency: concurrency,
              ItemProcessor: {
                StartAt: 'T',
                States: { T: { Type: 'Task', Resource: LAMBDA, End: true } },
              },
              End: true,
            },
          },
        },
        {
          pick: (waiting) => (picks[waiting % picks.length] ?? 0) % Math.max(waiting, 1),
          answer: (call) => ({ kind: 'succeeded', output: [call.arguments] }),
        },
      );
      expect(outcome?.output).toEqual(Array.from({ length: count }, (_, index) => [index]));
      expect(mostAtOnce(events)).toBe(Math.min(count, concurrency === 0 ? 40 : concurrency));
      const started = events.filter(({ type }) => type === 'MapIterationStarted');
      expect(started.map(({ details }) => details?.['index'])).toEqual(
        Array.from({ length: count }, (_, index) => index),
      );
    }),
    { numRuns: 60 },
  );
});

function mostAtOnce(events: readonly HistoryEvent[]): number {
  let open = 0;
  let most = 0;
  for (const { type } of events) {
    if (type === 'MapIterationSucceeded') open -= 1;
    // AWS tells the next one's start before it counts, but never more than may run.
    if (type === 'MapIterationStarted') open += 1;
    most = Math.max(most, open);
  }
  return most;
}

test('a Parallel gives the outputs in the order of its branches, whoever answers first', async () => {
  await fc.assert(
    fc.asyncProperty(forks, async ({ count, picks }) => {
      const branches = Array.from({ length: count + 1 }, (_, index) => ({
        StartAt: `T${String(index)}`,
        States: {
          [`T${String(index)}`]: { Type: 'Task', Resource: LAMBDA, Arguments: index, End: true },
        },
      }));
      const { outcome } = await drive(
        { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: branches, End: true } } },
        {
          pick: (waiting) => (picks[waiting % picks.length] ?? 0) % Math.max(waiting, 1),
          answer: (call) => ({ kind: 'succeeded', output: call.arguments }),
        },
      );
      expect(outcome?.output).toEqual(branches.map((_, index) => index));
    }),
    { numRuns: 40 },
  );
});

const retriers = fc.array(
  fc.record({
    ErrorEquals: fc.subarray(['A', 'B', 'C'], { minLength: 1 }),
    IntervalSeconds: fc.integer({ min: 1, max: 9 }),
    MaxAttempts: fc.integer({ min: 0, max: 3 }),
    BackoffRate: fc.constantFrom(1, 1.5, 2, 3),
    MaxDelaySeconds: fc.integer({ min: 10, max: 40 }),
  }),
  { minLength: 1, maxLength: 3 },
);

test('calls come when the Retriers say, each by its own count, until one is spent or none matches', async () => {
  await fc.assert(
    fc.asyncProperty(
      retriers,
      fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { maxLength: 8 }),
      async (Retry, errors) => {
        const { calls, outcome } = await drive(
          { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, Retry, End: true } } },
          {
            answer: (_call, count) => {
              const error = errors[count - 1];
              if (error === undefined) return { kind: 'succeeded', output: null };
              return { kind: 'failed', error, cause: '' };
            },
          },
        );
        const spent = Retry.map(() => 0);
        const times = [0];
        let failed: string | undefined;
        for (const error of errors) {
          const index = Retry.findIndex(({ ErrorEquals }) => ErrorEquals.includes(error));
          const retrier = Retry[index];
          const before = spent[index] ?? 0;
          if (retrier === undefined || before >= retrier.MaxAttempts) {
            failed = error;
            break;
          }
          spent[index] = before + 1;
          const { IntervalSeconds, BackoffRate, MaxDelaySeconds } = retrier;
          const seconds = Math.min(IntervalSeconds * BackoffRate ** before, MaxDelaySeconds);
          times.push((times.at(-1) ?? 0) + Math.round(seconds * 1000));
        }
        expect(calls.map(({ at }) => at)).toEqual(times);
        expect([outcome?.status, outcome?.error]).toEqual(
          failed === undefined ? ['SUCCEEDED', undefined] : ['FAILED', failed],
        );
      },
    ),
    { numRuns: 80 },
  );
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Retrier } from '../../../../local/stepfunctions/asl/definition.ts';
import { findRetry, toDelayMs } from '../../../../local/stepfunctions/asl/retry.ts';
import { StatesError } from '../../../../local/stepfunctions/asl/states-error.ts';
import { brief, drive } from './drive.ts';

const chance = (fraction: number) => (count: number) => new Uint8Array(count).fill(fraction * 256);
const never = chance(0);
const failure = (error: string, alias?: string) =>
  new StatesError(error, 'why', alias === undefined ? {} : { alias });

const retriers = fc.record(
  {
    ErrorEquals: fc.constant(['E']),
    IntervalSeconds: fc.integer({ min: 1, max: 1000 }),
    MaxAttempts: fc.integer({ min: 0, max: 20 }),
    BackoffRate: fc.double({ min: 1, max: 5, noNaN: true }),
    MaxDelaySeconds: fc.integer({ min: 1001, max: 31_622_399 }),
  },
  { requiredKeys: ['ErrorEquals'] },
) as fc.Arbitrary<Retrier>;

describe('the delay', () => {
  test('is the interval times the rate to the power of the attempts before, up to MaxDelaySeconds', () => {
    fc.assert(
      fc.property(retriers, fc.nat(10), (retrier, before) => {
        const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier;
        const seconds = Math.min(
          IntervalSeconds * BackoffRate ** before,
          MaxDelaySeconds,
          31_622_400,
        );
        expect(toDelayMs(retrier, before, never)).toBe(Math.round(seconds * 1000));
      }),
    );
  });

  test('with full jitter lies between nothing and that', () => {
    fc.assert(
      fc.property(
        retriers,
        fc.nat(10),
        fc.integer({ min: 0, max: 255 }),
        (retrier, before, byte) => {
          const whole = toDelayMs(retrier, before, never);
          const jittered = toDelayMs(
            { ...retrier, JitterStrategy: 'FULL' },
            before,
            chance(byte / 256),
          );
          expect(jittered).toBeGreaterThanOrEqual(0);
          expect(jittered).toBeLessThanOrEqual(whole);
        },
      ),
    );
    const half = toDelayMs(
      { ErrorEquals: ['E'], IntervalSeconds: 8, JitterStrategy: 'FULL' },
      0,
      chance(0.5),
    );
    expect(Math.abs(half - 4000)).toBeLessThan(20);
  });
});

describe('a Retrier', () => {
  test('is met MaxAttempts times and then no more', () => {
    fc.assert(
      fc.property(retriers, (retrier) => {
        let spent: readonly number[] = [];
        let retries = 0;
        for (;;) {
          const retry = findRetry([retrier], spent, failure('E'), never);
          if (retry === undefined) break;
          ({ spent } = retry);
          retries += 1;
        }
        expect(retries).toBe(retrier.MaxAttempts ?? 3);
      }),
    );
  });

  test('matches as the language says', () => {
    const matches = (name: string, error: StatesError): boolean =>
      findRetry([{ ErrorEquals: [name] }], [], error, never) !== undefined;
    expect([
      matches('States.ALL', failure('Anything')),
      matches('States.ALL', failure('States.DataLimitExceeded')),
      matches('States.ALL', failure('States.Runtime')),
      matches('States.TaskFailed', failure('Anything')),
      matches('States.TaskFailed', failure('States.Timeout')),
      matches('States.HeartbeatTimeout', failure('States.Timeout', 'States.HeartbeatTimeout')),
      matches('States.HeartbeatTimeout', failure('States.Timeout')),
      matches('States.Timeout', failure('States.Timeout', 'States.HeartbeatTimeout')),
      matches('Other', failure('Anything')),
    ]).toEqual([true, true, false, true, false, true, false, true, false]);
  });

  test('counts for itself, and the first that matches decides', async () => {
    const errors = ['A', 'B', 'A', 'B', 'A'];
    const { calls, outcome } = await drive(
      {
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Retry: [
              { ErrorEquals: ['A'], IntervalSeconds: 10, MaxAttempts: 2, BackoffRate: 3 },
              { ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 5 },
            ],
            End: true,
          },
        },
      },
      {
        answer: (_call, count) => ({ kind: 'failed', error: errors[count - 1] ?? 'X', cause: '' }),
      },
    );
    // A: 10 s, then 30 s; B in between: 1 s, then 2 s. The third A meets a Retrier that is spent, and no other.
    expect(calls.map(({ at }) => at)).toEqual([0, 10_000, 11_000, 41_000, 43_000]);
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'A' });
  });

  test('begins anew when the state is entered again', async () => {
    const { calls, outcome } = await drive(
      {
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Assign: { passes: '{% $exists($passes) ? $passes + 1 : 1 %}' },
            Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
            Next: 'C',
          },
          C: {
            Type: 'Choice',
            Choices: [{ Condition: '{% $passes < 3 %}', Next: 'T' }],
            Default: 'S',
          },
          S: { Type: 'Succeed' },
        },
      },
      {
        answer: (_call, count) =>
          count % 2 === 1
            ? { kind: 'failed', error: 'E', cause: '' }
            : { kind: 'succeeded', output: {} },
      },
    );
    expect([calls.length, outcome?.status]).toEqual([6, 'SUCCEEDED']);
  });

  test('of a Map runs all of it again, told only by another MapStateStarted', async () => {
    const { events, outcome } = await drive(
      {
        StartAt: 'M',
        States: {
          M: {
            Type: 'Map',
            Items: [1],
            ItemProcessor: {
              StartAt: 'T',
              States: {
                T: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true },
              },
            },
            Retry: [{ ErrorEquals: ['E'] }],
            End: true,
          },
        },
      },
      {
        answer: (_call, count) =>
          count === 1
            ? { kind: 'failed', error: 'E', cause: '' }
            : { kind: 'succeeded', output: count },
      },
    );
    expect(outcome).toEqual({ status: 'SUCCEEDED', output: [2] });
    expect(brief(events)).toEqual([
      'ExecutionStarted',
      'MapStateEntered M',
      'MapStateStarted',
      'MapIterationStarted M',
      'TaskStateEntered T',
      'TaskScheduled',
      'TaskStarted',
      'TaskFailed',
      'MapIterationFailed M',
      'MapStateFailed',
      'MapStateStarted',
      'MapIterationStarted M',
      'TaskStateEntered T',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited T',
      'MapIterationSucceeded M',
      'MapStateSucceeded',
      'MapStateExited M',
      'ExecutionSucceeded',
    ]);
  });
});

// What a redrive takes up, and what it leaves as it was.
import { expect, test } from '@jest/globals';
import type { TaskResult } from '../../../../local/stepfunctions/asl/position.ts';
import { drive } from './drive.ts';

const LAMBDA = 'arn:aws:states:::lambda:invoke';

const failed: TaskResult = { kind: 'failed', error: 'E', cause: 'why' };

test('a redrive goes on at the task that failed, with what succeeded before it', async () => {
  let isDown = true;
  const first = await drive(
    {
      StartAt: 'A',
      TimeoutSeconds: 100,
      States: {
        A: { Type: 'Pass', Assign: { kept: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: ['X', 'Y'].map((name) => ({
            StartAt: name,
            States: {
              [name]: {
                Type: 'Task',
                Resource: LAMBDA,
                Arguments: { name, kept: '{% $kept %}' },
                Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
                End: true,
              },
            },
          })),
          End: true,
        },
      },
    },
    {
      answer: (call) =>
        isDown && (call.arguments as { name: string }).name === 'Y'
          ? failed
          : { kind: 'succeeded', output: call.arguments },
    },
  );
  expect([first.outcome?.status, first.calls.length]).toEqual(['FAILED', 3]);
  isDown = false;
  const second = await first.apply({ kind: 'redrive' });
  expect(second.outcome).toEqual({
    status: 'SUCCEEDED',
    output: [
      { name: 'X', kept: 1 },
      { name: 'Y', kept: 1 },
    ],
  });
  expect(second.calls.slice(3).map((call) => (call.arguments as { name: string }).name)).toEqual([
    'Y',
  ]);
  expect(second.events.filter(({ type }) => type === 'ExecutionRedriven')).toMatchObject([
    { details: { redriveCount: 1 } },
  ]);
});

test('the Retry of a Parallel counts anew after a redrive, as that of a Task does', async () => {
  const task = { Type: 'Task', Resource: LAMBDA, Arguments: {}, End: true };
  const first = await drive(
    {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'T', States: { T: task } }],
          Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
          End: true,
        },
      },
    },
    { answer: () => failed },
  );
  expect([first.outcome?.status, first.calls.length]).toEqual(['FAILED', 2]);
  const second = await first.apply({ kind: 'redrive' });
  expect([second.outcome?.status, second.calls.length]).toEqual(['FAILED', 4]);
});

test('a map run is kept for the next redrive where its sibling fails before it was redriven', async () => {
  const machine = {
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [
          {
            StartAt: 'Later',
            States: {
              Later: { Type: 'Wait', Seconds: 1, Next: 'Bad' },
              Bad: { Type: 'Pass', Output: '{% $states.input.nothing %}', End: true },
            },
          },
          {
            StartAt: 'M',
            States: {
              M: {
                Type: 'Map',
                Items: [1],
                ItemProcessor: {
                  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
                  StartAt: 'I',
                  States: { I: { Type: 'Pass', End: true } },
                },
                End: true,
              },
            },
          },
        ],
        End: true,
      },
    },
  };
  const first = await drive(machine);
  const kept = first.position.threads['0.1']?.phase;
  expect(kept).toMatchObject({ kind: 'failed', mapRun: { redriveCount: 0 } });
  const second = await first.apply({ kind: 'redrive' });
  expect(second.outcome?.status).toBe('FAILED');
  expect(second.position.threads['0.1']?.phase).toEqual(kept);
});

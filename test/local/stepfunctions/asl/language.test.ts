import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../../local/stepfunctions/asl/json.ts';
import { brief, drive, START } from './drive.ts';

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const fail = (error: string, cause = '') => ({ kind: 'failed', error, cause }) as const;
const succeed = (output: Json) => ({ kind: 'succeeded', output }) as const;

describe('Assign and Output', () => {
  test('both see the values at entry', async () => {
    const { outcome } = await drive(
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
          B: {
            Type: 'Pass',
            Assign: { x: '{% $x + 1 %}', y: '{% $x * 10 %}' },
            Output: '{% $x %}',
            Next: 'C',
          },
          C: { Type: 'Pass', Output: '{% [$states.input, $x, $y] %}', End: true },
        },
      },
      { input: 0 },
    );
    expect(outcome?.output).toEqual([1, 2, 10]);
  });

  test('are told as JSON texts by variable', async () => {
    const { events } = await drive(
      {
        StartAt: 'C',
        States: {
          C: {
            Type: 'Choice',
            Choices: [
              {
                Condition: '{% $states.input.a = 1 %}',
                Assign: { Assignment: 'hello' },
                Next: 'S',
              },
            ],
          },
          S: { Type: 'Succeed' },
        },
      },
      { input: { a: 1 } },
    );
    expect(events[2]).toMatchObject({
      id: 3,
      previousEventId: 2,
      type: 'ChoiceStateExited',
      detailsMember: 'stateExitedEventDetails',
      details: { name: 'C', output: '{"a":1}', assignedVariables: { Assignment: '"hello"' } },
    });
  });

  test('of a matched rule replace those of the Choice, of its Default they stay', async () => {
    const machine = {
      StartAt: 'C',
      States: {
        C: {
          Type: 'Choice',
          Output: 'of the state',
          Assign: { who: 'state' },
          Choices: [{ Condition: '{% $states.input = 1 %}', Assign: { who: 'rule' }, Next: 'P' }],
          Default: 'P',
        },
        P: { Type: 'Pass', Output: '{% [$states.input, $who] %}', End: true },
      },
    };
    expect((await drive(machine, { input: 1 })).outcome?.output).toEqual([1, 'rule']);
    expect((await drive(machine, { input: 2 })).outcome?.output).toEqual(['of the state', 'state']);
  });

  test('of a Catcher see the error, whose output is by default the Error Output', async () => {
    const machine = (catcher: object) => ({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: LAMBDA,
          Assign: { never: 1 },
          Catch: [{ ErrorEquals: ['E'], Next: 'P', ...catcher }],
          End: true,
        },
        P: { Type: 'Pass', End: true },
      },
    });
    const answer = () => fail('E', 'why');
    expect((await drive(machine({}), { answer })).outcome?.output).toEqual({
      Error: 'E',
      Cause: 'why',
    });
    const { outcome, events } = await drive(
      machine({
        Assign: { seen: '{% $states.errorOutput.Cause %}' },
        Output: '{% $states.errorOutput.Error & $states.input.a %}',
      }),
      { input: { a: 1 }, answer },
    );
    expect(outcome?.output).toBe('E1');
    expect(events.find(({ type }) => type === 'TaskStateExited')?.details).toMatchObject({
      assignedVariables: { seen: '"why"' },
    });
  });

  test('of an inner scope stay there, and read outer names', async () => {
    const { outcome } = await drive({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { outer: 7 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: ['a', 'b'].map((name) => ({
            StartAt: name,
            States: {
              [name]: { Type: 'Pass', Assign: { inner: name }, Next: `${name}2` },
              [`${name}2`]: { Type: 'Pass', Output: '{% $inner & $string($outer) %}', End: true },
            },
          })),
          Output: '{% {"result": $states.result, "leaked": $exists($inner)} %}',
          End: true,
        },
      },
    });
    expect(outcome?.output).toEqual({ result: ['a7', 'b7'], leaked: false });
  });
});

describe('Choice', () => {
  test('without a rule that matches and without Default fails with what AWS says', async () => {
    const { outcome, events } = await drive({
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'S' }] },
        S: { Type: 'Succeed' },
      },
    });
    expect(outcome).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'C' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    });
    expect(brief(events)).toEqual(['ExecutionStarted', 'ChoiceStateEntered C', 'ExecutionFailed']);
  });

  test('refuses a Condition that is neither true nor false', async () => {
    const { outcome } = await drive({
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'S' }], Default: 'S' },
        S: { Type: 'Succeed' },
      },
    });
    expect(outcome?.cause).toContain(
      "The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
    );
  });
});

describe('Wait', () => {
  const wait = (field: object) => ({
    StartAt: 'W',
    States: { W: { Type: 'Wait', ...field, End: true } },
  });
  const secondsOf = async (field: object): Promise<number> => {
    const { events, outcome } = await drive(wait(field), {
      input: { s: 90, t: '2026-01-01T00:01:00+00:30' },
    });
    expect(outcome?.status).toBe('SUCCEEDED');
    return ((events.at(-1)?.timestamp ?? 0) - START) / 1000;
  };

  test('lasts for its seconds or until its time, literal or by expression; a time that has passed is no wait', async () => {
    expect([
      await secondsOf({ Seconds: 40 * 24 * 3600 }),
      await secondsOf({ Seconds: 0 }),
      await secondsOf({ Seconds: '{% $states.input.s %}' }),
      await secondsOf({ Timestamp: '2026-01-01T00:00:07Z' }),
      await secondsOf({ Timestamp: '{% $states.input.t %}' }),
      await secondsOf({ Timestamp: '{% $fromMillis($millis() + 5000) %}' }),
    ]).toEqual([40 * 24 * 3600, 0, 90, 7, 0, 5]);
  });

  test('until a text that is no time fails on StateEntered itself (recorded)', async () => {
    const { events, outcome } = await drive(wait({ Timestamp: "{% 'tomorrow' %}" }));
    expect(outcome?.error).toBe('States.QueryEvaluationError');
    expect(events[2]).toMatchObject({ type: 'EvaluationFailed', previousEventId: 2 });
  });

  test('for half a second, or for less than none, fails', async () => {
    for (const Seconds of ['{% 0.5 %}', '{% -1 %}', "{% '3' %}"]) {
      const { outcome } = await drive(wait({ Seconds }));
      expect(outcome?.error).toBe('States.QueryEvaluationError');
    }
  });
});

describe('a failed evaluation', () => {
  test('hangs on the event before StateEntered and names place and state', async () => {
    const { events, outcome } = await drive({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Pass', Output: { a: [{ b: '{% $states.input.no %}' }] }, End: true },
      },
    });
    const cause =
      "An error occurred while executing the state 'B' (entered at the event id #4). The JSONata expression '$states.input.no' specified for the field 'Output/a[0]/b' returned nothing (undefined).";
    const error = 'States.QueryEvaluationError';
    expect(events.slice(4)).toMatchObject([
      {
        id: 5,
        previousEventId: 3,
        type: 'EvaluationFailed',
        details: { error, cause, location: 'Output/a[0]/b', state: 'B' },
      },
      { id: 6, previousEventId: 5, type: 'ExecutionFailed', details: { error, cause } },
    ]);
    expect(outcome).toEqual({ status: 'FAILED', error, cause });
  });

  test('can be retried and caught where the state may', async () => {
    const { events, outcome } = await drive({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: LAMBDA,
          Arguments: '{% $states.input.no %}',
          Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
          Catch: [
            { ErrorEquals: ['States.ALL'], Next: 'S', Output: '{% $states.errorOutput.Error %}' },
          ],
          End: true,
        },
        S: { Type: 'Succeed' },
      },
    });
    expect(outcome?.output).toBe('States.QueryEvaluationError');
    expect(brief(events).filter((type) => type === 'EvaluationFailed')).toHaveLength(2);
  });

  test('in a Catcher goes up in the place of the error that was caught', async () => {
    const { outcome } = await drive(
      {
        StartAt: 'T',
        States: {
          T: {
            Type: 'Task',
            Resource: LAMBDA,
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S', Output: '{% $nothing %}' }],
            End: true,
          },
          S: { Type: 'Succeed' },
        },
      },
      { answer: () => fail('E') },
    );
    expect(outcome?.error).toBe('States.QueryEvaluationError');
    expect(outcome?.cause).toContain("specified for the field 'Catch[0]/Output'");
  });
});

describe('time', () => {
  const task = (more: object) => ({
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource: LAMBDA, ...more, End: true } },
  });

  test('a missed heartbeat is told as States.Timeout and met by its own name too (recorded)', async () => {
    const { events, outcome } = await drive({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: LAMBDA,
          HeartbeatSeconds: 5,
          TimeoutSeconds: 60,
          Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'S' }],
          End: true,
        },
        S: { Type: 'Succeed' },
      },
    });
    expect(outcome?.output).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(events[4]).toMatchObject({
      type: 'TaskTimedOut',
      timestamp: START + 5000,
      details: { error: 'States.Timeout', resource: 'invoke', resourceType: 'lambda' },
    });
  });

  test('a task’s timeout that nobody catches fails the execution', async () => {
    const { outcome } = await drive(task({ TimeoutSeconds: '{% 2 * 30 %}' }));
    expect(outcome).toEqual({ status: 'FAILED', error: 'States.Timeout', cause: undefined });
  });

  test('TimeoutSeconds that is no whole positive number fails before the call', async () => {
    for (const TimeoutSeconds of ['{% 0 %}', '{% 1.5 %}', '{% -3 %}']) {
      const { calls, outcome } = await drive(task({ TimeoutSeconds }));
      expect([calls.length, outcome?.error]).toEqual([0, 'States.QueryEvaluationError']);
    }
  });

  test('the machine’s own timeout is caught by nobody and hangs on nothing', async () => {
    const { events, outcome } = await drive({
      ...task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'T' }] }),
      TimeoutSeconds: 30,
    });
    expect(outcome).toEqual({ status: 'TIMED_OUT' });
    expect(events.at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      previousEventId: 0,
      timestamp: START + 30_000,
      details: { error: 'States.Timeout' },
    });
  });
});

describe('Parallel and Map', () => {
  test('give outputs in the order of branches and items, whoever was first', async () => {
    const waits = [30, 10, 20];
    const { outcome } = await drive({
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: waits.map((Seconds, index) => ({
            StartAt: `W${String(index)}`,
            States: {
              [`W${String(index)}`]: { Type: 'Wait', Seconds, Output: Seconds, End: true },
            },
          })),
          Next: 'M',
        },
        M: {
          Type: 'Map',
          Items: '{% $states.input %}',
          ItemSelector: '{% $states.context.Map.Item %}',
          MaxConcurrency: 2,
          ItemProcessor: {
            StartAt: 'W',
            States: {
              W: {
                Type: 'Wait',
                Seconds: '{% $states.input.Value %}',
                Output: '{% $states.input.Index * 100 + $states.input.Value %}',
                End: true,
              },
            },
          },
          End: true,
        },
      },
    });
    expect(outcome?.output).toEqual([30, 110, 220]);
  });

  test('an iteration and the success before it hang on the same event (recorded)', async () => {
    const { events } = await drive({
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          Items: [1, 2],
          MaxConcurrency: 1,
          ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    });
    const find = (type: string) => events.filter((event) => event.type === type);
    expect(find('MapIterationStarted')[1]?.previousEventId).toBe(
      find('MapIterationSucceeded')[0]?.previousEventId,
    );
    expect(find('MapStateExited')[0]?.previousEventId).toBe(
      find('MapStateSucceeded')[0]?.previousEventId,
    );
  });

  test('of nothing is nothing, and of no array is an error', async () => {
    const map = (Items: string) => ({
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          Items,
          ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
          End: true,
        },
      },
    });
    expect((await drive(map('{% [] %}'))).outcome?.output).toEqual([]);
    expect((await drive(map('{% 1 %}'))).outcome?.cause).toMatch(
      /field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1$/,
    );
  });

  test('one branch’s error lets go of the others and is the error of the state', async () => {
    const { events, outcome } = await drive(
      {
        StartAt: 'P',
        States: {
          P: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'Slow', States: { Slow: { Type: 'Task', Resource: LAMBDA, End: true } } },
              {
                StartAt: 'No',
                States: { No: { Type: 'Fail', Error: '{% "E" & "1" %}', Cause: 'why' } },
              },
            ],
            Catch: [{ ErrorEquals: ['E1'], Next: 'S' }],
            End: true,
          },
          S: { Type: 'Succeed' },
        },
      },
      { answer: () => undefined },
    );
    expect(outcome?.output).toEqual({ Error: 'E1', Cause: 'why' });
    expect(brief(events)).toContain('TaskStateAborted');
  });

  test('a loop in one branch leaves the other its turn', async () => {
    const { events } = await drive(
      {
        StartAt: 'P',
        States: {
          P: {
            Type: 'Parallel',
            Branches: [
              {
                StartAt: 'Loop',
                States: {
                  Loop: {
                    Type: 'Choice',
                    Choices: [{ Condition: true, Next: 'Loop' }],
                    Default: 'Never',
                  },
                  Never: { Type: 'Succeed' },
                },
              },
              { StartAt: 'Once', States: { Once: { Type: 'Pass', End: true } } },
            ],
            End: true,
          },
        },
      },
      { limits: { historyEventsMax: 100 } },
    );
    expect(brief(events)).toContain('PassStateExited Once');
    expect(events.at(-1)).toMatchObject({ id: 100, type: 'ExecutionFailed' });
  });
});

describe('variables', () => {
  const MAX = 10 * 1024 * 1024;
  const CHARACTERS = 262_000;
  /** As many states as fit, each of which assigns a variable of so many characters. */
  const fill = (count: number): Record<string, object> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `V${String(index)}`,
        {
          Type: 'Pass',
          Output: null,
          Assign: { [`v${String(index)}`]: `{% $pad('', ${String(CHARACTERS)}, 'x') %}` },
          Next: index + 1 < count ? `V${String(index + 1)}` : 'Last',
        },
      ]),
    );
  const fits = Math.floor(MAX / (CHARACTERS + 10));

  test('of an execution hold at most 10 MiB', async () => {
    const Last = { Type: 'Succeed' };
    const full = await drive({ StartAt: 'V0', States: { ...fill(fits), Last } });
    expect(full.outcome?.status).toBe('SUCCEEDED');
    const over = await drive({ StartAt: 'V0', States: { ...fill(fits + 1), Last } });
    expect(over.outcome).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('of its branches count among them', async () => {
    const branch = (name: string) => ({
      StartAt: `Hold${name}`,
      States: {
        [`Hold${name}`]: {
          Type: 'Pass',
          Assign: { [name]: `{% $pad('', ${String(CHARACTERS)}, 'x') %}` },
          Next: `Wait${name}`,
        },
        [`Wait${name}`]: { Type: 'Wait', Seconds: 1, End: true },
      },
    });
    const branches = (...names: string[]) => ({
      StartAt: 'V0',
      States: {
        ...fill(fits - 1),
        Last: { Type: 'Parallel', Branches: names.map(branch), End: true },
      },
    });
    const one = await drive(branches('a'));
    expect(one.outcome?.status).toBe('SUCCEEDED');
    const two = await drive(branches('a', 'b'));
    expect(two.outcome).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

test('data beyond the limit of a state is an error that States.ALL catches (recorded)', async () => {
  const { outcome } = await drive(
    {
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: LAMBDA,
          Catch: [
            { ErrorEquals: ['States.ALL'], Next: 'S', Output: '{% $states.errorOutput.Error %}' },
          ],
          End: true,
        },
        S: { Type: 'Succeed' },
      },
    },
    { answer: () => succeed('ü'.repeat(60)), limits: { stateDataBytesMax: 120 } },
  );
  expect(outcome?.output).toBe('States.DataLimitExceeded');
});

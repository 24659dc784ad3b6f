import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
  UpdateMapRunCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  describeMapRun,
  distributed,
  failingWhere,
  findMapRun,
  listChildren,
  runMap,
  untilEnded,
} from './map-run-states.ts';
import { type States, startStates } from './states.ts';

let states: States;

beforeAll(async () => {
  states = await startStates();
});

afterAll(() => states.close());

const DOUBLE = { Item: { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true } };
const WAITING = { Item: { Type: 'Wait', Seconds: 100, End: true } };

test.each(['STANDARD', 'EXPRESS'])('runs an execution for each item (%s)', async (type) => {
  const machine = await states.createMachine(distributed({ Items: [1, 2, 3] }, DOUBLE, type));
  const { executionArn = '', ...ended } = await runMap(states, machine);
  expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '[2,4,6]' });
  const events = await states.history(executionArn);
  expect(events.map(({ id, previousEventId, type: name }) => [id, previousEventId, name])).toEqual([
    [1, 0, 'ExecutionStarted'],
    [2, 0, 'MapStateEntered'],
    [3, 2, 'MapStateStarted'],
    [4, 3, 'MapRunStarted'],
    [5, 4, 'MapRunSucceeded'],
    [6, 5, 'MapStateSucceeded'],
    [7, 4, 'MapStateExited'],
    [8, 7, 'ExecutionSucceeded'],
  ]);
  const mapRunArn = await findMapRun(states, executionArn);
  expect(events[3]?.mapRunStartedEventDetails).toEqual({ mapRunArn });
  const name = machine.split(':').at(-1) ?? '';
  expect(mapRunArn).toMatch(new RegExp(`:mapRun:${name}/each:[0-9a-f-]{36}$`));
  const counts = {
    ...{ pending: 0, running: 0, succeeded: 3, failed: 0, timedOut: 0, aborted: 0, total: 3 },
    ...{ resultsWritten: 3, failuresNotRedrivable: 0, pendingRedrive: 0 },
  };
  expect(await describeMapRun(states, executionArn)).toMatchObject({
    ...{ mapRunArn, executionArn, status: 'SUCCEEDED', redriveCount: 0, maxConcurrency: 0 },
    ...{ toleratedFailureCount: 0, toleratedFailurePercentage: 0 },
    ...{ itemCounts: counts, executionCounts: counts },
  });
  const children = await listChildren(states, executionArn);
  expect(children).toHaveLength(3);
  expect(children[0]).toMatchObject({
    ...{ mapRunArn, itemCount: 1, status: 'SUCCEEDED', redriveCount: 0 },
    stateMachineArn: `${machine}/each`,
  });
});

test('tells of the executions of a map run as of any other', async () => {
  const machine = await states.createMachine(distributed({ Items: ['a', 'b'] }));
  const { executionArn = '' } = await runMap(states, machine);
  const [last, first] = await listChildren(states, executionArn);
  const child = await states.describe(first?.executionArn ?? '');
  expect(child).toMatchObject({
    input: '"a"',
    output: '"a"',
    status: 'SUCCEEDED',
    stateMachineArn: `${machine}/each`,
    mapRunArn: await findMapRun(states, executionArn),
    redriveStatus: 'NOT_REDRIVABLE',
  });
  expect(child.executionArn).toBe(
    `${machine.replace(':stateMachine:', ':execution:')}/each:${String(child.name)}`,
  );
  const types = (await states.history(child.executionArn ?? '')).map(({ type }) => type);
  expect(types).toEqual([
    'ExecutionStarted',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
  const own = await states.sfn.send(
    new DescribeStateMachineForExecutionCommand({ executionArn: last?.executionArn ?? '' }),
  );
  expect(own).toMatchObject({
    stateMachineArn: `${machine}/each`,
    name: machine.split(':').at(-1),
    label: 'each',
    mapRunArn: child.mapRunArn,
  });
  expect(JSON.parse(own.definition ?? '')).toEqual({
    StartAt: 'Item',
    States: { Item: { Type: 'Pass', End: true } },
  });
  const { executions } = await states.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: machine }),
  );
  expect(executions?.map((execution) => execution.executionArn)).toEqual([executionArn]);
});

test('keeps of EXPRESS executions how they ended, and no history', async () => {
  const machine = await states.createMachine(distributed({ Items: [7] }, DOUBLE, 'EXPRESS'));
  const { executionArn = '' } = await runMap(states, machine);
  const [listed] = await listChildren(states, executionArn);
  const arn = listed?.executionArn ?? '';
  expect(arn).toBe(
    `${machine.replace(':stateMachine:', ':express:')}/each:${String(listed?.name)}`,
  );
  expect(listed?.name).toMatch(/^[0-9a-f-]{36}:[0-9a-f-]{36}$/);
  expect(await states.describe(arn)).toMatchObject({
    input: '7',
    output: '14',
    name: listed?.name,
  });
  await expect(
    states.sfn.send(new GetExecutionHistoryCommand({ executionArn: arn })),
  ).rejects.toMatchObject({
    name: 'InvalidArn',
    message: "Invalid Arn: 'Resource type not valid in this context: express'",
  });
});

test('hands on the members of an object, and selects of items with their context', async () => {
  const members = await states.createMachine(distributed({ Items: '{% $states.input %}' }));
  expect((await runMap(states, members, { a: 1, b: 2 })).output).toBe(
    '[{"Key":"a","Value":1},{"Key":"b","Value":2}]',
  );
  const selected = await states.createMachine(
    distributed({
      Items: '{% $states.input %}',
      ItemSelector: { item: '{% $states.context.Map.Item %}' },
    }),
  );
  expect(JSON.parse((await runMap(states, selected, { a: 1 })).output ?? '')).toEqual([
    { item: { Index: 0, Key: 'a', Value: 1, Source: 'STATE_DATA' } },
  ]);
});

test('hands on batches', async () => {
  const machine = await states.createMachine(
    distributed({
      Items: '{% [1..5] %}',
      ItemBatcher: {
        MaxItemsPerBatch: '{% 1 + 1 %}',
        BatchInput: { of: '{% $states.input.of %}' },
      },
    }),
  );
  const { executionArn = '', output = '' } = await runMap(states, machine, { of: 'x' });
  expect(JSON.parse(output)).toEqual([
    { BatchInput: { of: 'x' }, Items: [1, 2] },
    { BatchInput: { of: 'x' }, Items: [3, 4] },
    { BatchInput: { of: 'x' }, Items: [5] },
  ]);
  expect(await describeMapRun(states, executionArn)).toMatchObject({
    itemCounts: { total: 5, succeeded: 5 },
    executionCounts: { total: 3, succeeded: 3 },
  });
});

test('fails with the first failed item where none is tolerated', async () => {
  const machine = await states.createMachine(
    distributed({ Items: [1, 2, 3, 4], MaxConcurrency: 1 }, failingWhere('$states.input = 2')),
  );
  const { executionArn = '', ...ended } = await runMap(states, machine);
  expect(ended).toMatchObject({
    status: 'FAILED',
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  });
  const events = await states.history(executionArn);
  expect(events.slice(4).map(({ previousEventId, type }) => [previousEventId, type])).toEqual([
    [4, 'MapRunFailed'],
    [5, 'MapStateFailed'],
    [6, 'ExecutionFailed'],
  ]);
  expect(events[4]?.mapRunFailedEventDetails).toEqual({ error: ended.error, cause: ended.cause });
  expect(await describeMapRun(states, executionArn)).toMatchObject({
    status: 'FAILED',
    itemCounts: { pending: 2, succeeded: 1, failed: 1, total: 4, resultsWritten: 4 },
  });
  const [failed] = await listChildren(states, executionArn);
  expect(await states.describe(failed?.executionArn ?? '')).toMatchObject({
    ...{ status: 'FAILED', error: 'Bad', cause: 'of the item' },
    redriveStatus: 'REDRIVABLE_BY_MAP_RUN',
  });
  await expect(
    states.sfn.send(new RedriveExecutionCommand({ executionArn: failed?.executionArn ?? '' })),
  ).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
});

test.each([
  [{ ToleratedFailureCount: 1 }, 'FAILED'],
  [{ ToleratedFailureCount: 2 }, 'SUCCEEDED'],
  [{ ToleratedFailureCount: '{% $count([1, 2]) %}' }, 'SUCCEEDED'],
  [{ ToleratedFailurePercentage: 49 }, 'FAILED'],
  [{ ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
  [{ ToleratedFailureCount: 3, ToleratedFailurePercentage: 1 }, 'FAILED'],
])('tolerates as many failed items as %j says', async (tolerated, status) => {
  const machine = await states.createMachine(
    distributed({ Items: [1, 2, 3, 4], ...tolerated }, failingWhere('$states.input > 2')),
  );
  const ended = await runMap(states, machine);
  expect(ended.status).toBe(status);
  if (status === 'FAILED') return;
  expect(JSON.parse(ended.output ?? '')).toEqual([
    1,
    2,
    expect.objectContaining({ Input: '3', Status: 'FAILED', Error: 'Bad' }),
    expect.objectContaining({ Input: '4', Status: 'FAILED' }),
  ]);
});

test('a Catch takes over from a map run that failed', async () => {
  const machine = await states.createMachine({
    StartAt: 'Each',
    States: {
      ...(
        distributed(
          {
            Items: [1],
            End: undefined,
            Next: 'Never',
            Catch: [
              {
                ErrorEquals: ['States.ExceedToleratedFailureThreshold'],
                Output: '{% $states.errorOutput.Error %}',
                Next: 'Caught',
              },
            ],
          },
          failingWhere('true'),
        ) as { States: object }
      ).States,
      Never: { Type: 'Fail' },
      Caught: { Type: 'Pass', End: true },
    },
  });
  expect(await runMap(states, machine)).toMatchObject({
    status: 'SUCCEEDED',
    output: '"States.ExceedToleratedFailureThreshold"',
  });
});

test('runs no more executions at once than it may, and more as soon as it may', async () => {
  const machine = await states.createMachine(
    distributed({ Items: '{% [1..10] %}', MaxConcurrency: 2 }, WAITING),
  );
  const executionArn = await states.start(machine);
  await states.clock.advance(0);
  const mapRun = await describeMapRun(states, executionArn);
  expect(mapRun).toMatchObject({
    ...{ status: 'RUNNING', maxConcurrency: 2 },
    executionCounts: { running: 2, pending: 8, resultsWritten: 0 },
  });
  const mapRunArn = mapRun.mapRunArn ?? '';
  await states.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 5 }));
  await states.clock.advance(0);
  expect(await describeMapRun(states, executionArn)).toMatchObject({
    maxConcurrency: 5,
    executionCounts: { running: 5, pending: 5 },
  });
  expect(await untilEnded(states, executionArn)).toMatchObject({ status: 'SUCCEEDED' });
  await expect(
    states.sfn.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 5 })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test('StopExecution of the execution stops those of its map run', async () => {
  const machine = await states.createMachine(
    distributed({ Items: [1, 2, 3], MaxConcurrency: 2 }, WAITING),
  );
  const executionArn = await states.start(machine);
  await states.clock.advance(0);
  await states.sfn.send(new StopExecutionCommand({ executionArn }));
  await states.clock.advance(0);
  const { mapRunArn, ...mapRun } = await describeMapRun(states, executionArn);
  expect(mapRun).toMatchObject({
    status: 'ABORTED',
    executionCounts: { aborted: 2, pending: 1, running: 0 },
  });
  const children = await listChildren(states, executionArn);
  const child = await states.describe(children[0]?.executionArn ?? '');
  expect(child).toMatchObject({
    status: 'ABORTED',
    cause: `The map run execution [${String(mapRunArn)}] which was managing this resource was aborted`,
  });
  expect(child.error).toBeUndefined();
  const types = (await states.history(executionArn)).map(({ type }) => type);
  expect(types.at(-1)).toBe('ExecutionAborted');
});

test.each(['STANDARD', 'EXPRESS'])('a redrive takes up what did not succeed (%s)', async (type) => {
  const bad = new Set([2, 3]);
  const name = `work-${type}`;
  const resource = await states.createFunction(name, (event) =>
    bad.has(event as number)
      ? { kind: 'threw', payload: '{"errorType":"Bad","errorMessage":""}' }
      : { kind: 'returned', payload: JSON.stringify(event) },
  );
  const machine = await states.createMachine(
    distributed(
      { Items: [1, 2, 3, 4], MaxConcurrency: 1 },
      {
        Item: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: resource, Payload: '{% $states.input %}' },
          Output: '{% $states.result.Payload %}',
          End: true,
        },
      },
      type,
    ),
  );
  const { executionArn = '', status } = await runMap(states, machine);
  expect(status).toBe('FAILED');
  const before = await describeMapRun(states, executionArn);
  bad.clear();
  await states.sfn.send(new RedriveExecutionCommand({ executionArn }));
  expect(await untilEnded(states, executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '[1,2,3,4]',
  });
  const { mapRuns } = await states.sfn.send(new ListMapRunsCommand({ executionArn }));
  expect(mapRuns).toHaveLength(1);
  expect(await describeMapRun(states, executionArn)).toMatchObject({
    mapRunArn: before.mapRunArn,
    status: 'SUCCEEDED',
    redriveCount: 1,
    itemCounts: { succeeded: 4, failed: 0, pending: 0 },
  });
  const events = await states.history(executionArn);
  const redriven = events.find(({ type: of }) => of === 'MapRunRedriven');
  expect(redriven).toMatchObject({
    previousEventId: 3,
    mapRunRedrivenEventDetails: { mapRunArn: before.mapRunArn, redriveCount: 1 },
  });
  const redriveCounts = (await listChildren(states, executionArn)).map(
    ({ redriveCount }) => redriveCount,
  );
  expect(redriveCounts).toEqual([0, 0, 1, 0]);
});

test('the role must be allowed to start executions of the machine', async () => {
  const machine = await states.createMachine(distributed({ Items: [1] }), {
    actions: ['s3:GetObject'],
  });
  const ended = await runMap(states, machine);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  expect(ended.cause).toMatch(
    /^Error contacting AWS Service\. \| Message from Service: .*states:StartExecution.*\(Service: Sfn, Status Code: 400, /,
  );
});

test('an ItemSelector that cannot be evaluated fails the map run', async () => {
  const machine = await states.createMachine(
    distributed({ Items: [1], ItemSelector: { a: '{% $nothing.a %}' } }),
  );
  const ended = await runMap(states, machine);
  expect(ended).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
  expect(ended.cause).toContain("the state 'Each'");
});

test('results larger than a state may hold fail the state', async () => {
  const machine = await states.createMachine(
    distributed(
      { Items: '{% [1..20] %}' },
      { Item: { Type: 'Pass', Output: "{% $pad('', 15000, 'x') %}", End: true } },
    ),
  );
  expect(await runMap(states, machine)).toMatchObject({
    status: 'FAILED',
    error: 'States.DataLimitExceeded',
  });
});

test('a map run without items succeeds', async () => {
  const machine = await states.createMachine(distributed({ Items: '{% [] %}' }));
  expect(await runMap(states, machine)).toMatchObject({ status: 'SUCCEEDED', output: '[]' });
});

test('a DISTRIBUTED Map may stand in the item processor of another', async () => {
  const inner = distributed(
    { Items: '{% [1..$states.input] %}', Label: 'inner' },
    { Leaf: DOUBLE.Item },
  ) as { States: { Each: object } };
  const machine = await states.createMachine(
    distributed({ Items: [1, 2] }, { Inner: inner.States.Each }),
  );
  expect(await runMap(states, machine)).toMatchObject({
    status: 'SUCCEEDED',
    output: '[[2],[2,4]]',
  });
});

test.each([
  [
    DescribeMapRunCommand,
    'arn:aws:states:us-east-1:000000000000:mapRun:m/each:gone',
    'ResourceNotFound',
  ],
  [DescribeMapRunCommand, 'arn:aws:states:us-east-1:000000000000:mapRun:m', 'InvalidArn'],
  [DescribeMapRunCommand, 'arn:aws:states:us-east-1:000000000000:execution:m:e', 'InvalidArn'],
  [
    UpdateMapRunCommand,
    'arn:aws:states:us-east-1:000000000000:mapRun:m/each:gone',
    'ResourceNotFound',
  ],
])('refuses the ARN of none: %p', async (Command, mapRunArn, name) => {
  await expect(
    states.sfn.send(new Command({ mapRunArn }) as DescribeMapRunCommand),
  ).rejects.toMatchObject({ name });
});

test('refuses executions that are none of a map run', async () => {
  await expect(
    states.sfn.send(
      new DescribeExecutionCommand({
        executionArn: 'arn:aws:states:us-east-1:000000000000:express:m:e:id',
      }),
    ),
  ).rejects.toMatchObject({ name: 'InvalidArn' });
});

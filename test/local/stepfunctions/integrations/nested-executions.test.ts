import { SendTaskSuccessCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '../../../support/refusal.ts';
import { type States, startStates } from '../states.ts';
import { outputOf, task, typesOf } from './task.ts';

// states:startExecution, alone, with .sync, .sync:2 and .waitForTaskToken. What the answers hold was measured on AWS and published.

const PLAIN = 'arn:aws:states:::states:startExecution';
const SYNC = `${PLAIN}.sync`;
const SYNC2 = `${PLAIN}.sync:2`;

let states: States;
let child: string;
let failing: string;
let waiting: string;
beforeAll(async () => {
  states = await startStates();
  const create = (name: string, state: object) =>
    states.createMachine({ StartAt: 'S', States: { S: state } }, { name });
  child = await create('child', {
    Type: 'Succeed',
    Output: { got: '{% $states.input %}' },
  });
  failing = await create('failing', { Type: 'Fail', Error: 'Boom', Cause: 'why' });
  waiting = await create('waiting', { Type: 'Wait', Seconds: 600, End: true });
});
afterAll(() => states.close());

const nest = (resource: string, StateMachineArn: string, more: object = {}, state: object = {}) =>
  task(resource, { StateMachineArn, ...more }, state);
const run = async (definition: object) => await states.run(await states.createMachine(definition));
const idOf = (executionArn: string): string => executionArn.split(':').at(-1) ?? '';

test('alone starts an execution and goes on', async () => {
  const parent = nest(PLAIN, child, { Name: 'alone', Input: { a: 1 } });
  const { ExecutionArn, ...rest } = outputOf(await run(parent)) as { ExecutionArn: string };
  expect(rest).toEqual({
    SdkHttpMetadata: expect.any(Object),
    SdkResponseMetadata: expect.any(Object),
    StartDate: states.clock.now() - 3_600_000,
  });
  expect(await states.describe(ExecutionArn)).toMatchObject({
    status: 'SUCCEEDED',
    input: '{"a":1}',
  });
  expect((await run(parent)).error).toBe('StepFunctions.ExecutionAlreadyExistsException');
  const none = await run(nest(PLAIN, `${child}-none`));
  expect(none.error).toBe('StepFunctions.StateMachineDoesNotExistException');
});

test('.sync ends with its execution, whose description is the result, with texts as texts', async () => {
  const ended = await run(nest(SYNC, child, { Name: 'sync', Input: { a: 1 } }));
  const at = states.clock.now() - 3_600_000;
  expect(Object.entries(outputOf(ended) as object)).toEqual([
    ['ExecutionArn', `${child.replace(':stateMachine:', ':execution:')}:sync`],
    ['Input', '{"a":1}'],
    ['InputDetails', { Included: true }],
    ['Name', 'sync'],
    ['Output', '{"got":{"a":1}}'],
    ['OutputDetails', { Included: true }],
    ['RedriveCount', 0],
    ['RedriveStatus', 'NOT_REDRIVABLE'],
    ['RedriveStatusReason', 'Execution is SUCCEEDED and cannot be redriven'],
    ['StartDate', at],
    ['StateMachineArn', child],
    ['Status', 'SUCCEEDED'],
    ['StopDate', at],
  ]);
  expect(typesOf(ended)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  const [, , scheduled, started, submitted, succeeded] = ended.events;
  const names = { resourceType: 'states', resource: 'startExecution.sync' };
  expect(scheduled?.taskScheduledEventDetails).toMatchObject(names);
  expect(started?.taskStartedEventDetails).toEqual(names);
  expect(submitted?.taskSubmittedEventDetails).toEqual({
    ...names,
    output: expect.stringContaining('"ExecutionArn":"'),
    outputDetails: { truncated: false },
  });
  expect(succeeded?.taskSucceededEventDetails).toMatchObject(names);
  expect([submitted?.previousEventId, succeeded?.previousEventId]).toEqual([4, 5]);
});

test('.sync:2 gives input and output as the values that they are, and the parent’s id where the author hands it on', async () => {
  const Input = {
    a: 1,
    AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: '{% $states.context.Execution.Id %}',
  };
  const ended = await run(
    nest(SYNC2, child, { Input }, { Output: '{% $states.result.Output.got %}' }),
  );
  expect(outputOf(ended)).toEqual({
    a: 1,
    AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: ended.executionArn,
  });
  expect(ended.events[5]?.taskSucceededEventDetails?.resource).toBe('startExecution.sync:2');
});

test.each([SYNC, SYNC2])(
  '%s fails where its execution does, and only as States.TaskFailed',
  async (resource) => {
    const Catch = [
      { ErrorEquals: ['Boom', 'States.Timeout'], Next: 'Wrong' },
      { ErrorEquals: ['States.TaskFailed'], Next: 'Right' },
    ];
    const parent = nest(resource, failing, { Input: { k: 1 } }, { Catch }) as { States: object };
    const ended = await run({
      ...parent,
      States: { ...parent.States, Wrong: { Type: 'Fail' }, Right: { Type: 'Succeed' } },
    });
    const { Error: error, Cause: cause } = outputOf(ended) as { Error: string; Cause: string };
    expect(error).toBe('States.TaskFailed');
    const described = JSON.parse(cause) as { ExecutionArn: string; Name: string };
    const at = states.clock.now() - 3_600_000;
    expect(Object.entries(described)).toEqual([
      ['Cause', 'why'],
      ['Error', 'Boom'],
      ['ExecutionArn', expect.stringContaining(':execution:failing:')],
      ['Input', '{"k":1}'],
      ['InputDetails', { Included: true }],
      ['Name', idOf(described.ExecutionArn)],
      ['RedriveCount', 0],
      ['RedriveStatus', 'REDRIVABLE'],
      ['StartDate', at],
      ['StateMachineArn', failing],
      ['Status', 'FAILED'],
      ['StopDate', at],
    ]);
    expect(ended.events[5]?.taskFailedEventDetails).toMatchObject({
      error: 'States.TaskFailed',
      cause,
    });
  },
);

test('what cannot be started is told as not submitted', async () => {
  const ended = await run(nest(SYNC, `${child}-none`));
  expect(ended.error).toBe('StepFunctions.StateMachineDoesNotExistException');
  expect(typesOf(ended)).toContain('TaskSubmitFailed');
});

test('whatever ends the Task before its execution stops the execution', async () => {
  const startAt = states.clock.now();
  const parents = {
    timeout: nest(SYNC, waiting, { Name: 'timeout' }, { TimeoutSeconds: 10 }),
    machine: { ...nest(SYNC, waiting, { Name: 'machine' }), TimeoutSeconds: 20 },
    sibling: {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            nest(SYNC2, waiting, { Name: 'sibling' }),
            {
              StartAt: 'W',
              States: {
                W: { Type: 'Wait', Seconds: 5, Next: 'F' },
                F: { Type: 'Fail', Error: 'Other' },
              },
            },
          ],
          End: true,
        },
      },
    },
    stopped: nest(SYNC, waiting, { Name: 'stopped' }),
  };
  const started: Record<string, string> = {};
  for (const [name, definition] of Object.entries(parents)) {
    started[name] = await states.start(await states.createMachine(definition));
  }
  await states.clock.advance(1_000);
  await states.sfn.send(new StopExecutionCommand({ executionArn: started['stopped'] }));
  await states.clock.advance(30_000);
  const executionOf = (name: string): string =>
    `${waiting.replace(':stateMachine:', ':execution:')}:${name}`;
  const seconds: Record<string, number> = { timeout: 10, machine: 20, sibling: 5, stopped: 1 };
  for (const [name, parentArn] of Object.entries(started)) {
    const { status, error, cause, stopDate } = await states.describe(executionOf(name));
    expect([name, status, error, cause, (stopDate?.getTime() ?? 0) - startAt]).toEqual([
      name,
      'ABORTED',
      undefined,
      `The Task state in AWS Step Functions execution [${parentArn}] which was managing this resource was aborted`,
      (seconds[name] ?? 0) * 1000,
    ]);
  }
});

test('a machine whose role may not follow executions is refused, as the managed rule would be on AWS', async () => {
  const events = ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'];
  const create = (actions: readonly string[], resource = SYNC) =>
    states.createMachine(nest(resource, child), { actions: ['states:*', ...actions] });
  for (const missing of events) {
    const refusal = await refusalOf(create(events.filter((action) => action !== missing)));
    expect([missing, refusal.name, refusal.message]).toEqual([
      missing,
      'AccessDeniedException',
      expect.stringMatching(
        /^'arn:aws:iam::000000000000:role\/machine-\d+' is not authorized to create managed-rule\.$/,
      ),
    ]);
  }
  expect(await create(events)).toContain(':stateMachine:');
  expect(await create([], PLAIN)).toContain(':stateMachine:');
});

test('a role that may start executions and not describe them cannot wait for them', async () => {
  const machine = await states.createMachine(nest(SYNC, child), {
    actions: ['states:StartExecution', 'events:*'],
  });
  const { error, cause } = await states.run(machine);
  expect(error).toBe('StepFunctions.AWSStepFunctionsException');
  expect(cause).toContain('is not authorized to perform: states:DescribeExecution');
});

test('.waitForTaskToken ends when the execution, or anybody, sends the token back', async () => {
  const asking = await states.createMachine(
    nest(`${PLAIN}.waitForTaskToken`, child, {
      Name: 'asked',
      Input: { token: '{% $states.context.Task.Token %}' },
    }),
  );
  const executionArn = await states.start(asking);
  await states.clock.advance(1_000);
  expect((await states.describe(executionArn)).status).toBe('RUNNING');
  const asked = await states.describe(`${child.replace(':stateMachine:', ':execution:')}:asked`);
  const { token } = JSON.parse(asked.input ?? '{}') as { token: string };
  await states.sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '"back"' }));
  expect(await states.describe(executionArn)).toMatchObject({
    status: 'SUCCEEDED',
    output: '"back"',
  });
});

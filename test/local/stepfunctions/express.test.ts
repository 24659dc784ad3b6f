import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  type StartSyncExecutionInput,
  type StartSyncExecutionOutput,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../support/refusal.ts';
import { returned, START, type States, startStates } from './states.ts';

let states: States;

beforeEach(async () => {
  states = await startStates();
});
afterEach(async () => {
  await states.close();
});

const GROUP = '/aws/vendedlogs/states/express';
const ECHO = {
  StartAt: 'W',
  States: { W: { Type: 'Wait', Seconds: 2, Output: '{% $states.input.a + 1 %}', End: true } },
};
const FAIL = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Boom', Cause: 'why' } } };

const createExpress = (definition: object, more = {}) =>
  states.createMachine(definition, { type: 'EXPRESS', name: 'x', ...more });
const send = (stateMachineArn: string, more: Partial<StartSyncExecutionInput> = {}) =>
  states.sfn.send(new StartSyncExecutionCommand({ stateMachineArn, ...more }));

/** Waits for the answer while the clock goes on. */
async function answered<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const state = { isThere: false };
  const there = answer.finally(() => {
    state.isThere = true;
  });
  while (!state.isThere) await states.clock.advance(1000);
  return await there;
}

const run = (
  stateMachineArn: string,
  more: Partial<StartSyncExecutionInput> = {},
): Promise<StartSyncExecutionOutput> => answered(send(stateMachineArn, more));

describe('StartSyncExecution', () => {
  test('answers how it ended, and what is to be paid', async () => {
    const machine = await createExpress(ECHO);
    const more = { name: 'e', input: '{"a":1}', traceHeader: 'Root=1' };
    const { $metadata: _metadata, ...answer } = (await run(machine, more)) as {
      readonly $metadata?: unknown;
    } & StartSyncExecutionOutput;
    expect(answer).toEqual({
      executionArn: expect.stringMatching(
        /^arn:aws:states:us-east-1:000000000000:express:x:e:[0-9a-f-]{36}$/,
      ),
      stateMachineArn: machine,
      name: 'e',
      status: 'SUCCEEDED',
      startDate: expect.any(Date),
      stopDate: expect.any(Date),
      input: '{"a":1}',
      inputDetails: { included: true },
      output: '2',
      outputDetails: { included: true },
      traceHeader: 'Root=1',
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 2000 },
    });
    const { startDate, stopDate } = answer;
    expect(Number(stopDate) - Number(startDate)).toBe(2000);
  });

  test('answers a failure as a success of the call', async () => {
    expect(await run(await createExpress(FAIL))).toMatchObject({
      status: 'FAILED',
      error: 'Boom',
      cause: 'why',
      billingDetails: { billedDurationInMilliseconds: 100 },
    });
  });

  test('leaves the data out where it is not asked for', async () => {
    const machine = await createExpress(ECHO);
    const answer = await run(machine, { input: '{"a":1}', includedData: 'METADATA_ONLY' });
    expect(answer).toMatchObject({
      inputDetails: { included: false },
      outputDetails: { included: false },
    });
    expect('input' in answer || 'output' in answer).toBe(false);
  });

  test('ends after five minutes, whatever the machine says', async () => {
    const machine = await createExpress({
      StartAt: 'W',
      TimeoutSeconds: 3600,
      States: { W: { Type: 'Wait', Seconds: 400, End: true } },
    });
    const { status, startDate, stopDate } = await run(machine);
    expect([status, Number(stopDate) - Number(startDate)]).toEqual(['TIMED_OUT', 300_000]);
  });

  test('runs the same name side by side, and none is a name that is taken', async () => {
    const machine = await createExpress(ECHO);
    const both = [1, 2].map((a) => send(machine, { name: 'e', input: JSON.stringify({ a }) }));
    const all = await answered(Promise.all(both));
    expect(all.map(({ output }) => output)).toEqual(['2', '3']);
  });

  test('is for EXPRESS machines alone', async () => {
    const standard = await states.createMachine(ECHO);
    expect(await refusalOf(send(standard))).toEqual({
      name: 'StateMachineTypeNotSupported',
      message: 'This operation is not supported by this type of state machine',
    });
    const machine = await createExpress(ECHO);
    expect((await refusalOf(send(machine, { name: 'a b' }))).name).toBe('InvalidName');
    expect((await refusalOf(send(machine, { input: '{' }))).name).toBe('InvalidExecutionInput');
    expect((await refusalOf(send(`${machine}y`))).name).toBe('StateMachineDoesNotExist');
  });

  test('runs tasks with the rights of the role', async () => {
    await states.createFunction('double', (event) =>
      returned(2 * (event as { readonly n: number }).n),
    );
    const machine = await createExpress({
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'double', Payload: { n: 21 } },
          Output: '{% $states.result.Payload %}',
          End: true,
        },
      },
    });
    expect((await run(machine)).output).toBe('42');
  });
});

describe('an EXPRESS machine', () => {
  test('is described as one, and is another machine than a STANDARD one', async () => {
    const stateMachineArn = await createExpress(ECHO);
    const describeIt = new DescribeStateMachineCommand({ stateMachineArn });
    const { type, definition, roleArn } = await states.sfn.send(describeIt);
    expect(type).toBe('EXPRESS');
    const standard = new CreateStateMachineCommand({ name: 'x', definition, roleArn });
    expect((await refusalOf(states.sfn.send(standard))).name).toBe('StateMachineAlreadyExists');
  });

  test('waits for no token and no job, and has no distributed map', async () => {
    const refusals = [
      [
        'arn:aws:states:::lambda:invoke.waitForTaskToken',
        "'.waitForTaskToken' service integration",
      ],
      ['arn:aws:states:::states:startExecution.sync:2', "'.sync:2' service integration"],
    ] as const;
    for (const [Resource, what] of refusals) {
      const task = { Type: 'Task', Resource, Arguments: {}, End: true };
      const { name, message } = await refusalOf(
        createExpress({
          StartAt: 'P',
          States: {
            P: { Type: 'Parallel', Branches: [{ StartAt: 'T', States: { T: task } }], End: true },
          },
        }),
      );
      expect(name).toBe('InvalidDefinition');
      if (message.includes('is required but was missing')) continue;
      expect(message).toContain(
        `SCHEMA_VALIDATION_FAILED: Express state machine does not support ${what} at /States/P/Branches[0]/States/T/Resource`,
      );
    }
    const stateMachineArn = await createExpress(ECHO, { name: 'updated' });
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
          Arguments: { FunctionName: 'f', Payload: '{% $states.context.Task.Token %}' },
          End: true,
        },
      },
    });
    const update = new UpdateStateMachineCommand({ stateMachineArn, definition });
    expect((await refusalOf(states.sfn.send(update))).message).toContain(
      "Express state machine does not support '.waitForTaskToken' service integration",
    );
  });

  test('keeps no executions: they are neither listed, described, stopped nor redriven', async () => {
    const stateMachineArn = await createExpress(ECHO);
    const list = states.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    expect((await refusalOf(list)).name).toBe('StateMachineTypeNotSupported');
    const { executionArn } = await states.sfn.send(
      new StartExecutionCommand({ stateMachineArn, input: '{"a":1}' }),
    );
    for (const call of [
      states.sfn.send(new DescribeExecutionCommand({ executionArn })),
      states.sfn.send(new GetExecutionHistoryCommand({ executionArn })),
      states.sfn.send(new StopExecutionCommand({ executionArn })),
      states.sfn.send(new RedriveExecutionCommand({ executionArn })),
    ]) {
      expect(await refusalOf(call)).toEqual({
        name: 'InvalidArn',
        message: "Invalid Arn: 'Resource type not valid in this context: express'",
      });
    }
  });
});

test('StartExecution of an EXPRESS machine is seen in its log', async () => {
  const logs = new CloudWatchLogsClient(states.cloud.clientConfig);
  await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  const logGroupArn = `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}:*`;
  const machine = await createExpress(ECHO, {
    loggingConfiguration: {
      level: 'ALL',
      includeExecutionData: true,
      destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }],
    },
  });
  const start = new StartExecutionCommand({
    stateMachineArn: machine,
    name: 'e',
    input: '{"a":1}',
  });
  const [one, two] = [await states.sfn.send(start), await states.sfn.send(start)];
  expect(one.startDate).toEqual(new Date(START));
  expect(one.executionArn).not.toBe(two.executionArn);
  await states.clock.advance(5000);
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: GROUP }));
  const told = events
    .map(({ message = '{}' }) => JSON.parse(message) as { execution_arn: string; type: string })
    .filter(({ execution_arn: arn }) => arn === one.executionArn)
    .map(({ type }) => type);
  expect(told).toEqual([
    'ExecutionStarted',
    'WaitStateEntered',
    'WaitStateExited',
    'ExecutionSucceeded',
  ]);
  logs.destroy();
});

import {
  TestStateCommand,
  type TestStateCommandInput,
  type TestStateCommandOutput,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createRole } from '../../support/roles.ts';
import { returned, type States, startStates, threw } from './states.ts';

const LAMBDA = 'arn:aws:states:::lambda:invoke';
const NEXT = { Type: 'Succeed' };

const logged: unknown[] = [];
let states: States;
let roleArn: string;
let functionArn: string;

beforeAll(async () => {
  states = await startStates({ log: (entry) => logged.push(entry) });
  roleArn = await createRole(states.cloud.cloud, {
    name: 'tester',
    service: 'states.amazonaws.com',
    actions: ['lambda:InvokeFunction'],
  });
  functionArn = await states.createFunction('double', (event) =>
    returned({ doubled: (event as { n: number }).n * 2 }),
  );
});

afterAll(() => states.close());

type Request = Omit<TestStateCommandInput, 'definition' | 'input' | 'variables' | 'context'> & {
  readonly input?: unknown;
  readonly variables?: unknown;
  readonly context?: unknown;
};

/** Objects become JSON texts; a state by itself is JSONata. */
async function run(definition: object, request: Request = {}): Promise<TestStateCommandOutput> {
  const { input, variables, context, ...rest } = request;
  const texts = Object.fromEntries(
    Object.entries({ input, variables, context })
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, JSON.stringify(value)]),
  );
  const { $metadata, ...answer } = await states.sfn.send(
    new TestStateCommand({
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
      ...rest,
      ...texts,
    }),
  );
  expect($metadata.httpStatusCode).toBe(200);
  return answer as TestStateCommandOutput;
}

function mocked(result: unknown): { readonly result: string } {
  return { result: JSON.stringify(result) };
}

function mockedError(error: string, cause?: string): TestStateCommandInput['mock'] {
  return { errorOutput: { error, ...(cause === undefined ? {} : { cause }) } };
}

describe('a state by itself', () => {
  test('shows its output and the next state, and no more than that', async () => {
    const pass = { Type: 'Pass', Output: { a: '{% $states.input.n + $x %}' }, Next: 'Then' };
    expect(await run(pass, { input: { n: 1 }, variables: { x: 2 } })).toEqual({
      status: 'SUCCEEDED',
      output: '{"a":3}',
      nextState: 'Then',
    });
  });

  test('shows input and variables where it is asked to', async () => {
    const pass = { Type: 'Pass', Assign: { y: '{% $x * 2 %}' }, End: true };
    expect(
      await run(pass, { input: { n: 1 }, variables: { x: 2 }, inspectionLevel: 'DEBUG' }),
    ).toEqual({
      status: 'SUCCEEDED',
      output: '{"n":1}',
      inspectionData: { input: '{"n":1}', variables: '{"x":2,"y":4}' },
    });
  });

  test('chooses', async () => {
    const choice = {
      Type: 'Choice',
      Choices: [{ Condition: '{% $states.input > 1 %}', Next: 'Big', Output: 'big' }],
      Default: 'Small',
    };
    expect(await run(choice, { input: 2 })).toMatchObject({ nextState: 'Big', output: '"big"' });
    expect(await run(choice, { input: 1 })).toMatchObject({ nextState: 'Small', output: '1' });
    const { Default: _, ...open } = choice;
    expect(await run(open, { input: 1 })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });

  test('does not wait', async () => {
    const before = states.clock.now();
    const wait = { Type: 'Wait', Seconds: '{% $states.input %}', Next: 'Then' };
    expect(await run(wait, { input: 99_999_999 })).toMatchObject({
      status: 'SUCCEEDED',
      nextState: 'Then',
    });
    expect(states.clock.now()).toBe(before);
    expect(await run({ ...wait, Seconds: -1 }).catch(String)).toMatch(/Minimum value is 0/);
  });

  test('succeeds or fails as it is told', async () => {
    expect(await run({ Type: 'Succeed', Output: 1 })).toEqual({ status: 'SUCCEEDED', output: '1' });
    expect(await run({ Type: 'Fail', Error: 'E', Cause: '{% "be" & "cause" %}' })).toEqual({
      status: 'FAILED',
      error: 'E',
      cause: 'because',
    });
  });

  test('fails at an expression in the words of an execution', async () => {
    const broken = { Type: 'Pass', Output: '{% $states.input.a %}', End: true };
    const tested = await run(broken);
    const machine = await states.createMachine({
      StartAt: 'TestState',
      States: { TestState: broken },
    });
    const { error, cause } = await states.run(machine);
    // In an execution the state is the second event; in a test the first.
    expect(tested).toEqual({ status: 'FAILED', error, cause: cause?.replace('#2', '#1') });
  });
});

describe('a Task', () => {
  const task = {
    Type: 'Task',
    Resource: LAMBDA,
    Arguments: { FunctionName: 'double', Payload: '{% $states.input %}' },
    Output: '{% $states.result.Payload %}',
    Next: 'Then',
  };

  test('is really called, with the role', async () => {
    const answer = await run(task, { input: { n: 4 }, roleArn, inspectionLevel: 'DEBUG' });
    expect(answer).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"doubled":8}',
      nextState: 'Then',
    });
    expect(JSON.parse(answer.inspectionData?.afterArguments ?? '')).toEqual({
      FunctionName: 'double',
      Payload: { n: 4 },
    });
    expect(JSON.parse(answer.inspectionData?.result ?? '')).toMatchObject({
      Payload: { doubled: 8 },
    });
    const { Arguments: _, Output: __, ...rest } = task;
    const byArn = await run({ ...rest, Resource: functionArn }, { input: { n: 1 }, roleArn });
    expect(byArn.output).toBe('{"doubled":2}');
  });

  test('needs the role, and what it does needs the role’s rights', async () => {
    await expect(run(task, { input: { n: 1 } })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'RoleArn must be specified when testing a Task state',
    });
    const powerless = await createRole(states.cloud.cloud, {
      name: 'powerless',
      service: 'states.amazonaws.com',
      actions: ['logs:CreateLogGroup'],
    });
    expect(await run(task, { input: { n: 1 }, roleArn: powerless })).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.AWSLambdaException',
    });
    await expect(run(task, { roleArn: 'tester' })).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  test('is retried and caught as in an execution', async () => {
    await states.createFunction('throwing', () => threw('Boom', 'no'));
    const throwing = { ...task, Arguments: { FunctionName: 'throwing' } };
    const retried = { ...throwing, Retry: [{ ErrorEquals: ['Other'] }, { ErrorEquals: ['Boom'] }] };
    expect(await run(retried, { roleArn, inspectionLevel: 'DEBUG' })).toMatchObject({
      status: 'RETRIABLE',
      error: 'Boom',
      inspectionData: { errorDetails: { retryIndex: 1, retryBackoffIntervalSeconds: 1 } },
    });
    const caught = {
      ...throwing,
      Catch: [
        { ErrorEquals: ['Other'], Next: 'Never' },
        { ErrorEquals: ['States.ALL'], Next: 'Mend', Output: '{% $states.errorOutput.Error %}' },
      ],
    };
    expect(await run(caught, { roleArn, inspectionLevel: 'DEBUG' })).toMatchObject({
      status: 'CAUGHT_ERROR',
      error: 'Boom',
      nextState: 'Mend',
      output: '"Boom"',
      inspectionData: { errorDetails: { catchIndex: 1 } },
    });
  });

  test('that takes more than five minutes times out', async () => {
    await states.createFunction('endless', () => new Promise(() => undefined));
    const endless = { ...task, Arguments: { FunctionName: 'endless' } };
    const ended = run(endless, { roleArn });
    const quick = run({ ...endless, TimeoutSeconds: 5 }, { roleArn });
    await untilDue(5_000);
    await states.clock.advance(5_000);
    expect(await quick).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    await states.clock.advance(295_000);
    expect(await ended).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('may be tested only by those who may, and who may pass the role', async () => {
    const call = (input: object, allowed: readonly string[]) =>
      asUser(allowed, {
        definition: JSON.stringify({ QueryLanguage: 'JSONata', ...task }),
        ...input,
      });
    const mock = mocked({ Payload: 1 });
    await expect(call({ mock }, [])).rejects.toMatchObject({ code: 'AccessDeniedException' });
    await expect(call({ roleArn }, ['states:TestState'])).rejects.toThrow(/iam:PassRole/);
    await expect(
      call({ roleArn, revealSecrets: true }, ['states:TestState', 'iam:PassRole']),
    ).rejects.toThrow(/states:RevealSecrets/);
    expect(await call({ roleArn, mock }, ['states:TestState'])).toMatchObject({
      status: 'SUCCEEDED',
    });
  });
});

/** Until somebody sleeps that long, so that the clock is not moved before. */
async function untilDue(ms: number): Promise<void> {
  while (states.clock.nextDue() !== states.clock.now() + ms) await states.clock.settle();
}

let users = 0;

async function asUser(actions: readonly string[], input: object): Promise<unknown> {
  users += 1;
  const { cloud } = states.cloud;
  const arn = await createRole(cloud, {
    name: `caller-${String(users)}`,
    service: 'lambda.amazonaws.com',
    actions: actions.length === 0 ? ['logs:CreateLogGroup'] : actions,
  });
  return await cloud.call({
    service: 'stepfunctions',
    operation: 'TestState',
    input,
    region: 'us-east-1',
    principal: {
      kind: 'role',
      accountId: arn.split(':')[4] ?? '',
      roleArn: arn,
      arn: `${arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/session`,
    },
  });
}

describe('a mock', () => {
  const task = {
    Type: 'Task',
    Resource: LAMBDA,
    Arguments: { FunctionName: 'none', Payload: '{% $states.context.Execution.Name %}' },
    Next: 'Then',
  };

  test('stands for the call, without a role', async () => {
    const answer = await run(task, {
      mock: mocked({ Payload: { a: 1 }, StatusCode: 200 }),
      context: { Execution: { Name: 'mine' } },
      inspectionLevel: 'DEBUG',
    });
    expect(answer).toEqual({
      status: 'SUCCEEDED',
      nextState: 'Then',
      output: '{"Payload":{"a":1},"StatusCode":200}',
      inspectionData: {
        input: '{}',
        afterArguments: '{"FunctionName":"none","Payload":"mine"}',
        result: '{"Payload":{"a":1},"StatusCode":200}',
        variables: '{}',
      },
    });
  });

  // AWS documentation, "Testing retry and error handling".
  test('of an error meets the Retrier at the attempt that is asked for, then the Catcher', async () => {
    const recovering = {
      ...task,
      Retry: [
        {
          ErrorEquals: ['Lambda.ServiceException'],
          IntervalSeconds: 2,
          MaxAttempts: 3,
          BackoffRate: 2,
        },
      ],
      Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Mend' }],
    };
    const at = (retrierRetryCount: number) =>
      run(recovering, {
        mock: mockedError('Lambda.ServiceException', 'Service error'),
        stateConfiguration: { retrierRetryCount },
        inspectionLevel: 'DEBUG',
      });
    expect(await at(1)).toMatchObject({
      status: 'RETRIABLE',
      error: 'Lambda.ServiceException',
      inspectionData: { errorDetails: { retryIndex: 0, retryBackoffIntervalSeconds: 4 } },
    });
    expect(await at(3)).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'Mend',
      output: '{"Error":"Lambda.ServiceException","Cause":"Service error"}',
      inspectionData: { errorDetails: { catchIndex: 0 } },
    });
  });

  test('stands for what is sent back with a token', async () => {
    const waiting = {
      ...task,
      Resource: `${LAMBDA}.waitForTaskToken`,
      Arguments: { FunctionName: 'f', Payload: { token: '{% $states.context.Task.Token %}' } },
    };
    expect(await run(waiting, { mock: mocked('done') })).toMatchObject({ output: '"done"' });
    await expect(run(waiting, { roleArn })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('stands for what a job ends with, by the schema of what is asked meanwhile', async () => {
    const job = {
      ...task,
      Resource: 'arn:aws:states:::states:startExecution.sync:2',
      Arguments: { StateMachineArn: 'm' },
      Output: '{% $states.result.Output.done %}',
    };
    const answer = { ExecutionArn: 'e', StateMachineArn: 'm', Status: 'SUCCEEDED', StartDate: 'd' };
    const mock = mocked({ ...answer, Output: { done: true } });
    expect(await run(job, { mock })).toMatchObject({ status: 'SUCCEEDED', output: 'true' });
    await expect(run(job, { mock: mocked({ ExecutionArn: 'e' }) })).rejects.toThrow(
      "Required field 'StateMachineArn' is missing",
    );
    await expect(run(job, { roleArn })).rejects.toThrow(/'\.sync:2' unless a mock/);
  });

  test('stands for what a worker of an activity sends', async () => {
    const activity = 'arn:aws:states:us-east-1:000000000000:activity:work';
    const working = { Type: 'Task', Resource: activity, Arguments: 1, Next: 'Then' };
    expect(await run(working, { mock: mocked([1]) })).toMatchObject({ output: '[1]' });
    expect(await run(working, { mock: mockedError('Tired') })).toMatchObject({ error: 'Tired' });
    await expect(run(working, { roleArn })).rejects.toThrow(/'Activity' unless a mock/);
  });

  const mac = { KeyId: 'k', Message: 'm', MacAlgorithm: 'HMAC_SHA_256' };
  const ARGUMENTS: Readonly<Record<string, object>> = {
    'sfn:startExecution': { StateMachineArn: 'm' },
    'secretsmanager:getSecretValue': { SecretId: 's' },
    'kms:generateMac': mac,
    'kms:verifyMac': { ...mac, Mac: 'bQ==' },
    'sqs:sendMessageBatch': { QueueUrl: 'q', Entries: [] },
    'lambda:getFunction': { FunctionName: 'f' },
  };

  test.each<[string, string, unknown, string | undefined]>([
    ['a required member', 'sfn:startExecution', {}, "Required field 'ExecutionArn' is missing"],
    ['a text', 'secretsmanager:getSecretValue', { Name: 1 }, "Field 'Name' must be a string"],
    [
      'a list',
      'secretsmanager:getSecretValue',
      { VersionStages: 'AWSCURRENT' },
      "Field 'VersionStages' must be an array",
    ],
    ['a map', 'kms:generateMac', { KeyId: {} }, "Field 'KeyId' must be a string"],
    [
      'a number',
      'sqs:sendMessageBatch',
      { Successful: [{ Id: 1 }], Failed: [] },
      "Field 'Id' must be a string",
    ],
    [
      'nested',
      'lambda:getFunction',
      { Configuration: { Timeout: 'x' } },
      "Field 'Timeout' must be a number",
    ],
    ['a boolean', 'kms:verifyMac', { MacValid: 'yes' }, "Field 'MacValid' must be a boolean"],
    ['an object', 'kms:verifyMac', [], undefined],
    ['a member that nobody knows', 'secretsmanager:getSecretValue', { Nonsense: 1 }, ''],
  ])('must have the form of the answer: %s', async (_title, action, result, refusal) => {
    const sdk = {
      ...task,
      Resource: `arn:aws:states:::aws-sdk:${action}`,
      Arguments: ARGUMENTS[action],
    };
    const strict = run(sdk, { mock: mocked(result) });
    if (refusal === '') expect(await strict).toMatchObject({ status: 'SUCCEEDED' });
    else {
      await expect(strict).rejects.toMatchObject({
        name: 'ValidationException',
        message:
          refusal === undefined
            ? 'Mock result must be a valid JSON object'
            : `Mock result schema validation error: ${refusal}`,
      });
    }
    const free = { ...mocked(result), fieldValidationMode: 'NONE' } as const;
    expect(await run(sdk, { mock: free })).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('need not have all members where only those that are there are asked for', async () => {
    const start = {
      ...task,
      Resource: 'arn:aws:states:::states:startExecution',
      Arguments: { StateMachineArn: 'm' },
    };
    const mock = { ...mocked({}), fieldValidationMode: 'PRESENT' } as const;
    expect(await run(start, { mock })).toMatchObject({ status: 'SUCCEEDED' });
    await expect(run(start, { mock: mocked({}) })).rejects.toThrow(/'ExecutionArn' is missing/);
    await expect(run(start, { mock: { ...mock, result: '{"StartDate":1}' } })).rejects.toThrow(
      /'StartDate' must be a string/,
    );
  });

  test.each<[string, object, Request, string, string]>([
    [
      'a Pass',
      { Type: 'Pass', End: true },
      { mock: mocked(1) },
      'ValidationException',
      "State type 'Pass' is not supported when a mock is specified",
    ],
    [
      'a Choice',
      { Type: 'Choice', Choices: [{ Condition: true, Next: 'A' }] },
      { mock: mockedError('E') },
      'ValidationException',
      "State type 'Choice' is not supported when a mock is specified",
    ],
    [
      'both a result and an error',
      task,
      { mock: { ...mocked(1), errorOutput: { error: 'E' } } },
      'ValidationException',
      'A test mock should have only one of the following fields: [result, errorOutput].',
    ],
    [
      'neither',
      task,
      { mock: {} },
      'ValidationException',
      'A test mock must have one of the following fields: [result, errorOutput].',
    ],
    [
      'no JSON',
      task,
      { mock: { result: '{' } },
      'ValidationException',
      'Mocked result must be valid JSON',
    ],
    [
      'an error without its name',
      task,
      { mock: { errorOutput: { cause: 'c' } } },
      'ValidationException',
      "The field 'error' is required when mock.errorOutput is specified.",
    ],
    [
      'secrets that are to be revealed',
      task,
      { mock: mocked({}), revealSecrets: true },
      'ValidationException',
      'TestState does not support RevealSecrets when a mock is specified.',
    ],
    [
      'a context without a mock',
      { Type: 'Pass', End: true },
      { context: {} },
      'ValidationException',
      'TestState supports a context only when a mock is specified.',
    ],
    [
      'a configuration without a mock',
      { Type: 'Pass', End: true },
      { stateConfiguration: { mapIterationFailureCount: 0 } },
      'ValidationException',
      'TestState supports stateConfiguration.mapIterationFailureCount only when a mock is specified.',
    ],
    [
      'a context that is no object',
      task,
      { mock: mocked({}), context: [] },
      'ValidationException',
      'Invalid Context object provided: expected a JSON object',
    ],
  ])('is refused: %s', async (_title, definition, request, name, message) => {
    await expect(run(definition, request)).rejects.toMatchObject({ name, message });
  });
});

describe('Map and Parallel', () => {
  const processor = { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } };
  const map = {
    Type: 'Map',
    Items: '{% $states.input.items %}',
    ItemSelector: { v: '{% $states.context.Map.Item.Value %}' },
    MaxConcurrency: '{% 3 %}',
    ToleratedFailureCount: 1,
    ItemProcessor: processor,
    Output: '{% $sum($states.result) %}',
    Next: 'Then',
  };
  const parallel = {
    Type: 'Parallel',
    Arguments: { a: '{% $states.input.n %}' },
    Branches: [processor, { StartAt: 'Two', States: { Two: { Type: 'Pass', End: true } } }],
    Next: 'Then',
  };

  test('are tested by a mock of what they have in the end', async () => {
    const input = { items: [1, 2] };
    expect(await run(map, { input, mock: mocked([10, 20]), inspectionLevel: 'DEBUG' })).toEqual({
      status: 'SUCCEEDED',
      output: '30',
      nextState: 'Then',
      inspectionData: {
        input: '{"items":[1,2]}',
        afterItemSelector: '[{"v":1},{"v":2}]',
        maxConcurrency: 3,
        toleratedFailureCount: 1,
        result: '[10,20]',
        variables: '{}',
      },
    });
    expect(
      await run(parallel, { input: { n: 5 }, mock: mocked([1, 2]), inspectionLevel: 'DEBUG' }),
    ).toMatchObject({
      status: 'SUCCEEDED',
      output: '[1,2]',
      inspectionData: { afterArguments: '{"a":5}', result: '[1,2]' },
    });
  });

  test('DISTRIBUTED ones too, with what their ItemReader would read', async () => {
    const distributed = {
      ...map,
      Items: undefined,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
        Arguments: { Bucket: 'b', Key: 'k' },
      },
      ItemSelector: '{% $states.context.Map.Item.Value.id %}',
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ToleratedFailureCount: undefined,
      ToleratedFailurePercentage: 50,
      ItemProcessor: {
        ...processor,
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      },
    };
    const at = (mapIterationFailureCount: number) =>
      run(distributed, {
        mock: mocked([1, 2]),
        stateConfiguration: { mapItemReaderData: 'id\n7\n8\n9\n', mapIterationFailureCount },
        inspectionLevel: 'DEBUG',
      });
    expect(await at(1)).toMatchObject({
      status: 'SUCCEEDED',
      output: '3',
      inspectionData: {
        afterItemSelector: '["7","8","9"]',
        afterItemBatcher: '[{"Items":["7","8"]},{"Items":["9"]}]',
        maxConcurrency: 3,
        toleratedFailurePercentage: 50,
      },
    });
    expect(await at(2)).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
    const machine = { StartAt: 'M', States: { M: { ...distributed, Next: 'Then' }, Then: NEXT } };
    expect(await run(machine, { stateName: 'Item', input: { a: 1 } })).toEqual({
      status: 'SUCCEEDED',
      output: '{"a":1}',
    });
    // Each item has an execution of its own: what fails there is not the Map's to catch.
    const failing = { StartAt: 'Item', States: { Item: { Type: 'Fail', Error: 'E' } } };
    const caught = {
      ...distributed,
      ItemProcessor: { ...distributed.ItemProcessor, ...failing },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Then' }],
    };
    const catching = { StartAt: 'M', States: { M: { ...caught, Next: 'Then' }, Then: NEXT } };
    expect(await run(catching, { stateName: 'Item' })).toEqual({ status: 'FAILED', error: 'E' });
  });

  test('are not tested without one', async () => {
    for (const state of [map, parallel]) {
      await expect(run(state, { roleArn })).rejects.toMatchObject({
        name: 'InvalidDefinition',
        message:
          'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
      });
    }
  });

  test('refuse a result that they cannot have', async () => {
    const input = { items: [] };
    await expect(run(map, { input, mock: mocked({}) })).rejects.toThrow(
      'Mocked result must be an array.',
    );
    await expect(run(parallel, { mock: mocked([1]) })).rejects.toThrow(/expected 2, found 1/);
  });

  test('fail where too many iterations do', async () => {
    const input = { items: [1, 2, 3] };
    const at = (mapIterationFailureCount: number) =>
      run(map, { input, mock: mocked([1]), stateConfiguration: { mapIterationFailureCount } });
    expect(await at(1)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await at(2)).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    await expect(at(4)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('meet their own Catch when something in them fails', async () => {
    const caught = { ...parallel, Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Mend' }] };
    const request = {
      input: {},
      mock: mockedError('E'),
      stateConfiguration: { errorCausedByState: 'Two' },
    };
    expect(await run({ ...caught, Arguments: 1 }, request)).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'Mend',
      output: '{"Error":"E","Cause":""}',
    });
    await expect(
      run(caught, { ...request, stateConfiguration: { errorCausedByState: 'Three' } }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });
});

describe('a state of a machine', () => {
  const machine = {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        ItemProcessor: {
          StartAt: 'Call',
          States: {
            Call: {
              Type: 'Task',
              Resource: LAMBDA,
              Arguments: {
                FunctionName: 'f',
                Payload:
                  '{% [$states.context.Map.Item.Index, $states.context.Map.Item.Value, $outer] %}',
              },
              Next: 'Last',
            },
            Last: { Type: 'Pass', End: true },
          },
        },
        Catch: [{ ErrorEquals: ['Boom'], Next: 'Mend' }],
        Next: 'Done',
      },
      Mend: { Type: 'Pass', Next: 'Done' },
      Done: NEXT,
    },
  };

  test('is found by its name, and sees what it would see there', async () => {
    expect(
      await run(machine, {
        stateName: 'Call',
        input: 'it',
        variables: { outer: 'o' },
        mock: mocked({ Payload: 1 }),
        inspectionLevel: 'DEBUG',
      }),
    ).toMatchObject({
      status: 'SUCCEEDED',
      nextState: 'Last',
      inspectionData: { afterArguments: '{"FunctionName":"f","Payload":[0,"it","o"]}' },
    });
    expect(await run(machine, { stateName: 'Last' })).toEqual({
      status: 'SUCCEEDED',
      output: '{}',
    });
  });

  test('hands what it does not catch to the Map around it', async () => {
    const request = { stateName: 'Call', variables: { outer: 1 } };
    expect(await run(machine, { ...request, mock: mockedError('Boom', 'c') })).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'Mend',
      error: 'Boom',
      output: '{"Error":"Boom","Cause":"c"}',
    });
    expect(await run(machine, { ...request, mock: mockedError('Other') })).toMatchObject({
      status: 'FAILED',
      error: 'Other',
    });
  });

  test('must be there, in a machine that is right', async () => {
    await expect(run(machine, { stateName: 'Nobody' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'State not found in definition',
    });
    const broken = { ...machine, StartAt: 'Nobody' };
    await expect(run(broken, { stateName: 'Done' })).rejects.toMatchObject({
      name: 'InvalidDefinition',
    });
    await expect(run(machine)).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });

  test('can be followed through the whole machine, as an execution goes', async () => {
    const chain = {
      StartAt: 'One',
      States: {
        One: { Type: 'Pass', Assign: { n: 1 }, Output: '{% $states.input * 2 %}', Next: 'Two' },
        Two: {
          Type: 'Choice',
          Choices: [{ Condition: '{% $states.input = 4 and $n = 1 %}', Next: 'Three' }],
          Default: 'One',
        },
        Three: { Type: 'Pass', Output: '{% $states.input + $n %}', End: true },
      },
    };
    const visited: string[] = [];
    let at: string | undefined = 'One';
    let input: unknown = 2;
    let variables: unknown = {};
    while (at !== undefined) {
      visited.push(at);
      const {
        output = '',
        nextState,
        inspectionData,
      } = await run(chain, {
        stateName: at,
        input,
        variables,
        inspectionLevel: 'DEBUG',
      });
      input = JSON.parse(output);
      variables = JSON.parse(inspectionData?.variables ?? '');
      at = nextState;
    }
    expect(visited).toEqual(['One', 'Two', 'Three']);
    const ended = await states.run(await states.createMachine(chain), 2);
    expect(JSON.parse(ended.output ?? '')).toEqual(input);
  });
});

test('what is given is not logged, but for its form where an expression fails', async () => {
  const marker = 'a-value-of-the-user';
  await run({ Type: 'Pass', Output: '{% $states.input %}', End: true }, { input: marker });
  await run({ Type: 'Pass', Output: '{% $number($states.input) %}', End: true }, { input: marker });
  expect(JSON.stringify(logged)).not.toContain(marker);
  expect(JSON.stringify(logged)).toContain(
    "The expression '$number($states.input)' in TestState/Output failed; it saw $states: {input: string}",
  );
});

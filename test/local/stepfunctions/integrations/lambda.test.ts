import { LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { returned, type States, startStates, threw } from '../states.ts';
import { outputOf, task, typesOf } from './task.ts';

// lambda:invoke, and a function by its own ARN.

let states: States;
beforeEach(async () => {
  states = await startStates();
});
afterEach(async () => {
  await states.close();
});

const INVOKE = 'arn:aws:states:::lambda:invoke';

test('gives the payload and its envelope, and tells it as AWS does', async () => {
  await states.createFunction('double', (event) =>
    returned({ twice: (event as { n: number }).n * 2 }),
  );
  const machine = await states.createMachine(
    task(INVOKE, {
      FunctionName: 'double',
      Payload: { n: '{% $states.input.n %}' },
    }),
  );
  const ended = await states.run(machine, { n: 4 });
  expect(outputOf(ended)).toEqual({
    ExecutedVersion: '$LATEST',
    Payload: { twice: 8 },
    SdkHttpMetadata: {
      AllHttpHeaders: expect.any(Object),
      HttpHeaders: expect.any(Object),
      HttpStatusCode: 200,
    },
    SdkResponseMetadata: { RequestId: expect.any(String) },
    StatusCode: 200,
  });
  expect(typesOf(ended)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
  expect(ended.events[2]?.taskScheduledEventDetails).toEqual({
    resourceType: 'lambda',
    resource: 'invoke',
    region: 'us-east-1',
    parameters: '{"FunctionName":"double","Payload":{"n":4}}',
  });
});

test('names the error as the function did, with its payload as the cause', async () => {
  await states.createFunction('bad', () => threw('Rekey.Transient', 'later'));
  const machine = await states.createMachine(task(INVOKE, { FunctionName: 'bad' }));
  const { status, error, cause } = await states.run(machine);
  expect([status, error]).toEqual(['FAILED', 'Rekey.Transient']);
  expect(JSON.parse(cause ?? '')).toEqual({
    errorType: 'Rekey.Transient',
    errorMessage: 'later',
    trace: [],
  });
});

test('says what a function that timed out and one without an error type are called', async () => {
  await states.createFunction('slow', () => ({
    kind: 'died',
    payload: '{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 3.00 seconds"}',
  }));
  await states.createFunction('odd', () => ({ kind: 'died', payload: '{"errorMessage":"?"}' }));
  const errors = [];
  for (const FunctionName of ['slow', 'odd']) {
    const machine = await states.createMachine(task(INVOKE, { FunctionName }));
    const { error, cause } = await states.run(machine);
    errors.push([error, cause]);
  }
  expect(errors).toEqual([
    ['Sandbox.Timedout', expect.stringContaining('3.00 seconds')],
    [
      'Lambda.Unknown',
      'The cause could not be determined because Lambda did not return an error type. Returned payload: {"errorMessage":"?"}',
    ],
  ]);
});

test('fails where the role may not, in the words that a user sees on AWS', async () => {
  await states.createFunction('shut', () => returned(null));
  const machine = await states.createMachine(task(INVOKE, { FunctionName: 'shut' }), {
    actions: ['sns:Publish'],
  });
  const { error, cause } = await states.run(machine);
  expect(error).toBe('Lambda.AWSLambdaException');
  expect(cause).toMatch(
    /^User: arn:aws:sts::000000000000:assumed-role\/machine-1\/\w+ is not authorized to perform: lambda:InvokeFunction on resource: .*function:shut because no identity-based policy allows the lambda:InvokeFunction action \(Service: Lambda, Status Code: 403, Request ID: [\w-]+\)$/,
  );
});

test('of a function that is not there fails with the name that its model has', async () => {
  const machine = await states.createMachine(task(INVOKE, { FunctionName: 'nobody' }));
  const { error, cause } = await states.run(machine);
  expect(error).toBe('Lambda.ResourceNotFoundException');
  expect(cause).toMatch(/^Function not found: .*\(Service: Lambda, Status Code: 404, /);
});

test('lets go of a function that takes longer than the task may, and ignores what it then answers', async () => {
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let ended = false;
  await states.createFunction('long', async () => {
    await answered;
    ended = true;
    return returned('late');
  });
  const machine = await states.createMachine({
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource: INVOKE,
        Arguments: { FunctionName: 'long' },
        TimeoutSeconds: '{% 2 + 1 %}',
        Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'After' }],
        End: true,
      },
      After: { Type: 'Wait', Seconds: 60, End: true },
    },
  });
  const executionArn = await states.start(machine);
  await states.clock.advance(3_000);
  answer();
  await states.clock.advance(60_000);
  const described = await states.describe(executionArn);
  expect([ended, described.status, described.output]).toEqual([
    true,
    'SUCCEEDED',
    '{"Error":"States.Timeout","Cause":""}',
  ]);
});

test('takes no late answer of an attempt that timed out for that of the attempt after it', async () => {
  const answers: ((value: string) => void)[] = [];
  await states.createFunction('slow', async () =>
    returned(await new Promise<string>((resolve) => answers.push(resolve))),
  );
  const machine = await states.createMachine(
    task(
      INVOKE,
      { FunctionName: 'slow' },
      {
        TimeoutSeconds: 3,
        Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }],
        Output: '{% $states.result.Payload %}',
      },
    ),
  );
  const executionArn = await states.start(machine);
  await states.clock.advance(5_000);
  expect(answers).toHaveLength(2);
  answers[0]?.('first, too late');
  await states.clock.advance(1_000);
  expect((await states.describe(executionArn)).status).toBe('RUNNING');
  answers[1]?.('second');
  await states.clock.advance(1_000);
  expect((await states.describe(executionArn)).output).toBe('"second"');
});

test('by the function’s own ARN gives the payload alone and tells it in Lambda’s words', async () => {
  const arn = await states.createFunction('plain', (event) => returned(event));
  const machine = await states.createMachine({
    StartAt: 'T',
    States: { T: { Type: 'Task', Resource: arn, End: true } },
  });
  const ended = await states.run(machine, { a: 1 });
  expect(outputOf(ended)).toEqual({ a: 1 });
  expect(typesOf(ended).slice(2, 5)).toEqual([
    'LambdaFunctionScheduled',
    'LambdaFunctionStarted',
    'LambdaFunctionSucceeded',
  ]);
});

test('hands on what kind of invocation it is, and tells the tail of the log where it was asked for', async () => {
  await states.createFunction('later', () => returned('unseen'));
  const run = async (more: object) => {
    const machine = await states.createMachine(task(INVOKE, { FunctionName: 'later', ...more }));
    return outputOf(await states.run(machine)) as Record<string, unknown>;
  };
  const later = await run({ InvocationType: 'Event' });
  expect([later['StatusCode'], 'Payload' in later]).toEqual([202, false]);
  const told = await run({ LogType: 'Tail', Qualifier: '$LATEST' });
  expect(told).toMatchObject({ LogResult: expect.any(String), Payload: 'unseen' });
});

test('is not even scheduled with arguments that an expression has made unfit', async () => {
  const machine = await states.createMachine(task(INVOKE, '{% {"Nmae": "x"} %}'));
  const ended = await states.run(machine);
  expect(typesOf(ended)).toEqual(['ExecutionStarted', 'TaskStateEntered', 'ExecutionFailed']);
  expect([ended.error, ended.cause]).toEqual([
    'States.Runtime',
    `An error occurred while executing the state 'T' (entered at the event id #2). The Arguments could not be used to start the Task: [The field 'FunctionName' is required but was missing, The field "Nmae" is not supported by Step Functions]`,
  ]);
});

test('of a function that is being invoked as often as it may be fails with the name to be retried', async () => {
  await states.createFunction('busy', () => returned(null));
  const lambda = new LambdaClient(states.cloud.clientConfig);
  await lambda.send(
    new PutFunctionConcurrencyCommand({
      FunctionName: 'busy',
      ReservedConcurrentExecutions: 0,
    }),
  );
  lambda.destroy();
  const machine = await states.createMachine(task(INVOKE, { FunctionName: 'busy' }));
  expect((await states.run(machine)).error).toBe('Lambda.TooManyRequestsException');
});

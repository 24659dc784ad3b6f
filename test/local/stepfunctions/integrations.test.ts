import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Ended, returned, type States, startStates, threw } from './states.ts';

let states: States;

beforeEach(async () => {
  states = await startStates();
});
afterEach(async () => {
  await states.close();
});

const task = (Resource: string, Arguments: unknown, more = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource, Arguments, End: true, ...more } },
});

const outputOf = ({ output = 'null' }: Ended): unknown => JSON.parse(output);
const typesOf = ({ events }: Ended): (string | undefined)[] => events.map(({ type }) => type);

describe('lambda:invoke', () => {
  test('gives the payload and its envelope, and tells it as AWS does', async () => {
    await states.createFunction('double', (event) =>
      returned({ twice: (event as { n: number }).n * 2 }),
    );
    const machine = await states.createMachine(
      task('arn:aws:states:::lambda:invoke', {
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
    const machine = await states.createMachine(
      task('arn:aws:states:::lambda:invoke', { FunctionName: 'bad' }),
    );
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
      payload:
        '{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 3.00 seconds"}',
    }));
    await states.createFunction('odd', () => ({ kind: 'died', payload: '{"errorMessage":"?"}' }));
    const errors = [];
    for (const FunctionName of ['slow', 'odd']) {
      const machine = await states.createMachine(
        task('arn:aws:states:::lambda:invoke', { FunctionName }),
      );
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
    const machine = await states.createMachine(
      task('arn:aws:states:::lambda:invoke', { FunctionName: 'shut' }),
      { actions: ['sns:Publish'] },
    );
    const { error, cause } = await states.run(machine);
    expect(error).toBe('Lambda.AWSLambdaException');
    expect(cause).toMatch(
      /^User: arn:aws:sts::000000000000:assumed-role\/machine-1\/\w+ is not authorized to perform: lambda:InvokeFunction on resource: .*function:shut because no identity-based policy allows the lambda:InvokeFunction action \(Service: Lambda, Status Code: 403, Request ID: [\w-]+\)$/,
    );
  });

  test('of a function that is not there fails with the name that its model has', async () => {
    const machine = await states.createMachine(
      task('arn:aws:states:::lambda:invoke', { FunctionName: 'nobody' }),
    );
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
          Resource: 'arn:aws:states:::lambda:invoke',
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
        'arn:aws:states:::lambda:invoke',
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
});

describe('aws-sdk', () => {
  const read = (SecretId: string) =>
    task('arn:aws:states:::aws-sdk:secretsmanager:describeSecret', { SecretId });

  test('calls any service and names its errors as the model does', async () => {
    const machine = await states.createMachine(read('none'));
    const { error, cause, events } = await states.run(machine);
    expect(error).toBe('SecretsManager.ResourceNotFoundException');
    expect(cause).toMatch(
      /^Secrets Manager can't find the specified secret. \(Service: SecretsManager, Status Code: 400, Request ID: [\w-]+\)$/,
    );
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'aws-sdk:secretsmanager',
      resource: 'describeSecret',
    });
  });

  test('gives what the model does not know the name of the base exception', async () => {
    const machine = await states.createMachine(read('none'), { actions: ['sns:Publish'] });
    expect((await states.run(machine)).error).toBe('SecretsManager.SecretsManagerException');
  });

  test('writes and reads members in upper case whatever the model has', async () => {
    const machine = await states.createMachine(
      task('arn:aws:states:::aws-sdk:sfn:describeStateMachine', {
        StateMachineArn: '{% $states.context.StateMachine.Id %}',
      }),
    );
    expect(outputOf(await states.run(machine))).toMatchObject({
      StateMachineArn: machine,
      Name: 'machine-1',
      CreationDate: '2026-01-01T00:00:00Z',
    });
  });
});

describe('other integrations', () => {
  test('sns:publish sends a message that is no text as JSON', async () => {
    const sns = new SNSClient(states.cloud.clientConfig);
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'notices' }));
    sns.destroy();
    const machine = await states.createMachine(
      task('arn:aws:states:::sns:publish', { TopicArn, Subject: 'Hello', Message: { a: 1 } }),
    );
    expect(outputOf(await states.run(machine))).toMatchObject({ MessageId: expect.any(String) });
  });

  test('events:putEvents takes a detail as an object', async () => {
    const machine = await states.createMachine(
      task('arn:aws:states:::events:putEvents', {
        Entries: [{ Source: 'rekey', DetailType: 'Done', Detail: { a: 1 } }],
      }),
    );
    expect(outputOf(await states.run(machine))).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: expect.any(String) }],
    });
  });

  test('states:startExecution starts and goes on', async () => {
    const child = await states.createMachine({ StartAt: 'S', States: { S: { Type: 'Succeed' } } });
    const parent = await states.createMachine(
      task('arn:aws:states:::states:startExecution', {
        StateMachineArn: child,
        Name: 'child',
        Input: { a: 1 },
      }),
    );
    const { ExecutionArn } = outputOf(await states.run(parent)) as { ExecutionArn: string };
    expect(await states.describe(ExecutionArn)).toMatchObject({
      status: 'SUCCEEDED',
      input: '{"a":1}',
    });
    const again = await states.run(parent);
    expect(again.error).toBe('StepFunctions.ExecutionAlreadyExistsException');
  });
});

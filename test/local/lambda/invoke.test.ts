import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteRoleCommand, DeleteRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  InvokeCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createRole, describeFunction, LOGS, type Statement } from './functions.ts';

// Threads start slowly on a busy machine.
let cloud: RunningCloud;
let lambda: LambdaClient;

beforeEach(async () => {
  cloud = await startCloud({
    limits: { lambdaConcurrencyMax: 12, invokeBytesMax: 1000, messageBytesMax: 100 },
  });
  lambda = new LambdaClient(cloud.clientConfig);
});
afterEach(async () => {
  lambda.destroy();
  await cloud.close();
});

async function create(code: string, more = {}, statements: readonly Statement[] = [LOGS]) {
  const role = await createRole(cloud.clientConfig, statements);
  await lambda.send(new CreateFunctionCommand(describeFunction(role, code, more)));
}

async function invoke(more = {}) {
  const answer = await lambda.send(new InvokeCommand({ FunctionName: 'plan', ...more }));
  const text = Buffer.from(answer.Payload ?? []).toString();
  return { ...answer, text, tail: Buffer.from(answer.LogResult ?? '', 'base64').toString() };
}

async function readLog(): Promise<(string | undefined)[]> {
  const logs = new CloudWatchLogsClient(cloud.clientConfig);
  const { events } = await logs.send(
    new FilterLogEventsCommand({ logGroupName: '/aws/lambda/plan' }),
  );
  logs.destroy();
  return (events ?? []).map(({ message }) => message);
}

describe('an invocation', () => {
  test('answers with payload, version and the tail of the log', async () => {
    await create('exports.handler = async (event) => { console.log("here"); return event }');
    const { StatusCode, ExecutedVersion, FunctionError, text, tail } = await invoke({
      Payload: Buffer.from('{"a":"ü"}'),
      LogType: 'Tail',
    });
    expect([StatusCode, ExecutedVersion, FunctionError, text]).toEqual([
      200,
      '$LATEST',
      undefined,
      '{"a":"ü"}',
    ]);
    expect(tail).toMatch(
      /^START RequestId: (\S+) Version: \$LATEST\n\S+Z\t\1\tINFO\there\nEND RequestId: \1\nREPORT RequestId: \1\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t\n$/,
    );
    expect((await readLog()).map((line) => line?.slice(0, 5))).toHaveLength(4);
  });

  test('says that the function failed, and how', async () => {
    await create('exports.handler = async () => { throw new RangeError("too far") }');
    const { StatusCode, FunctionError, text, tail } = await invoke({ LogType: 'Tail' });
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
    expect(JSON.parse(text)).toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect(tail).toMatch(/\tStatus: error\tError Type: RangeError\t\n$/);
  });

  test('without a payload gives the function an empty event', async () => {
    await create('exports.handler = async (event) => event');
    expect((await invoke()).text).toBe('{}');
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
  });

  test('is refused with a payload that is no JSON, or too large', async () => {
    await create('exports.handler = async (event) => event');
    await expect(invoke({ Payload: Buffer.from('{no') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
      message: expect.stringContaining('Could not parse request body into json'),
    });
    const Payload = Buffer.from(JSON.stringify('x'.repeat(1000)));
    await expect(invoke({ Payload })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      message:
        '1002 byte payload is too large for the RequestResponse invocation type (limit 1000 bytes)',
      $metadata: expect.objectContaining({ httpStatusCode: 413 }),
    });
    await expect(invoke({ Payload, InvocationType: 'Event' })).rejects.toThrow(
      'too large for the Event invocation type (limit 100 bytes)',
    );
  });

  test('gives the function keys of its role and the address of the endpoint, and nothing of its variables', async () => {
    const code = `
      exports.handler = async () => {
        const { AWS_ENDPOINT_URL: url, AWS_SESSION_TOKEN: token } = process.env;
        return { url, hasKeys: [process.env.AWS_ACCESS_KEY_ID, process.env.AWS_SECRET_ACCESS_KEY, token]
          .every((value) => value.length > 10), region: process.env.AWS_REGION, path: process.env.PATH };
      }`;
    await create(code);
    expect(JSON.parse((await invoke()).text)).toEqual({
      url: cloud.url,
      hasKeys: true,
      region: 'us-east-1',
    });
  });

  test('leaves no log where its role may not write one', async () => {
    await create('exports.handler = async () => 1', {}, []);
    expect((await invoke()).text).toBe('1');
    await expect(readLog()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is refused once the role of its function is gone', async () => {
    await create('exports.handler = async () => 1');
    await invoke();
    const iam = new IAMClient(cloud.clientConfig);
    const RoleName = 'function-role';
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    iam.destroy();
    await expect(invoke()).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: 'The role defined for the function cannot be assumed by Lambda.',
    });
  });

  test('prints JSON where the function asks for it', async () => {
    await create('exports.handler = async () => { console.warn("careful") }', {
      LoggingConfig: { LogFormat: 'JSON' },
    });
    const { tail } = await invoke({ LogType: 'Tail' });
    const lines = tail
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      expect.objectContaining({ type: 'platform.start' }),
      expect.objectContaining({ level: 'WARN', message: 'careful' }),
      expect.objectContaining({ type: 'platform.report' }),
    ]);
  });
});

describe('concurrency', () => {
  const refusal = (Reason: string) => ({
    name: 'TooManyRequestsException',
    Reason,
    $metadata: expect.objectContaining({ httpStatusCode: 429 }),
  });

  test('a function with nothing reserved does not run', async () => {
    await create('exports.handler = async () => 1');
    const FunctionName = 'plan';
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
    );
    await expect(invoke()).rejects.toMatchObject(
      refusal('ReservedFunctionConcurrentInvocationLimitExceeded'),
    );
    await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
    expect((await invoke()).text).toBe('1');
  });

  test('a reservation leaves ten to the others', async () => {
    await create('exports.handler = async () => 1');
    const reserve = async (ReservedConcurrentExecutions: number) =>
      await lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName: 'plan', ReservedConcurrentExecutions }),
      );
    await reserve(2);
    await expect(reserve(3)).rejects.toMatchObject({ name: 'InvalidParameterValueException' });
  });

  test('no more run at once than the function has reserved', async () => {
    await create('exports.handler = () => new Promise((done) => setTimeout(done, 300, 1))');
    await lambda.send(
      new PutFunctionConcurrencyCommand({ FunctionName: 'plan', ReservedConcurrentExecutions: 1 }),
    );
    const outcomes = await Promise.allSettled([invoke(), invoke()]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

import { createHash } from 'node:crypto';
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PublishVersionCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { createRole, describeFunction, zip } from './functions.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:plan';

// Threads start slowly on a busy machine.
let cloud: RunningCloud;
let lambda: LambdaClient;
let role: string;

beforeEach(async () => {
  cloud = await startCloud();
  lambda = new LambdaClient(cloud.clientConfig);
  role = await createRole(cloud.clientConfig, []);
});
afterEach(async () => {
  lambda.destroy();
  await cloud.close();
});

async function create(code = 'exports.handler = async () => 1', more = {}) {
  return await lambda.send(new CreateFunctionCommand(describeFunction(role, code, more)));
}

async function invoke(more = {}): Promise<unknown> {
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'plan', ...more }));
  return JSON.parse(Buffer.from(Payload ?? []).toString()) as unknown;
}

describe('a function', () => {
  test('is active at once, with AWS defaults and the hash of its code', async () => {
    const created = await create();
    const bytes = zip({ 'index.js': 'exports.handler = async () => 1' });
    expect(created).toMatchObject({
      FunctionName: 'plan',
      FunctionArn: FUNCTION_ARN,
      Timeout: 3,
      MemorySize: 128,
      Version: '$LATEST',
      State: 'Active',
      LastUpdateStatus: 'Successful',
      CodeSize: bytes.length,
      CodeSha256: createHash('sha256').update(bytes).digest('base64'),
      LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/plan' },
    });
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 5 }, { FunctionName: 'plan' });
    const { Configuration, Tags } = await lambda.send(
      new GetFunctionCommand({ FunctionName: FUNCTION_ARN }),
    );
    expect(Configuration).toMatchObject({ Handler: 'index.handler', Role: role });
    expect(Tags).toBeUndefined();
  });

  test('that does not exist is told with its ARN', async () => {
    await expect(
      lambda.send(new GetFunctionCommand({ FunctionName: 'absent' })),
    ).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: ${FUNCTION_ARN.replace('plan', 'absent')}`,
      $metadata: expect.objectContaining({ httpStatusCode: 404 }),
    });
  });

  test('cannot be made twice', async () => {
    await create();
    await expect(create()).rejects.toMatchObject({
      name: 'ResourceConflictException',
      message: 'Function already exist: plan',
    });
  });

  test('needs a role that Lambda may assume', async () => {
    const foreign = await createRole(cloud.clientConfig, [], {
      name: 'foreign',
      service: 'states.amazonaws.com',
    });
    for (const Role of [foreign, 'arn:aws:iam::000000000000:role/absent']) {
      await expect(create(undefined, { Role })).rejects.toMatchObject({
        name: 'InvalidParameterValueException',
        message: 'The role defined for the function cannot be assumed by Lambda.',
      });
    }
  });

  test.each([
    [{ Timeout: 901 }, "Value '901' at 'timeout' failed to satisfy constraint"],
    [{ MemorySize: 64 }, "Value '64' at 'memorySize' failed to satisfy constraint"],
    [{ Runtime: 'python3.12' as const }, "Value python3.12 at 'runtime' failed to satisfy"],
    [
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'Reserved keys used in this request: AWS_REGION',
    ],
    [{ Code: { ZipFile: Buffer.from('no zip') } }, 'Could not unzip uploaded file'],
    [
      { Layers: ['arn:aws:lambda:us-east-1:000000000000:layer:l:1'] },
      'Layers is not supported here',
    ],
    [{ FunctionName: 'a b' }, "at 'functionName' failed to satisfy constraint"],
  ])('is refused with %j', async (more, message) => {
    await expect(create(undefined, more)).rejects.toThrow(message);
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(Functions).toEqual([]);
  });

  test('takes other code and other settings', async () => {
    await create();
    const { RevisionId } = await lambda.send(
      new UpdateFunctionCodeCommand({
        FunctionName: 'plan',
        ZipFile: zip({ 'index.js': 'exports.handler = async () => process.env.STAGE' }),
      }),
    );
    await expect(
      lambda.send(
        new UpdateFunctionConfigurationCommand({ FunctionName: 'plan', RevisionId: 'other' }),
      ),
    ).rejects.toMatchObject({ name: 'PreconditionFailedException' });
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'plan',
        RevisionId,
        Environment: { Variables: { STAGE: 'prod' } },
      }),
    );
    expect(await invoke()).toBe('prod');
    const { Timeout, Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: 'plan' }),
    );
    expect([Timeout, Environment]).toEqual([3, { Variables: { STAGE: 'prod' } }]);
  });

  test('is gone once deleted', async () => {
    await create();
    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'plan' }));
    await expect(invoke()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('carries tags', async () => {
    await create(undefined, { Tags: { stage: 'dev' } });
    await lambda.send(new TagResourceCommand({ Resource: FUNCTION_ARN, Tags: { owner: 'me' } }));
    const { Tags } = await lambda.send(new ListTagsCommand({ Resource: FUNCTION_ARN }));
    expect(Tags).toEqual({ stage: 'dev', owner: 'me' });
  });
});

describe('versions and aliases', () => {
  test('a published version stays as it was', async () => {
    await create();
    const { Version } = await lambda.send(new PublishVersionCommand({ FunctionName: 'plan' }));
    const again = await lambda.send(new PublishVersionCommand({ FunctionName: 'plan' }));
    expect([Version, again.Version]).toEqual(['1', '1']);
    await lambda.send(
      new CreateAliasCommand({ FunctionName: 'plan', Name: 'live', FunctionVersion: '1' }),
    );
    const ZipFile = zip({ 'index.js': 'exports.handler = async () => 2' });
    await lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'plan', ZipFile, Publish: true }),
    );
    expect(await invoke()).toBe(2);
    expect(await invoke({ Qualifier: 'live' })).toBe(1);
    expect(await invoke({ FunctionName: `${FUNCTION_ARN}:2` })).toBe(2);
    const { Versions } = await lambda.send(
      new ListVersionsByFunctionCommand({ FunctionName: 'plan' }),
    );
    expect(Versions?.map((version) => version.Version)).toEqual(['$LATEST', '1', '2']);
    await expect(invoke({ Qualifier: '9' })).rejects.toMatchObject({
      message: `Function not found: ${FUNCTION_ARN}:9`,
    });
  });
});

describe('the resource policy', () => {
  test('is written statement by statement', async () => {
    await create();
    const add = async () =>
      await lambda.send(
        new AddPermissionCommand({
          FunctionName: 'plan',
          StatementId: 'rule',
          Action: 'lambda:InvokeFunction',
          Principal: 'events.amazonaws.com',
          SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/ended',
        }),
      );
    const { Statement } = await add();
    expect(JSON.parse(Statement ?? '')).toEqual({
      Sid: 'rule',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: FUNCTION_ARN,
      Condition: {
        ArnLike: { 'AWS:SourceArn': 'arn:aws:events:us-east-1:000000000000:rule/ended' },
      },
    });
    await expect(add()).rejects.toMatchObject({ name: 'ResourceConflictException' });
    const { Policy } = await lambda.send(new GetPolicyCommand({ FunctionName: 'plan' }));
    expect(JSON.parse(Policy ?? '')).toMatchObject({ Statement: [{ Sid: 'rule' }] });
    await lambda.send(new RemovePermissionCommand({ FunctionName: 'plan', StatementId: 'rule' }));
    await expect(lambda.send(new GetPolicyCommand({ FunctionName: 'plan' }))).rejects.toMatchObject(
      { message: 'The resource you requested does not exist.' },
    );
  });

  test('lets in the rule that it names, and no other', async () => {
    await create();
    await lambda.send(
      new AddPermissionCommand({
        FunctionName: 'plan',
        StatementId: 'rule',
        Action: 'lambda:InvokeFunction',
        Principal: 'events.amazonaws.com',
        SourceArn: 'arn:aws:events:us-east-1:000000000000:rule/ended',
      }),
    );
    const invokeAs = async (service: string, rule: string) =>
      await cloud.cloud.call({
        service: 'lambda',
        operation: 'Invoke',
        input: { FunctionName: 'plan' },
        principal: {
          kind: 'service',
          accountId: '000000000000',
          service,
          sourceArn: `arn:aws:events:us-east-1:000000000000:rule/${rule}`,
        },
        region: 'us-east-1',
      });
    await expect(invokeAs('events.amazonaws.com', 'ended')).resolves.toMatchObject({
      StatusCode: 200,
    });
    await expect(invokeAs('events.amazonaws.com', 'other')).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
    await expect(invokeAs('sns.amazonaws.com', 'ended')).rejects.toMatchObject({
      code: 'AccessDeniedException',
    });
  });
});

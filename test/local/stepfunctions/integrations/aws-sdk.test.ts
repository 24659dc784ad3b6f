import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '../../../support/refusal.ts';
import { createRole } from '../../../support/roles.ts';
import { type States, startStates } from '../states.ts';
import { outputOf, task } from './task.ts';

// aws-sdk:<service>:<action> over the wire: names, data and errors as a machine sees them.

let states: States;
beforeAll(async () => {
  states = await startStates();
});
afterAll(() => states.close());

const sdk = (action: string): string => `arn:aws:states:::aws-sdk:${action}`;
const call = (action: string, given: unknown, more?: object): object =>
  task(sdk(action), given, more);
const run = async (definition: object, actions: readonly string[] = ['*']) =>
  await states.run(await states.createMachine(definition, { actions }));
const refuse = (definition: object) => refusalOf(states.createMachine(definition));

test('writes members as Java names them, by name, and leaves out what is not there', async () => {
  const client = new SecretsManagerClient(states.cloud.clientConfig);
  const made = await client.send(new CreateSecretCommand({ Name: 's', SecretString: 'value' }));
  client.destroy();
  const ended = await run(call('secretsmanager:getSecretValue', { SecretId: 's' }));
  expect(Object.entries(outputOf(ended) as object)).toEqual([
    ['Arn', made.ARN],
    ['CreatedDate', '2026-01-01T00:00:00Z'],
    ['Name', 's'],
    ['SecretString', 'value'],
    ['VersionId', made.VersionId],
    ['VersionStages', ['AWSCURRENT']],
  ]);
  const self = call('sfn:describeStateMachine', {
    StateMachineArn: '{% $states.context.StateMachine.Id %}',
  });
  expect(outputOf(await run(self))).toMatchObject({
    StateMachineArn: expect.stringContaining(':stateMachine:'),
    LoggingConfiguration: expect.any(Object),
    Status: 'ACTIVE',
  });
});

test('names an error as the model does, behind the name of the service', async () => {
  const { error, cause, events } = await run(
    call('secretsmanager:describeSecret', { SecretId: 'none' }),
  );
  expect(error).toBe('SecretsManager.ResourceNotFoundException');
  expect(cause).toMatch(
    /^Secrets Manager can't find the specified secret. \(Service: SecretsManager, Status Code: 400, Request ID: [\w-]+\)$/,
  );
  expect(events[2]?.taskScheduledEventDetails).toMatchObject({
    resourceType: 'aws-sdk:secretsmanager',
    resource: 'describeSecret',
  });
  const ExecutionArn = 'arn:aws:states:us-east-1:000000000000:execution:none:none';
  const sfn = await run(call('sfn:describeExecution', { ExecutionArn }));
  expect(sfn.error).toBe('Sfn.ExecutionDoesNotExistException');
  const QueueUrl = 'http://localhost/000000000000/none';
  const sqs = await run(call('sqs:receiveMessage', { QueueUrl }));
  expect(sqs.error).toBe('Sqs.QueueDoesNotExistException');
  const iam = await run(call('iam:getRole', { RoleName: 'none' }));
  expect(iam.error).toBe('Iam.NoSuchEntityException');
});

test('gives what the model does not know the name of the base exception', async () => {
  const denied = await run(call('secretsmanager:listSecrets', {}), ['sns:Publish']);
  expect(denied.error).toBe('SecretsManager.SecretsManagerException');
  expect(denied.cause).toMatch(
    /^User: arn:aws:sts::000000000000:assumed-role\/machine-\d+\/\w+ is not authorized to perform: secretsmanager:ListSecrets/,
  );
});

test('reads and writes documents as text, and any other value as JSON', async () => {
  const s3 = new S3Client({ ...states.cloud.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'docs' }));
  await s3.send(
    new PutObjectCommand({ Bucket: 'docs', Key: 'large', Body: 'x'.repeat(300 * 1024) }),
  );
  s3.destroy();
  const put = call('s3:putObject', {
    Bucket: 'docs',
    Key: 'note',
    Body: { a: 'ü' },
    ContentType: 'application/json',
  });
  expect(outputOf(await run(put))).toMatchObject({ ETag: expect.any(String) });
  const got = outputOf(await run(call('s3:getObject', { Bucket: 'docs', Key: 'note' })));
  expect(got).toMatchObject({ Body: '{"a":"ü"}', ContentType: 'application/json' });

  const none = await run(call('s3:getObject', { Bucket: 'docs', Key: 'none' }));
  expect(none.error).toBe('S3.NoSuchKeyException');
  expect(none.cause).toMatch(
    /\(Service: S3, Status Code: 404, Request ID: .+, Extended Request ID: .+\)$/,
  );
  const large = await run(call('s3:getObject', { Bucket: 'docs', Key: 'large' }));
  expect([large.error, large.cause]).toEqual([
    'States.DataLimitExceeded',
    `The state/task 'aws-sdk:s3' returned a result with a size exceeding the maximum number of bytes service limit.`,
  ]);
  const nameless = await run(call('s3:getObject', '{% {"Bucket": "docs", "Key": ""} %}'));
  expect(nameless.error).toBe('S3.SdkClientException');
});

test('reads and writes other bytes as base64, so that they come back as they were', async () => {
  const encrypted = task(sdk('kms:createKey'), {}, { Next: 'E', End: undefined });
  const definition = {
    ...encrypted,
    States: {
      ...(encrypted as { States: object }).States,
      E: {
        Type: 'Task',
        Resource: sdk('kms:encrypt'),
        Arguments: {
          KeyId: '{% $states.input.KeyMetadata.KeyId %}',
          Plaintext: Buffer.from('plain').toString('base64'),
        },
        Next: 'D',
      },
      D: {
        Type: 'Task',
        Resource: sdk('kms:decrypt'),
        Arguments: { CiphertextBlob: '{% $states.input.CiphertextBlob %}' },
        Output: '{% $base64decode($states.result.Plaintext) %}',
        End: true,
      },
    },
  };
  expect(outputOf(await run(definition))).toBe('plain');
});

test('fills in the token that makes a call idempotent, as the SDK does', async () => {
  const made = await run(
    call('secretsmanager:createSecret', { Name: 'made', SecretString: 'value' }),
  );
  expect(outputOf(made)).toMatchObject({
    Name: 'made',
    VersionId: expect.stringMatching(/^[\w-]{36}$/),
  });
});

test('refuses at creation what no call takes or has', async () => {
  const unknown = await refuse(call('secretsmanager:getSecret', { SecretId: 's' }));
  expect(unknown.message).toContain(
    `The resource provided ${sdk('secretsmanager:getSecret')} is not recognized.`,
  );
  const upper = await refuse(call('secretsmanager:GetSecretValue', { SecretId: 's' }));
  expect(upper.message).toContain('is not recognized');
  const service = await refuse(call('dynamodb:getItem', {}));
  expect(service.message).toContain('is not recognized');
  const member = await refuse(call('secretsmanager:getSecretValue', { secretId: 's' }));
  expect(member.message).toContain(
    `The field 'SecretId' is required but was missing at /States/T/Arguments, SCHEMA_VALIDATION_FAILED: The field "secretId" is not supported by Step Functions at /States/T/Arguments`,
  );
  const http = await refuse(task('arn:aws:states:::http:invoke', { Method: 'GET' }));
  expect(http.message).toContain('which this endpoint does not run');
});

test('is not scheduled with members that the model does not know or that have another type', async () => {
  const bad = await run(
    call(
      'secretsmanager:listSecrets',
      '{% {"MaxResults": "many", "Filters": [{"key": "name"}]} %}',
    ),
  );
  expect([bad.error, bad.cause]).toEqual([
    'States.Runtime',
    expect.stringContaining(
      `The Arguments could not be used to start the Task: [The value of the field 'MaxResults' has an invalid format, The field "key" is not supported by Step Functions]`,
    ),
  ]);
  expect(bad.events.map(({ type }) => type)).not.toContain('TaskScheduled');
});

test('makes the call as the role of the Credentials, which the machine’s role must be let take on', async () => {
  const { cloud } = states.cloud;
  const roleArn = await createRole(cloud, {
    name: 'other',
    service: 'states.amazonaws.com',
    actions: ['secretsmanager:ListSecrets'],
  });
  const AssumeRolePolicyDocument = (principal: object) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }],
    });
  const definition = call(
    'secretsmanager:listSecrets',
    {},
    {
      Credentials: { RoleArn: '{% $states.input.roleArn %}' },
      Output: 'good',
    },
  );
  const machine = await states.createMachine(definition, { actions: ['sts:AssumeRole'] });
  const refused = await states.run(machine, { roleArn });
  expect(refused.error).toBe('States.TaskFailed');
  expect(refused.cause).toMatch(
    /^The role arn:aws:iam::000000000000:role\/machine-\d+ is not authorized to assume the task state's role, arn:aws:iam::000000000000:role\/other\.$/,
  );
  await cloud.call({
    service: 'iam',
    operation: 'UpdateAssumeRolePolicy',
    input: {
      RoleName: 'other',
      PolicyDocument: AssumeRolePolicyDocument({ AWS: 'arn:aws:iam::000000000000:root' }),
    },
    principal: { kind: 'root', accountId: '000000000000' },
    region: 'us-east-1',
  });
  const good = await states.run(machine, { roleArn });
  expect([good.output, good.events[2]?.taskScheduledEventDetails?.taskCredentials]).toEqual([
    '"good"',
    { roleArn },
  ]);
  const literal = call('secretsmanager:listSecrets', {}, { Credentials: { RoleArn: 'me' } });
  expect((await refuse(literal)).message).toContain('/States/T/Credentials/RoleArn');
});

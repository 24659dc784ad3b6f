import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';
import { type CallRaw, createRawCaller } from '../../support/raw-secrets.ts';
import { tokenOf } from '../../support/tokens.ts';

// What the SDK hides: the raw bodies. Recorded on AWS by LocalStack's authors (2026-03), unless a comment says otherwise.

const NOW = Date.UTC(2026, 3, 1, 9, 30, 0, 250);
const ARN = /^arn:aws:secretsmanager:us-east-1:000000000000:secret:[\w/-]+-[A-Za-z0-9]{6}$/u;
const clock = createManualClock(NOW);
let running: RunningCloud;
let call: CallRaw;
beforeAll(async () => {
  running = await startCloud({ clock });
  call = createRawCaller(running, NOW);
});
afterAll(() => running.close());

const ok = async (operation: string, input: object): Promise<Readonly<Record<string, unknown>>> => {
  const { status, body } = await call(operation, input);
  expect([operation, status, body]).toEqual([operation, 200, expect.anything()]);
  return body;
};
const create = async (Name: string, input: object = {}) =>
  await ok('CreateSecret', { Name, ClientRequestToken: tokenOf('1'), ...input });

test('every refusal is a 400 with __type, and its text in Message', async () => {
  await create('refused', { SecretString: 'v' });
  const SecretId = 'refused';
  const rows: [string, object, string][] = [
    ['GetSecretValue', { SecretId: 'nobody' }, 'ResourceNotFoundException'],
    ['DescribeSecret', { SecretId: 'nobody' }, 'ResourceNotFoundException'],
    ['GetSecretValue', { SecretId, VersionStage: 'none' }, 'ResourceNotFoundException'],
    [
      'GetSecretValue',
      { SecretId, VersionId: tokenOf('1'), VersionStage: 'AWSPENDING' },
      'InvalidRequestException',
    ],
    [
      'CreateSecret',
      { Name: SecretId, ClientRequestToken: tokenOf('2') },
      'ResourceExistsException',
    ],
    ['DeleteSecret', { SecretId, RecoveryWindowInDays: 1 }, 'InvalidParameterException'],
    ['ListSecrets', { NextToken: 'forged' }, 'InvalidNextTokenException'],
    ['PutResourcePolicy', { SecretId, ResourcePolicy: '{' }, 'MalformedPolicyDocumentException'],
    [
      'PutResourcePolicy',
      {
        SecretId,
        BlockPublicPolicy: true,
        ResourcePolicy:
          '{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}',
      },
      'PublicPolicyException',
    ],
  ];
  for (const [operation, input, type] of rows) {
    expect(await call(operation, input)).toEqual({
      status: 400,
      body: { __type: type, Message: expect.stringMatching(/\.$|AWSPENDING$|none$/u) },
    });
  }
});

test('an error that the model does not have is a 400 of code and text alone', async () => {
  const { status, body } = await call('DescribeSecret', { SecretId: 'Bad:name' });
  expect(status).toBe(400);
  expect(Object.keys(body).sort()).toEqual(['__type', 'message']);
  expect(body['__type']).toBe('ValidationException');
  expect(await call('DescribeSecret', {})).toEqual({
    status: 400,
    body: {
      __type: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null",
    },
  });
});

test('a member that is absent is left out, never null', async () => {
  expect(await create('bare')).toEqual({ ARN: expect.stringMatching(ARN), Name: 'bare' });
  const described = await ok('DescribeSecret', { SecretId: 'bare' });
  expect(described).toEqual({
    ARN: expect.stringMatching(ARN),
    Name: 'bare',
    CreatedDate: NOW / 1000,
    LastChangedDate: NOW / 1000,
  });
  expect(await ok('GetResourcePolicy', { SecretId: 'bare' })).toEqual({
    ARN: described['ARN'],
    Name: 'bare',
  });
  expect(await ok('ListSecretVersionIds', { SecretId: 'bare' })).toEqual({
    ARN: described['ARN'],
    Name: 'bare',
    Versions: [],
  });
  expect(Object.keys(await ok('ListSecrets', {}))).toEqual(['SecretList']);
  const filtered = await ok('ListSecrets', { Filters: [{ Key: 'name', Values: ['bare'] }] });
  expect(filtered).toEqual({ SecretList: [described] });
  expect(await ok('BatchGetSecretValue', { SecretIdList: ['nobody'] })).toEqual({
    SecretValues: [],
    Errors: [
      {
        SecretId: 'nobody',
        ErrorCode: 'ResourceNotFoundException',
        Message: "Secrets Manager can't find the specified secret.",
      },
    ],
  });
});

test('dates are seconds with a fraction, and bytes are Base64 text', async () => {
  const SecretBinary = 'AAEC/w==';
  await create('bytes', { SecretBinary });
  const read = () => ok('GetSecretValue', { SecretId: 'bytes' });
  const first = await read();
  expect(first).toEqual({
    ARN: expect.stringMatching(ARN),
    Name: 'bytes',
    VersionId: tokenOf('1'),
    SecretBinary,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: NOW / 1000,
  });
  for (const [index, operation] of ['PutSecretValue', 'UpdateSecret'].entries()) {
    const ClientRequestToken = tokenOf(`b${String(index)}`);
    await ok(operation, { SecretId: 'bytes', ClientRequestToken, SecretBinary });
    expect(await read()).toEqual({ ...first, VersionId: ClientRequestToken });
  }
});

test('each answer has its members and no others', async () => {
  const answer = await create('members', { SecretString: 'v' });
  const secret = { ARN: answer['ARN'], Name: 'members' };
  expect(answer).toEqual({ ...secret, VersionId: tokenOf('1') });
  const SecretId = 'members';
  const [two, three] = [tokenOf('2'), tokenOf('3')];
  const put = { SecretId, ClientRequestToken: two, SecretString: 'w' };
  expect(await ok('PutSecretValue', put)).toEqual({
    ...secret,
    VersionId: two,
    VersionStages: ['AWSCURRENT'],
  });
  const update = { SecretId, ClientRequestToken: three, SecretString: 'x' };
  expect(await ok('UpdateSecret', update)).toEqual({ ...secret, VersionId: three });
  expect(await ok('UpdateSecret', { SecretId })).toEqual(secret);
  const move = { SecretId, VersionStage: 'mine', MoveToVersionId: two };
  expect(await ok('UpdateSecretVersionStage', move)).toEqual(secret);
  const Tags = [{ Key: 'k', Value: 'v' }];
  expect(await ok('TagResource', { SecretId, Tags })).toEqual({});
  expect(await ok('UntagResource', { SecretId, TagKeys: ['k'] })).toEqual({});
  const ResourcePolicy =
    '{"Statement":{"Effect":"Deny","Principal":"*","Action":"secretsmanager:TagResource","Resource":"*"}}';
  expect(await ok('PutResourcePolicy', { SecretId, ResourcePolicy })).toEqual(secret);
  expect(await ok('GetResourcePolicy', { SecretId })).toEqual({ ...secret, ResourcePolicy });
  expect(await ok('DeleteResourcePolicy', { SecretId })).toEqual(secret);
  const AddReplicaRegions = [{ Region: 'eu-west-1' }];
  expect(await ok('ReplicateSecretToRegions', { SecretId, AddReplicaRegions })).toEqual({
    ARN: secret.ARN,
    ReplicationStatus: [
      { Region: 'eu-west-1', KmsKeyId: 'alias/aws/secretsmanager', Status: 'InProgress' },
    ],
  });
  const RemoveReplicaRegions = ['eu-west-1'];
  expect(await ok('RemoveRegionsFromReplication', { SecretId, RemoveReplicaRegions })).toEqual({
    ARN: secret.ARN,
    ReplicationStatus: [],
  });
  const DeletionDate = NOW / 1000 + 7 * 86_400;
  const remove = { SecretId, RecoveryWindowInDays: 7 };
  expect(await ok('DeleteSecret', remove)).toEqual({ ...secret, DeletionDate });
  expect(await ok('RestoreSecret', { SecretId })).toEqual(secret);
  expect(Object.keys(await ok('GetRandomPassword', {}))).toEqual(['RandomPassword']);
});

test('a request without a ClientRequestToken is refused before anybody looks for the secret', async () => {
  const Message = 'You must provide a ClientRequestToken value. We recommend a UUID-type value.';
  const refused = (__type: string) => ({ status: 400, body: { __type, Message } });
  const SecretId = 'nobody';
  const asRequest = refused('InvalidRequestException');
  expect(await call('CreateSecret', { Name: 'raw', SecretString: 'v' })).toEqual(asRequest);
  expect(await call('CreateSecret', { Name: 'bare' })).toEqual(asRequest);
  expect(await call('PutSecretValue', { SecretId, SecretString: 'v' })).toEqual(asRequest);
  expect(await call('UpdateSecret', { SecretId, SecretString: 'v' })).toEqual(asRequest);
  expect(await call('RotateSecret', { SecretId })).toEqual(refused('InvalidParameterException'));
  expect(await call('UpdateSecret', { SecretId, Description: 'd' })).toEqual({
    status: 400,
    body: {
      __type: 'ResourceNotFoundException',
      Message: "Secrets Manager can't find the specified secret.",
    },
  });
});

test('what is wrong with a request is told in this order: members, name, token, value, existence, state', async () => {
  const codeOf = async (operation: string, input: object): Promise<unknown> =>
    (await call(operation, input)).body['__type'];
  await create('ordered', { SecretString: 'v' });
  await ok('DeleteSecret', { SecretId: 'ordered' });
  const tooLong = { VersionStages: ['x'.repeat(257)] };
  const bothValues = { SecretString: 'v', SecretBinary: 'AA==' };
  const ClientRequestToken = tokenOf('o');
  const put = (input: object) => codeOf('PutSecretValue', input);
  expect(await put({ SecretId: 'Bad:name', ...tooLong })).toBe('ValidationException');
  expect(await put({ SecretId: 'nobody', ...tooLong })).toBe('ValidationException');
  expect(await put({ SecretId: 'Bad:name' })).toBe('ValidationException');
  expect(await put({ SecretId: 'nobody', ...bothValues })).toBe('InvalidRequestException');
  expect(await put({ SecretId: 'nobody', ...bothValues, ClientRequestToken })).toBe(
    'InvalidParameterException',
  );
  const value = { SecretString: 'v', ClientRequestToken };
  expect(await put({ SecretId: 'nobody', ...value })).toBe('ResourceNotFoundException');
  expect(await put({ SecretId: 'ordered', ...value })).toBe('InvalidRequestException');
});

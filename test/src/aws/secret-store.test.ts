import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  InvalidRequestException,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerClient,
  SecretsManagerServiceException,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createManualClock } from '../../../local/clock.ts';
import { createClientConfig } from '../../../src/aws/clients.ts';
import { createSecretStore } from '../../../src/aws/secret-store.ts';
import { SecretValue } from '../../../src/rotation/secret-value.ts';

const arn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:api-AbCdEf';
const token = 'rekey-abcdefghijklmnopqrstuvwxyz';
const { signal } = new AbortController();
const aws = mockClient(SecretsManagerClient);
const store = createSecretStore(createClientConfig('us-east-1'), createManualClock(0));

beforeEach(() => {
  aws.reset();
});

test('describes a secret with its tags and labels', async () => {
  aws.on(DescribeSecretCommand, { SecretId: 'api' }).resolves({
    ARN: arn,
    Name: 'api',
    Tags: [{ Key: 'rekey:target', Value: 'generated' }],
    VersionIdsToStages: { v1: ['AWSCURRENT'], v2: ['AWSPENDING', 'rekey:x'] },
    LastChangedDate: new Date(5000),
  });
  expect(await store.describe('api', signal)).toEqual({
    arn,
    name: 'api',
    tags: new Map([['rekey:target', 'generated']]),
    labels: new Map([
      ['v1', ['AWSCURRENT']],
      ['v2', ['AWSPENDING', 'rekey:x']],
    ]),
    rotationEnabled: false,
    lastChangedAt: 5000,
  });
});

test('Secrets Manager’s own rotation tells its function and dates, as long as it is on', async () => {
  const native = {
    RotationLambdaARN: 'arn:aws:lambda:us-east-1:1:function:f',
    LastRotatedDate: new Date(8000),
    NextRotationDate: new Date(9000),
  };
  const answer = { ARN: arn, Name: 'api', ...native };
  aws.on(DescribeSecretCommand).resolves({ ...answer, RotationEnabled: true });
  expect(await store.describe('api', signal)).toMatchObject({
    rotationEnabled: true,
    nativeRotation: { functionArn: native.RotationLambdaARN, rotatedAt: 8000, nextAt: 9000 },
  });
  aws.on(DescribeSecretCommand).resolves({ ...answer, RotationEnabled: false });
  expect(await store.describe('api', signal)).not.toHaveProperty('nativeRotation');
});

test('an empty secret that is scheduled for deletion has no labels and says when', async () => {
  aws
    .on(DescribeSecretCommand)
    .resolves({ ARN: arn, Name: 'api', DeletedDate: new Date(7000), RotationEnabled: true });
  const description = await store.describe('api', signal);
  expect(description.labels.size).toBe(0);
  expect(description).toMatchObject({ deletedAt: 7000, rotationEnabled: true });
});

test('a secret that does not exist is a matter of configuration', async () => {
  aws
    .on(DescribeSecretCommand)
    .rejects(notFound("Secrets Manager can't find the specified secret."));
  await expect(store.describe('api', signal)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
  });
});

test('denied to a role that is bounded by the tag, the error names the tag', async () => {
  aws.on(DescribeSecretCommand).rejects(
    new SecretsManagerServiceException({
      name: 'AccessDeniedException',
      message: 'User: x is not authorized to perform: secretsmanager:DescribeSecret',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    }),
  );
  await expect(store.describe('api', signal)).rejects.toMatchObject({
    code: 'Rekey.AccessDenied',
    message: expect.stringContaining('rekey:target'),
  });
});

test('reads by version and label together', async () => {
  aws
    .on(GetSecretValueCommand, { SecretId: arn, VersionId: 'v2', VersionStage: 'AWSPENDING' })
    .resolves({ SecretString: 'value', VersionStages: ['AWSPENDING'], CreatedDate: new Date(1) });
  const found = await store.read({ arn, versionId: 'v2', label: 'AWSPENDING' }, signal);
  expect(found?.value.reveal()).toBe('value');
  expect(found).toMatchObject({ labels: ['AWSPENDING'], createdAt: 1 });
});

test.each([
  ["Secrets Manager can't find the specified secret value for VersionId: v2", notFound],
  ["Secrets Manager can't find the specified secret value for staging label: AWSPENDING", notFound],
  ['You provided a VersionStage that is not associated to the provided VersionId.', invalidRequest],
])('reads nothing where AWS says "%s"', async (text, create) => {
  aws.on(GetSecretValueCommand).rejects(create(text));
  expect(await store.read({ arn, versionId: 'v2', label: 'AWSPENDING' }, signal)).toBeUndefined();
});

test('a secret that is gone is no empty version', async () => {
  aws
    .on(GetSecretValueCommand)
    .rejects(notFound("Secrets Manager can't find the specified secret."));
  await expect(store.read({ arn, versionId: 'v2' }, signal)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
  });
});

test('a binary value is refused with what was expected', async () => {
  aws.on(GetSecretValueCommand).resolves({ SecretBinary: new Uint8Array([0]) });
  await expect(store.readCurrent('admin', signal)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('expected SecretString, found SecretBinary'),
  });
});

test('puts a version under its token with exactly the labels given', async () => {
  aws.on(PutSecretValueCommand).resolves({});
  const version = { arn, token, value: new SecretValue('new'), labels: ['rekey:x#v'] };
  expect(await store.put(version, signal)).toBe('stored');
  expect(aws.commandCalls(PutSecretValueCommand)[0]?.args[0].input).toEqual({
    SecretId: arn,
    ClientRequestToken: token,
    SecretString: 'new',
    VersionStages: ['rekey:x#v'],
  });
});

test('says for which rotation it puts a version, where Secrets Manager asked for it', async () => {
  aws.on(PutSecretValueCommand).resolves({});
  const rotationToken = new SecretValue('r'.repeat(36));
  const version = { arn, token, value: new SecretValue('new'), labels: ['AWSPENDING'] };
  await store.put({ ...version, rotationToken }, signal);
  expect(aws.commandCalls(PutSecretValueCommand)[0]?.args[0].input).toMatchObject({
    RotationToken: 'r'.repeat(36),
    VersionStages: ['AWSPENDING'],
  });
});

test('a token that names another value exists already', async () => {
  aws
    .on(PutSecretValueCommand)
    .rejects(new ResourceExistsException({ message: 'in use', $metadata: {} }));
  const version = { arn, token, value: new SecretValue('new'), labels: ['a'] };
  expect(await store.put(version, signal)).toBe('exists');
});

test('a value over 65,536 bytes is refused before any call', async () => {
  const version = { arn, token, value: new SecretValue('é'.repeat(32_769)), labels: ['a'] };
  await expect(store.put(version, signal)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('at most 65536 bytes, found 65538'),
  });
  expect(aws.calls()).toHaveLength(0);
});

test('moves a label by compare-and-set', async () => {
  aws.on(UpdateSecretVersionStageCommand).resolves({});
  const move = { arn, label: 'AWSCURRENT', to: 'v2', from: 'v1' };
  expect(await store.moveLabel(move, signal)).toBe('moved');
  expect(aws.commandCalls(UpdateSecretVersionStageCommand)[0]?.args[0].input).toEqual({
    SecretId: arn,
    VersionStage: 'AWSCURRENT',
    MoveToVersionId: 'v2',
    RemoveFromVersionId: 'v1',
  });
});

test('a label on a version that was not named stays where it is', async () => {
  aws.on(UpdateSecretVersionStageCommand).rejects(
    new InvalidParameterException({
      message: "RemoveFromVersionId can't be empty",
      $metadata: {},
    }),
  );
  expect(await store.moveLabel({ arn, label: 'AWSPENDING', to: 'v2' }, signal)).toBe('refused');
});

test('lists the times of all versions, page after page', async () => {
  aws
    .on(ListSecretVersionIdsCommand)
    .resolvesOnce({ Versions: [{ VersionId: 'v1', CreatedDate: new Date(1) }], NextToken: 'more' })
    .resolvesOnce({ Versions: [{ VersionId: 'v2', CreatedDate: new Date(2) }] });
  expect(await store.versionTimes(arn, signal)).toEqual(
    new Map([
      ['v1', 1],
      ['v2', 2],
    ]),
  );
});

function notFound(message: string): Error {
  return new ResourceNotFoundException({ message, $metadata: { httpStatusCode: 400 } });
}

function invalidRequest(message: string): Error {
  return new InvalidRequestException({ message, $metadata: { httpStatusCode: 400 } });
}

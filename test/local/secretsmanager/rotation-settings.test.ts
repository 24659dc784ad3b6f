// RotateSecret item by item, where rotation.test.ts tells no story of it: what is kept, what is taken from before, what is refused.
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '../../support/refusal.ts';
import { rotate } from '../../support/rotation-function.ts';
import { type RotationHost, startRotationHost } from '../../support/rotation-host.ts';
import { tokenOf } from '../../support/tokens.ts';

const DAY_MS = 86_400_000;
let host: RotationHost;
let lambdaArn: string;
beforeAll(async () => {
  host = await startRotationHost();
  lambdaArn = await host.createRotator('rotator');
});
afterAll(() => host.close());

const create = async (Name: string) =>
  await host.client.send(
    new CreateSecretCommand({ Name, SecretString: 'first', ClientRequestToken: tokenOf('first') }),
  );
const turn = async (SecretId: string, input: Partial<RotateSecretCommandInput> = {}) =>
  await host.client.send(
    new RotateSecretCommand({ SecretId, RotationLambdaARN: lambdaArn, ...input }),
  );
const untilRotated = async (SecretId: string, versionId: string) =>
  await host.describeUntil(
    SecretId,
    ({ VersionIdsToStages: stages = {} }) => stages[versionId]?.join() === 'AWSCURRENT',
  );

// Recorded by LocalStack's authors.
test('after a rotation DescribeSecret has the members of rotation, and the day of the last access', async () => {
  await create('members');
  const before = await host.describe('members');
  await turn('members', {
    ClientRequestToken: tokenOf('second'),
    RotationRules: { AutomaticallyAfterDays: 7 },
  });
  const after = await untilRotated('members', tokenOf('second'));
  const added = Object.keys(after).filter((member) => !(member in before));
  expect(added.sort()).toEqual([
    'LastAccessedDate',
    'LastRotatedDate',
    'NextRotationDate',
    'RotationEnabled',
    'RotationLambdaARN',
    'RotationRules',
  ]);
});

// Recorded by LocalStack's authors.
test('RotateSecret with nothing but SecretId takes the function and the rules that were stored', async () => {
  await create('stored');
  const RotationRules = { ScheduleExpression: 'rate(10 days)', Duration: '3h' };
  await turn('stored', { ClientRequestToken: tokenOf('second'), RotationRules });
  await untilRotated('stored', tokenOf('second'));
  const { VersionId = '' } = await host.client.send(
    new RotateSecretCommand({ SecretId: 'stored' }),
  );
  expect(await untilRotated('stored', VersionId)).toMatchObject({
    RotationLambdaARN: lambdaArn,
    RotationRules,
  });
});

test('a cancelled rotation is turned on again by RotateSecret with nothing but SecretId, and shows no dates until then', async () => {
  await create('again');
  const rules = { AutomaticallyAfterDays: 7 };
  await turn('again', { ClientRequestToken: tokenOf('second'), RotationRules: rules });
  await untilRotated('again', tokenOf('second'));
  await host.client.send(new CancelRotateSecretCommand({ SecretId: 'again' }));
  const off = await host.describe('again');
  expect(off).toMatchObject({ RotationEnabled: false, RotationRules: rules });
  for (const date of ['LastRotatedDate', 'NextRotationDate']) expect(off).not.toHaveProperty(date);
  // A second time it has nothing to do, and is no error.
  await host.client.send(new CancelRotateSecretCommand({ SecretId: 'again' }));
  const { VersionId = '' } = await host.client.send(new RotateSecretCommand({ SecretId: 'again' }));
  expect(await untilRotated('again', VersionId)).toMatchObject({ RotationEnabled: true });
});

// API reference of RotateSecret: unfinished is an AWSPENDING on another version than AWSCURRENT.
test('AWSPENDING beside AWSCURRENT does not stand in the way', async () => {
  await create('beside');
  await host.client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'beside',
      VersionStage: 'AWSPENDING',
      MoveToVersionId: tokenOf('first'),
    }),
  );
  await turn('beside', { ClientRequestToken: tokenOf('second') });
  expect((await untilRotated('beside', tokenOf('second'))).VersionIdsToStages).toEqual({
    [tokenOf('first')]: ['AWSPREVIOUS'],
    [tokenOf('second')]: ['AWSCURRENT'],
  });
});

test('a pending version that somebody put by hand stands in the way', async () => {
  await create('by-hand');
  await host.client.send(
    new PutSecretValueCommand({
      SecretId: 'by-hand',
      SecretString: 'mine',
      ClientRequestToken: tokenOf('mine'),
      VersionStages: ['AWSPENDING'],
    }),
  );
  expect(await refusalOf(turn('by-hand'))).toEqual({
    name: 'InvalidRequestException',
    message: "A previous rotation isn't complete. That rotation will be reattempted.",
  });
  expect(await host.describe('by-hand')).not.toHaveProperty('RotationEnabled');
});

// terraform-provider-aws#10619.
test('a secret without a value is rotated at once all the same, and its function fails', async () => {
  await host.client.send(new CreateSecretCommand({ Name: 'empty' }));
  await host.takeEvents();
  await turn('empty', { ClientRequestToken: tokenOf('second') });
  expect(await host.takeEvents('RotationFailed')).toMatchObject([
    { eventName: 'RotationStarted' },
    {
      eventName: 'RotationFailed',
      errorMessage: `Error when executing lambda ${lambdaArn} during createSecret step`,
    },
  ]);
  expect((await host.describe('empty')).VersionIdsToStages).toEqual({
    [tokenOf('second')]: ['AWSPENDING'],
  });
});

test('UpdateSecret with a value counts as a rotation for AutomaticallyAfterDays; with a description it does not', async () => {
  await create('updated');
  await turn('updated', {
    RotateImmediately: false,
    RotationRules: { AutomaticallyAfterDays: 3 },
  });
  const { NextRotationDate: first } = await host.describeUntil(
    'updated',
    ({ VersionIdsToStages = {} }) => Object.keys(VersionIdsToStages).length === 1,
  );
  await host.clock.advance(DAY_MS);
  const update = async (input: { Description?: string; SecretString?: string }) => {
    await host.client.send(new UpdateSecretCommand({ SecretId: 'updated', ...input }));
    return (await host.describe('updated')).NextRotationDate?.getTime();
  };
  expect(await update({ Description: 'other' })).toBe(first?.getTime());
  expect(await update({ SecretString: 'other' })).toBe((first?.getTime() ?? 0) + DAY_MS);
  await host.client.send(new CancelRotateSecretCommand({ SecretId: 'updated' }));
});

test('a value put by hand counts for no expression, whose windows stand fast', async () => {
  await create('expression');
  await turn('expression', {
    RotateImmediately: false,
    RotationRules: { ScheduleExpression: 'rate(3 days)' },
  });
  const { NextRotationDate } = await host.describeUntil(
    'expression',
    ({ VersionIdsToStages = {} }) => Object.keys(VersionIdsToStages).length === 1,
  );
  await host.clock.advance(DAY_MS);
  await host.client.send(
    new PutSecretValueCommand({ SecretId: 'expression', SecretString: 'mine' }),
  );
  expect((await host.describe('expression')).NextRotationDate).toEqual(NextRotationDate);
  await host.client.send(new CancelRotateSecretCommand({ SecretId: 'expression' }));
});

test('a test that fails leaves AWSCURRENT alone, and rotation on', async () => {
  await create('untested');
  await host.takeEvents();
  host.runtime.handlers.set('rotator', () => Promise.reject(new Error('no')));
  await turn('untested', {
    RotateImmediately: false,
    RotationRules: { AutomaticallyAfterDays: 7 },
  });
  const events = await host.takeEvents('TestRotationFailed');
  host.runtime.handlers.clear();
  expect(events.map(({ eventName }) => eventName)).toEqual([
    'TestRotationStarted',
    'TestRotationFailed',
  ]);
  expect(await host.describe('untested')).toMatchObject({
    RotationEnabled: true,
    VersionIdsToStages: { [tokenOf('first')]: ['AWSCURRENT'] },
  });
});

test('a function that ends without moving AWSCURRENT has not rotated', async () => {
  await create('unmoved');
  await host.takeEvents();
  host.runtime.handlers.set('rotator', async (event, client) => {
    if (event.Step !== 'finishSecret') await rotate(event, client);
  });
  await turn('unmoved', { ClientRequestToken: tokenOf('second') });
  const events = await host.takeEvents('RotationFailed');
  host.runtime.handlers.clear();
  expect(events.map(({ eventName }) => eventName)).toEqual(['RotationStarted', 'RotationFailed']);
  expect((await host.describe('unmoved')).VersionIdsToStages).toEqual({
    [tokenOf('first')]: ['AWSCURRENT'],
    [tokenOf('second')]: ['AWSPENDING'],
  });
});

test('a secret in deletion is neither rotated nor cancelled', async () => {
  await create('leaving');
  await turn('leaving', { ClientRequestToken: tokenOf('second') });
  await untilRotated('leaving', tokenOf('second'));
  await host.client.send(new DeleteSecretCommand({ SecretId: 'leaving' }));
  const refusal = {
    name: 'InvalidRequestException',
    message: "You can't perform this operation on the secret because it was marked for deletion.",
  };
  expect(await refusalOf(turn('leaving'))).toEqual(refusal);
  const cancel = new CancelRotateSecretCommand({ SecretId: 'leaving' });
  expect(await refusalOf(host.client.send(cancel))).toEqual(refusal);
});

// moto's words, for want of AWS's.
test('an ARN beyond 2048 characters is refused', async () => {
  const RotationLambdaARN = lambdaArn.padEnd(2049, 'x');
  expect(await refusalOf(turn('not-there', { RotationLambdaARN }))).toEqual({
    name: 'InvalidParameterException',
    message: 'RotationLambdaARN must <= 2048 characters long.',
  });
});

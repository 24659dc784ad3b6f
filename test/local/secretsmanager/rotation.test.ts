import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  type RotateSecretCommandInput,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { refusalOf } from '../../support/refusal.ts';
import { rotate } from '../../support/rotation-function.ts';
import { type RotationHost, startRotationHost } from '../../support/rotation-host.ts';
import { tokenOf } from '../../support/tokens.ts';

// Texts: recorded on AWS by LocalStack's authors (2026-03) or verified there by moto's (2026-08), unless a comment says otherwise.

const MINUTE_MS = 60_000;
const incomplete = {
  name: 'InvalidRequestException',
  message: "A previous rotation isn't complete. That rotation will be reattempted.",
};
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
const read = async (SecretId: string, VersionStage = 'AWSCURRENT') =>
  await host.client.send(new GetSecretValueCommand({ SecretId, VersionStage }));
const namesOf = async (last?: string) =>
  (await host.takeEvents(last)).map(({ eventName }) => eventName);

test('a rotation runs the four steps behind the answer, and ends with AWSCURRENT alone on the new version', async () => {
  const { ARN = '' } = await create('whole');
  host.runtime.events.splice(0);
  await host.takeEvents();
  const answer = await turn('whole', {
    ClientRequestToken: tokenOf('second'),
    RotationRules: { AutomaticallyAfterDays: 30 },
  });
  expect(answer).toMatchObject({ ARN, Name: 'whole', VersionId: tokenOf('second') });
  const described = await host.describeUntil('whole', (now) => now.LastRotatedDate !== undefined);
  expect(described).toMatchObject({
    RotationEnabled: true,
    RotationLambdaARN: lambdaArn,
    RotationRules: { AutomaticallyAfterDays: 30 },
    LastRotatedDate: new Date(Date.UTC(2026, 3, 1, 9, 30)),
    NextRotationDate: new Date(Date.UTC(2026, 4, 1, 23, 59, 59)),
    VersionIdsToStages: {
      [tokenOf('first')]: ['AWSPREVIOUS'],
      [tokenOf('second')]: ['AWSCURRENT'],
    },
  });
  expect((await read('whole')).SecretString).toBe(`value of ${tokenOf('second')}`);
  const { events } = host.runtime;
  expect(events.map(({ Step }) => Step)).toEqual([
    'createSecret',
    'setSecret',
    'testSecret',
    'finishSecret',
  ]);
  for (const event of events) {
    expect(event).toMatchObject({ SecretId: ARN, ClientRequestToken: tokenOf('second') });
    expect(event.RotationToken).toMatch(/^[a-zA-Z0-9-]{36,256}$/u);
  }
  expect(await host.takeEvents('RotationSucceeded')).toMatchObject([
    {
      eventName: 'RotationStarted',
      eventSource: 'secretsmanager.amazonaws.com',
      eventType: 'AwsServiceEvent',
      additionalEventData: { SecretId: ARN },
      requestID: `Rotation-${ARN}-${tokenOf('second')}`,
    },
    { eventName: 'RotationSucceeded' },
  ]);
  // The same request again is the same rotation.
  expect(await turn('whole', { ClientRequestToken: tokenOf('second') })).toMatchObject({ ARN });
  expect(await namesOf()).toEqual([]);
});

test('before createSecret the token is a version under AWSPENDING without a value', async () => {
  await create('empty');
  const seen: unknown[] = [];
  host.runtime.handlers.set('rotator', async (event, client) => {
    if (event.Step === 'createSecret') {
      const { SecretId, ClientRequestToken: VersionId } = event;
      const get = client.send(
        new GetSecretValueCommand({ SecretId, VersionId, VersionStage: 'AWSPENDING' }),
      );
      seen.push(await refusalOf(get));
      const { VersionIdsToStages, RotationEnabled } = await host.describe(SecretId);
      seen.push(VersionIdsToStages, RotationEnabled);
      const list = await client.send(new ListSecretVersionIdsCommand({ SecretId }));
      seen.push(list.Versions?.map((version) => version.VersionStages));
    }
    await rotate(event, client);
  });
  await turn('empty', { ClientRequestToken: tokenOf('second') });
  await host.describeUntil('empty', (now) => now.LastRotatedDate !== undefined);
  host.runtime.handlers.clear();
  expect(seen).toEqual([
    {
      name: 'ResourceNotFoundException',
      message: `Secrets Manager can't find the specified secret value for VersionId: ${tokenOf('second')}`,
    },
    { [tokenOf('first')]: ['AWSCURRENT'], [tokenOf('second')]: ['AWSPENDING'] },
    true,
    [['AWSCURRENT'], ['AWSPENDING']],
  ]);
});

test('a step that fails is tried again as a whole, and leaves AWSPENDING in the way until then', async () => {
  const { ARN = '' } = await create('failing');
  await host.takeEvents();
  host.runtime.events.splice(0);
  host.runtime.handlers.set('rotator', async (event, client) => {
    if (event.Step === 'setSecret') throw new Error('The service is away.');
    await rotate(event, client);
  });
  await turn('failing', { ClientRequestToken: tokenOf('second') });
  expect(await host.takeEvents('RotationFailed')).toMatchObject([
    { eventName: 'RotationStarted' },
    {
      eventName: 'RotationFailed',
      errorMessage: `Error when executing lambda ${lambdaArn} during setSecret step`,
      requestID: `Rotation-${ARN}-${tokenOf('second')}`,
    },
  ]);
  expect(await refusalOf(turn('failing'))).toEqual(incomplete);
  expect((await host.describe('failing')).VersionIdsToStages).toEqual({
    [tokenOf('first')]: ['AWSCURRENT'],
    [tokenOf('second')]: ['AWSPENDING'],
  });
  host.runtime.handlers.clear();
  await host.clock.advance(MINUTE_MS);
  const healed = await host.describeUntil('failing', (now) => now.LastRotatedDate !== undefined);
  expect(healed.VersionIdsToStages?.[tokenOf('second')]).toEqual(['AWSCURRENT']);
  expect(host.runtime.events.map(({ Step }) => Step)).toEqual([
    'createSecret',
    'setSecret',
    'createSecret',
    'setSecret',
    'testSecret',
    'finishSecret',
  ]);
  expect(await namesOf('RotationSucceeded')).toEqual(['RotationStarted', 'RotationSucceeded']);
});

test('RotateImmediately=false runs testSecret alone, on the current value under a version that goes away again', async () => {
  await create('tested');
  await host.takeEvents();
  host.runtime.events.splice(0);
  const values: unknown[] = [];
  host.runtime.handlers.set(
    'rotator',
    async ({ SecretId, ClientRequestToken: VersionId }, client) => {
      const pending = { SecretId, VersionId, VersionStage: 'AWSPENDING' };
      values.push((await client.send(new GetSecretValueCommand(pending))).SecretString);
    },
  );
  await turn('tested', {
    RotateImmediately: false,
    RotationRules: { ScheduleExpression: 'rate(10 hours)' },
  });
  const described = await host.describeUntil(
    'tested',
    (now) => Object.keys(now.VersionIdsToStages ?? {}).length === 1 && values.length > 0,
  );
  host.runtime.handlers.clear();
  expect(values).toEqual(['first']);
  expect(host.runtime.events.map(({ Step }) => Step)).toEqual(['testSecret']);
  expect(described).toMatchObject({
    RotationEnabled: true,
    RotationRules: { ScheduleExpression: 'rate(10 hours)', AutomaticallyAfterDays: 1 },
    NextRotationDate: new Date(Date.UTC(2026, 3, 1, 10, 59, 59)),
    VersionIdsToStages: { [tokenOf('first')]: ['AWSCURRENT'] },
  });
  expect(described).not.toHaveProperty('LastRotatedDate');
  expect(await namesOf('TestRotationSucceeded')).toEqual([
    'TestRotationStarted',
    'TestRotationSucceeded',
  ]);
});

test('rotation is refused without a function, and with one that Secrets Manager may not invoke, and nothing is stored', async () => {
  await create('unrotated');
  const { client } = host;
  expect(await refusalOf(client.send(new RotateSecretCommand({ SecretId: 'unrotated' })))).toEqual({
    name: 'InvalidRequestException',
    message: 'No Lambda rotation function ARN is associated with this secret.',
  });
  const refused = {
    name: 'AccessDeniedException',
    message:
      'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
  };
  const missing = lambdaArn.replace('rotator', 'nobody');
  expect(await refusalOf(turn('unrotated', { RotationLambdaARN: missing }))).toEqual(refused);
  const call = { service: 'lambda', region: 'us-east-1' } as const;
  const principal = { kind: 'root', accountId: '000000000000' } as const;
  const stranger = await host.createRotator('stranger');
  const FunctionName = 'stranger';
  const StatementId = 'rotation';
  await host.cloud.call({
    ...call,
    principal,
    operation: 'RemovePermission',
    input: { FunctionName, StatementId },
  });
  expect(await refusalOf(turn('unrotated', { RotationLambdaARN: stranger }))).toEqual(refused);
  const permission = {
    ...{ FunctionName, StatementId, Action: 'lambda:InvokeFunction' },
    ...{ Principal: 'secretsmanager.amazonaws.com', SourceAccount: '999999999999' },
  };
  await host.cloud.call({ ...call, principal, operation: 'AddPermission', input: permission });
  expect(await refusalOf(turn('unrotated', { RotationLambdaARN: stranger }))).toEqual(refused);
  const described = await host.describe('unrotated');
  for (const member of ['RotationEnabled', 'RotationRules', 'RotationLambdaARN']) {
    expect(described).not.toHaveProperty(member);
  }
  expect(Object.keys(described.VersionIdsToStages ?? {})).toEqual([tokenOf('first')]);
});

test('what is wrong with a request is told before the secret is looked for', async () => {
  const send = async (input: Partial<RotateSecretCommandInput>) =>
    await refusalOf(turn('not-there', input));
  expect(
    await send({ RotationRules: { AutomaticallyAfterDays: 1, ScheduleExpression: 'rate(1 day)' } }),
  ).toEqual({
    name: 'InvalidParameterException',
    message: 'You cannot specify both rotation frequency and schedule expression together.',
  });
  // moto's words, for want of AWS's
  expect(await send({ RotationRules: { AutomaticallyAfterDays: 1001 } })).toEqual({
    name: 'InvalidParameterException',
    message: 'RotationRules.AutomaticallyAfterDays must be within 1-1000.',
  });
  expect(await send({ ClientRequestToken: 'short' })).toEqual({
    name: 'InvalidParameterException',
    message: 'ClientRequestToken must be 32-64 characters long.',
  });
  expect(await send({})).toEqual({
    name: 'ResourceNotFoundException',
    message: "Secrets Manager can't find the specified secret.",
  });
});

test('CancelRotateSecret turns rotation off, keeps function, rules and labels, and names the version that is left', async () => {
  await create('cancelled');
  const cancel = async () =>
    await host.client.send(new CancelRotateSecretCommand({ SecretId: 'cancelled' }));
  expect(await refusalOf(cancel())).toMatchObject({ name: 'InvalidRequestException' });
  host.runtime.handlers.set('rotator', () => Promise.reject(new Error('no')));
  const rules = { AutomaticallyAfterDays: 7 };
  await turn('cancelled', { ClientRequestToken: tokenOf('second'), RotationRules: rules });
  await host.takeEvents('RotationFailed');
  expect(await cancel()).toMatchObject({ Name: 'cancelled', VersionId: tokenOf('second') });
  host.runtime.handlers.clear();
  const described = await host.describe('cancelled');
  expect(described).toMatchObject({
    RotationEnabled: false,
    RotationLambdaARN: lambdaArn,
    RotationRules: rules,
    VersionIdsToStages: { [tokenOf('second')]: ['AWSPENDING'] },
  });
  expect(described).not.toHaveProperty('NextRotationDate');
  // Nothing comes any more; and AWSPENDING blocks until somebody takes it away.
  host.runtime.events.splice(0);
  await host.clock.advance(10 * MINUTE_MS);
  expect(host.runtime.events).toEqual([]);
  const { RotationLambdaARN: _, ...withoutFunction } = {
    SecretId: 'cancelled',
    RotationLambdaARN: '',
  };
  const again = async () => await host.client.send(new RotateSecretCommand(withoutFunction));
  expect(await refusalOf(again())).toEqual(incomplete);
  await host.client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: 'cancelled',
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: tokenOf('second'),
    }),
  );
  await again();
  await host.describeUntil('cancelled', (now) => now.LastRotatedDate !== undefined);
});

test('a value put by hand abandons the rotation that was under way', async () => {
  await create('abandoned');
  await host.takeEvents();
  host.runtime.handlers.set('rotator', () => Promise.reject(new Error('no')));
  await turn('abandoned', { ClientRequestToken: tokenOf('second') });
  const failed = await namesOf('RotationFailed');
  host.runtime.handlers.clear();
  host.runtime.events.splice(0);
  await host.client.send(
    new PutSecretValueCommand({
      SecretId: 'abandoned',
      SecretString: 'by hand',
      ClientRequestToken: tokenOf('third'),
    }),
  );
  expect([...failed, ...(await namesOf('RotationAbandoned'))]).toEqual([
    'RotationStarted',
    'RotationFailed',
    'RotationAbandoned',
  ]);
  await host.clock.advance(10 * MINUTE_MS);
  expect(host.runtime.events).toEqual([]);
  expect((await host.describe('abandoned')).VersionIdsToStages).toEqual({
    [tokenOf('first')]: ['AWSPREVIOUS'],
    [tokenOf('third')]: ['AWSCURRENT'],
  });
});

test('a value of somebody else than the function is found out after createSecret, unless it comes with the RotationToken', async () => {
  const { ARN = '' } = await create('foreign');
  const otherArn = await host.createRotator('other');
  let otherPuts: (event: Parameters<typeof rotate>[0]) => Promise<void> = () => Promise.resolve();
  // Another function's role puts the value in the place of this one's.
  host.runtime.handlers.set('rotator', async (event, client) => {
    if (event.Step === 'createSecret') await otherPuts(event);
    else await rotate(event, client);
  });
  const invokeOther = async (event: object) => {
    await host.cloud.call({
      service: 'lambda',
      operation: 'Invoke',
      input: { FunctionName: otherArn, Payload: Buffer.from(JSON.stringify(event)) },
      principal: { kind: 'root', accountId: '000000000000' },
      region: 'us-east-1',
    });
  };
  host.runtime.handlers.set('other', async (event, client) => {
    const { SecretId, ClientRequestToken, RotationToken } = event;
    await client.send(
      new PutSecretValueCommand({
        ...{ SecretId, ClientRequestToken, SecretString: 'other', VersionStages: ['AWSPENDING'] },
        ...(RotationToken === '' ? {} : { RotationToken }),
      }),
    );
  });
  otherPuts = async (event) => await invokeOther({ ...event, RotationToken: '' });
  await host.takeEvents();
  await turn('foreign', { ClientRequestToken: tokenOf('second') });
  expect(await host.takeEvents('RotationFailed')).toMatchObject([
    { eventName: 'RotationStarted' },
    {
      eventName: 'RotationFailed',
      errorMessage: `Pending secret version ${tokenOf('second')} for Secret ${ARN} was not created by Lambda ${lambdaArn}. Remove the AWSPENDING staging label and restart rotation`,
    },
  ]);
  await host.client.send(
    new UpdateSecretVersionStageCommand({
      ...{
        SecretId: 'foreign',
        VersionStage: 'AWSPENDING',
        RemoveFromVersionId: tokenOf('second'),
      },
    }),
  );
  otherPuts = invokeOther;
  await turn('foreign', { ClientRequestToken: tokenOf('third') });
  await host.describeUntil('foreign', (now) => now.LastRotatedDate !== undefined);
  expect((await read('foreign')).SecretString).toBe('other');
  host.runtime.handlers.clear();
});

test('deletion, its end and its taking back are service events', async () => {
  await create('leaving');
  await host.takeEvents();
  const SecretId = 'leaving';
  await host.client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
  await host.client.send(new RestoreSecretCommand({ SecretId }));
  await host.client.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: 7 }));
  const events = await host.takeEvents('CancelSecretVersionDelete');
  await host.clock.advance(7 * 24 * 60 * MINUTE_MS);
  expect(
    [...events, ...(await host.takeEvents('EndSecretVersionDelete'))]
      .filter(({ additionalEventData }) => additionalEventData.SecretId.includes(':leaving-'))
      .map(({ eventName }) => eventName),
  ).toEqual([
    'StartSecretVersionDelete',
    'CancelSecretVersionDelete',
    'StartSecretVersionDelete',
    'EndSecretVersionDelete',
  ]);
});

test('a deprecated version that goes beyond the quota is a service event', async () => {
  const few = await startRotationHost({ limits: { secretVersionsMax: 5 } });
  const put = async (VersionId: string) =>
    await few.client.send(
      new PutSecretValueCommand({
        ...{ SecretId: 'many', SecretString: VersionId, ClientRequestToken: tokenOf(VersionId) },
      }),
    );
  await few.client.send(new CreateSecretCommand({ Name: 'many' }));
  for (const version of ['1', '2', '3', '4', '5']) await put(version);
  await few.clock.advance(25 * 60 * MINUTE_MS);
  await put('6');
  expect(await few.takeEvents('SecretVersionDeletion')).toMatchObject([
    { eventName: 'SecretVersionDeletion', additionalEventData: { SecretVersion: tokenOf('1') } },
  ]);
  await few.close();
});

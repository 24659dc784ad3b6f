// Access keys as a rotation needs them: two at a time, switched off and deleted with effect on the next call, their last use known.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
  type StatusType,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from '@jest/globals';
import { createManualClock, createSystemClock } from '../../../local/clock.ts';
import { type Cloud, createCloud, openCloud } from '../../../local/cloud.ts';
import { createInProcessConfig, type InProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';

const INVALID = 'The security token included in the request is invalid.';
const clouds: Cloud[] = [];

afterEach(async () => {
  for (const cloud of clouds.splice(0)) await cloud.stop();
});

function start(cloud: Cloud): InProcessConfig {
  clouds.push(cloud);
  return createInProcessConfig(cloud);
}

interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

async function createKey(config: InProcessConfig, UserName: string): Promise<Keys> {
  const { AccessKey } = await new IAMClient(config).send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

async function createAdministrator(config: InProcessConfig): Promise<Keys> {
  const iam = new IAMClient(config);
  const UserName = 'admin';
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  return await createKey(config, UserName);
}

function listSecrets(config: InProcessConfig, credentials: Keys): Promise<unknown> {
  return new SecretsManagerClient({ ...config, credentials }).send(new ListSecretsCommand({}));
}

function whoAmI(config: InProcessConfig, credentials: Keys): Promise<{ Arn?: string | undefined }> {
  return new STSClient({ ...config, credentials }).send(new GetCallerIdentityCommand({}));
}

test('a user has two keys, and no third', async () => {
  const config = start(createCloud());
  const first = await createAdministrator(config);
  const second = await createKey(config, 'admin');
  expect(first.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/u);
  expect(first.secretAccessKey).toMatch(/^[A-Za-z0-9+/]{40}$/u);
  expect(await refusalOf(createKey(config, 'admin'))).toEqual({
    name: 'LimitExceededException',
    message: 'Cannot exceed quota for AccessKeysPerUser: 2',
  });
  const { AccessKeyMetadata = [] } = await new IAMClient(config).send(
    new ListAccessKeysCommand({ UserName: 'admin' }),
  );
  expect(AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status])).toEqual([
    [first.accessKeyId, 'Active'],
    [second.accessKeyId, 'Active'],
  ]);
  expect(JSON.stringify(AccessKeyMetadata)).not.toContain(first.secretAccessKey);
});

test('a key that is switched off is refused at once, and admitted again once it is on', async () => {
  const config = start(createCloud());
  const keys = await createAdministrator(config);
  const turn = (Status: StatusType) =>
    new IAMClient(config).send(
      new UpdateAccessKeyCommand({ UserName: 'admin', AccessKeyId: keys.accessKeyId, Status }),
    );
  await listSecrets(config, keys);
  await turn('Inactive');
  expect(await refusalOf(listSecrets(config, keys))).toEqual({
    name: 'UnrecognizedClientException',
    message: INVALID,
  });
  expect(await refusalOf(whoAmI(config, keys))).toEqual({
    name: 'InvalidClientTokenId',
    message: INVALID,
  });
  await turn('Active');
  await listSecrets(config, keys);
});

test.each([false, true])(
  'a key that is deleted is refused, and is not root either (strict: %s)',
  async (strictAuth) => {
    const cloud = createCloud({ strictAuth });
    const config = start(cloud);
    const call = async (operation: string, input: object): Promise<Record<string, unknown>> =>
      await cloud.call({
        ...{ service: 'iam', operation, input, region: 'us-east-1' },
        principal: { kind: 'root', accountId: '000000000000' },
      });
    await call('CreateUser', { UserName: 'u' });
    const { AccessKey } = await call('CreateAccessKey', { UserName: 'u' });
    const { AccessKeyId, SecretAccessKey } = AccessKey as Record<string, string>;
    const keys = { accessKeyId: AccessKeyId ?? '', secretAccessKey: SecretAccessKey ?? '' };
    expect((await whoAmI(config, keys)).Arn).toBe('arn:aws:iam::000000000000:user/u');
    await call('DeleteAccessKey', { UserName: 'u', AccessKeyId });
    expect(await refusalOf(whoAmI(config, keys))).toMatchObject({ message: INVALID });
  },
);

test("another user's key cannot be switched or deleted by its id", async () => {
  const config = start(createCloud());
  const { accessKeyId: AccessKeyId } = await createAdministrator(config);
  const iam = new IAMClient(config);
  await iam.send(new CreateUserCommand({ UserName: 'other' }));
  const expected = `The Access Key with id ${AccessKeyId} cannot be found.`;
  const gone = new DeleteAccessKeyCommand({ UserName: 'other', AccessKeyId });
  await expect(iam.send(gone)).rejects.toThrow(expected);
  const off = new UpdateAccessKeyCommand({ UserName: 'other', AccessKeyId, Status: 'Inactive' });
  await expect(iam.send(off)).rejects.toThrow(expected);
});

test('the last use is known by date, service and region, also after a restart', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-keys-'));
  const clock = createManualClock(createSystemClock().now());
  try {
    const first = openCloud({ folder, clock });
    const config = createInProcessConfig(first);
    const keys = await createAdministrator(config);
    const AccessKeyId = keys.accessKeyId;
    const ask = new GetAccessKeyLastUsedCommand({ AccessKeyId });
    expect(await new IAMClient(config).send(ask)).toMatchObject({
      UserName: 'admin',
      AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
    });
    await listSecrets(config, keys);
    await clock.advance(5000);
    await whoAmI({ ...config, region: 'eu-west-1' }, keys);
    const expected = {
      LastUsedDate: new Date(clock.now()),
      ServiceName: 'sts',
      Region: 'eu-west-1',
    };
    const { AccessKeyLastUsed } = await new IAMClient(config).send(ask);
    expect(AccessKeyLastUsed).toEqual(expected);
    await first.stop();

    const again = start(openCloud({ folder, clock }));
    expect((await new IAMClient(again).send(ask)).AccessKeyLastUsed).toEqual(expected);
    expect((await whoAmI(again, keys)).Arn).toContain('user/admin');
    await clouds.pop()?.stop();
    const stored = readdirSync(join(folder, 'store'))
      .map((file) => readFileSync(join(folder, 'store', file), 'latin1'))
      .join('');
    expect(stored).toContain(AccessKeyId);
    expect(stored).not.toContain(keys.secretAccessKey);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('temporary keys of a user are the user, without IAM, and end with the user', async () => {
  const clock = createManualClock(createSystemClock().now());
  const config = start(createCloud({ clock }));
  const own = await createAdministrator(config);
  const { Credentials } = await new STSClient({ ...config, credentials: own }).send(
    new GetSessionTokenCommand({}),
  );
  expect(Credentials?.Expiration).toEqual(new Date(clock.now() + 12 * 3_600_000));
  const session = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  expect((await whoAmI(config, session)).Arn).toBe('arn:aws:iam::000000000000:user/admin');
  await listSecrets(config, session);
  const asSession = { ...config, credentials: session };
  await expect(new IAMClient(asSession).send(new ListUsersCommand({}))).rejects.toThrow(INVALID);
  await expect(new STSClient(asSession).send(new GetSessionTokenCommand({}))).rejects.toThrow(
    'Cannot call GetSessionToken with session credentials',
  );
  // a session outlives its key, as AWS's do, but not its user
  const iam = new IAMClient(config);
  const AccessKeyId = own.accessKeyId;
  await iam.send(new DeleteAccessKeyCommand({ UserName: 'admin', AccessKeyId }));
  await listSecrets(config, session);
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await iam.send(new DetachUserPolicyCommand({ UserName: 'admin', PolicyArn }));
  await iam.send(new DeleteUserCommand({ UserName: 'admin' }));
  await expect(listSecrets(config, session)).rejects.toThrow(INVALID);
});

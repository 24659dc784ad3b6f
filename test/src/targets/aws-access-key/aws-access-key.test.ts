// What the contract of targets does not ask of IAM users' access keys: whose second key it is, rights, last use, and what STS says.
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../../local/clock.ts';
import { type Cloud, createCloud } from '../../../../local/cloud.ts';
import { createAccessKeyAccess } from '../../../../src/aws/access-keys.ts';
import type { AccessKeyAccess } from '../../../../src/rotation/access-keys.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createAwsAccessKey } from '../../../../src/targets/aws-access-key/aws-access-key.ts';
import { createInProcessConfig, type InProcessConfig } from '../../../support/cloud.ts';
import { createTargetContext } from '../../../support/target-context.ts';

const USER = 'app';
let cloud: Cloud;
let config: InProcessConfig;
let iam: IAMClient;
let access: AccessKeyAccess;

beforeEach(async () => {
  cloud = createCloud();
  config = createInProcessConfig(cloud);
  iam = new IAMClient(config);
  access = createAccessKeyAccess(config as never, createSystemClock());
  await iam.send(new CreateUserCommand({ UserName: USER }));
});
afterEach(async () => {
  await cloud.stop();
});

test("somebody else's second key is left alone, active or not, and the run says so", async () => {
  const current = await createKey();
  const foreign = toFields(await createKey());
  for (const Status of ['Active', 'Inactive'] as const) {
    await iam.send(
      new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId: foreign.accessKeyId, Status }),
    );
    await expect(create().create(current, createTargetContext(Status))).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('has a second access key') as unknown,
    });
    expect(await listKeys()).toHaveLength(2);
  }
});

test('a key that somebody makes while a rotation is given up is not taken for what it left', async () => {
  const current = await createKey();
  const context = createTargetContext('given up');
  const made = await create().create(current, context);
  await create().discard?.({ current, made }, context);
  const foreign = await createKey();
  await use(foreign);
  await create().discard?.({ current }, context);
  expect((await listKeys()).map(({ id }) => id)).toContain(toFields(foreign).accessKeyId);
});

test('an old key is switched off, can be switched on again, and is deleted when its place is needed', async () => {
  const first = await createKey();
  const second = await create().create(first, createTargetContext('one'));
  await create().retire?.({ current: second, previous: first }, createTargetContext('one'));
  const { accessKeyId } = toFields(first);
  expect(await listKeys()).toContainEqual({ id: accessKeyId, status: 'Inactive' });

  const third = await create().create(second, createTargetContext('two'));
  expect((await listKeys()).map(({ id }) => id).sort()).toEqual(
    [second, third].map((value) => toFields(value).accessKeyId).sort(),
  );
});

test('a retired key that somebody switched on again is theirs', async () => {
  const first = await createKey();
  const second = await create().create(first, createTargetContext('one'));
  await create().retire?.({ current: second, previous: first }, createTargetContext('one'));
  const { accessKeyId: AccessKeyId } = toFields(first);
  await iam.send(new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId, Status: 'Active' }));
  await expect(create().create(second, createTargetContext('two'))).rejects.toMatchObject({
    code: 'Rekey.TargetFailed',
  });
});

test.each([
  ['retire', 'Inactive'],
  ['wait', 'Active'],
])(
  'an old key that was used lately is told, and with whenUsed=%s is %s then',
  async (whenUsed, status) => {
    const first = await createKey();
    await use(first);
    const target = create({ whenUsed });
    const context = createTargetContext('used');
    const second = await target.create(first, context);
    const retired = target.retire?.({ current: second, previous: first }, context);
    if (whenUsed === 'wait') {
      await expect(retired).rejects.toMatchObject({ code: 'Rekey.Transient' });
    } else {
      await retired;
    }
    expect(context.lines.join()).toContain('the old access key is still in use');
    expect(context.lines.join()).not.toContain(toFields(first).accessKeyId);
    expect(await listKeys()).toContainEqual({ id: toFields(first).accessKeyId, status });
  },
);

test('the old key stays where the current one is not switched on', async () => {
  const first = await createKey();
  const second = await create().create(first, createTargetContext('one'));
  const { accessKeyId: AccessKeyId } = toFields(second);
  await iam.send(new UpdateAccessKeyCommand({ UserName: USER, AccessKeyId, Status: 'Inactive' }));
  await expect(
    create().retire?.({ current: second, previous: first }, createTargetContext('one')),
  ).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
  expect(await listKeys()).toContainEqual({ id: toFields(first).accessKeyId, status: 'Active' });
});

test('by=self the user needs the rights on its own keys, and no others', async () => {
  const current = await createKey();
  const target = create({ by: 'self' });
  const context = createTargetContext('self');
  await expect(target.create(current, context)).rejects.toMatchObject({
    code: 'Rekey.AccessDenied',
    facts: { call: 'iam:ListAccessKeys' },
  });
  await allowOwnKeys();
  const pending = await target.create(current, context);
  await target.test?.({ current, pending }, context);
  await target.retire?.({ current: pending, previous: current }, context);
  expect(await target.verify?.(current, context)).toBe('refused');
  expect(await target.verify?.(pending, context)).toBe('working');
});

test('an admin whose key IAM refuses is told as such', async () => {
  const current = await createKey();
  const admin = toSecret({ ...toFields(await createKey()), secretAccessKey: 'x'.repeat(40) });
  const context = createTargetContext('admin', { admin });
  await expect(create().create(current, context)).rejects.toMatchObject({
    code: 'Rekey.CredentialRefused',
  });
});

test('a key that IAM has and STS does not know yet is out of reach, not refused', async () => {
  const current = await createKey();
  const target = createAwsAccessKey(new Map(), { ...access, identify: async () => 'unknown' });
  expect(await target.verify?.(current, createTargetContext('new'))).toBe('unreachable');
});

test("another user's key is not taken for this user's", async () => {
  await iam.send(new CreateUserCommand({ UserName: 'other' }));
  const current = toSecret({ ...toFields(await createKey('other')), username: USER });
  const context = createTargetContext('other');
  await expect(create().create(current, context)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
  });
  await expect(create().verify?.(current, context)).rejects.toThrow('username in secret JSON');
});

test('a user that IAM does not know is told', async () => {
  const current = toSecret({ username: 'nobody', accessKeyId: 'A', secretAccessKey: 'b' });
  await expect(create().create(current, createTargetContext('none'))).rejects.toThrow(
    'expected a user of this account',
  );
});

test.each([
  [{ by: 'me' }, 'by: expected one of role, self, found "me"'],
  [{ whenUsed: '' }, 'whenUsed: expected one of retire, wait, found ""'],
  [{ length: '4' }, 'length: expected one of by, whenUsed'],
])('options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

interface Fields {
  readonly username: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function create(options: Readonly<Record<string, string>> = {}): Target {
  return createAwsAccessKey(new Map(Object.entries(options)), access);
}

async function createKey(UserName = USER): Promise<SecretValue> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '' } = AccessKey ?? {};
  return toSecret({ username: UserName, accessKeyId, secretAccessKey });
}

async function listKeys() {
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: USER }));
  return AccessKeyMetadata.map(({ AccessKeyId: id, Status: status }) => ({ id, status }));
}

async function use(value: SecretValue): Promise<void> {
  const { accessKeyId, secretAccessKey } = toFields(value);
  const credentials = { accessKeyId, secretAccessKey };
  await new STSClient({ ...config, credentials }).send(new GetCallerIdentityCommand({}));
}

/** The statement of docs/aws-access-key.md. */
async function allowOwnKeys(): Promise<void> {
  const Statement = [
    {
      Effect: 'Allow',
      Action: [
        ...['iam:ListAccessKeys', 'iam:CreateAccessKey', 'iam:UpdateAccessKey'],
        ...['iam:DeleteAccessKey', 'iam:GetAccessKeyLastUsed', 'iam:ListUserTags', 'iam:TagUser'],
      ],
      Resource: `arn:aws:iam::*:user/${USER}`,
    },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(
    new PutUserPolicyCommand({ UserName: USER, PolicyName: 'own-keys', PolicyDocument }),
  );
}

function toSecret(fields: Fields): SecretValue {
  return new SecretValue(JSON.stringify(fields));
}

function toFields(value: SecretValue): Fields {
  return JSON.parse(value.reveal()) as Fields;
}

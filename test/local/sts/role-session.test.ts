// Sessions that are narrower than their role, or carry tags and a source identity.
import {
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type AssumeRoleCommandOutput,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type ClientConfig, type RunningCloud, startCloud } from '../../support/cloud.ts';

const ACCOUNT = '000000000000';
const VERSION = '2012-10-17';

let cloud: RunningCloud;
let iam: IAMClient;
let sts: STSClient;
let secrets: SecretsManagerClient;

beforeAll(async () => {
  cloud = await startCloud();
  iam = new IAMClient(cloud.clientConfig);
  sts = new STSClient(cloud.clientConfig);
  secrets = new SecretsManagerClient(cloud.clientConfig);
  for (const Name of ['app/one', 'app/two', 'app/shared']) {
    await secrets.send(new CreateSecretCommand({ Name, SecretString: Name }));
  }
});

afterAll(() => cloud.close());

const allow = (Action: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  ...more,
});
const toPolicy = (...Statement: readonly object[]) =>
  JSON.stringify({ Version: VERSION, Statement });
const TAGGED = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];

/** A role that the account may become, with one inline policy. */
async function createRole(
  RoleName: string,
  statement: object,
  trust: object = allow(TAGGED),
): Promise<string> {
  const AssumeRolePolicyDocument = toPolicy({ Principal: { AWS: ACCOUNT }, ...trust });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = toPolicy({ Resource: '*', ...statement });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument }));
  return Role?.Arn ?? '';
}

function assume(
  RoleArn: string,
  more: Partial<AssumeRoleCommandInput> = {},
  client = sts,
): Promise<AssumeRoleCommandOutput> {
  return client.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...more }));
}

function toConfig({ Credentials: keys }: AssumeRoleCommandOutput): ClientConfig & {
  readonly credentials: { readonly sessionToken: string };
} {
  const credentials = {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
  return { ...cloud.clientConfig, credentials };
}

const toSecrets = (answer: AssumeRoleCommandOutput) => new SecretsManagerClient(toConfig(answer));
const read = async (client: SecretsManagerClient, SecretId: string) =>
  (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;

test('a session policy narrows the role, and says so where it refuses', async () => {
  const role = await createRole('narrowed', allow('secretsmanager:*'));
  const Policy = toPolicy(
    allow('secretsmanager:GetSecretValue', {
      Resource: 'arn:aws:secretsmanager:*:*:secret:app/one-*',
    }),
  );
  const wide = toSecrets(await assume(role));
  const narrow = toSecrets(await assume(role, { Policy }));
  expect(await read(wide, 'app/two')).toBe('app/two');
  expect(await read(narrow, 'app/one')).toBe('app/one');
  await expect(read(narrow, 'app/two')).rejects.toThrow(
    / because no session policy allows the secretsmanager:GetSecretValue action$/u,
  );
  await expect(narrow.send(new ListSecretsCommand({}))).rejects.toThrow('no session policy allows');
});

test('a session policy gives nothing that the role has not, and denies what it denies', async () => {
  const role = await createRole('little', allow('secretsmanager:GetSecretValue'));
  const all = allow('*', { Resource: '*' });
  const denied = { Effect: 'Deny', Action: 'secretsmanager:GetSecretValue', Resource: '*' };
  const wide = toSecrets(await assume(role, { Policy: toPolicy(all) }));
  expect(await read(wide, 'app/one')).toBe('app/one');
  await expect(wide.send(new ListSecretsCommand({}))).rejects.toThrow(
    'because no identity-based policy allows',
  );
  const refused = toSecrets(await assume(role, { Policy: toPolicy(all, denied) }));
  await expect(read(refused, 'app/one')).rejects.toThrow(
    /with an explicit deny in a session policy$/u,
  );
});

test('managed policies narrow too, as they were when the session began', async () => {
  const role = await createRole('managed', allow('secretsmanager:*'));
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'list',
      PolicyDocument: toPolicy(allow('secretsmanager:ListSecrets', { Resource: '*' })),
    }),
  );
  const client = toSecrets(await assume(role, { PolicyArns: [{ arn: Policy?.Arn ?? '' }] }));
  await expect(client.send(new ListSecretsCommand({}))).resolves.toBeDefined();
  await expect(read(client, 'app/one')).rejects.toThrow('no session policy allows');
});

test('what a secret grants to the role is narrowed, what it grants to the session is not', async () => {
  const role = await createRole('granted', allow('sts:GetCallerIdentity'));
  const Policy = toPolicy(allow('secretsmanager:ListSecrets', { Resource: '*' }));
  const client = toSecrets(await assume(role, { Policy }));
  const grant = async (AWS: string) => {
    const ResourcePolicy = toPolicy(
      allow('secretsmanager:GetSecretValue', { Principal: { AWS }, Resource: '*' }),
    );
    await secrets.send(new PutResourcePolicyCommand({ SecretId: 'app/shared', ResourcePolicy }));
  };
  await grant(role);
  await expect(read(client, 'app/shared')).rejects.toThrow('no session policy allows');
  await grant(`arn:aws:sts::${ACCOUNT}:assumed-role/granted/me`);
  expect(await read(client, 'app/shared')).toBe('app/shared');
});

test('policies that cannot be read, are too long or are not there are refused', async () => {
  const role = await createRole('refused', allow('secretsmanager:*'));
  await expect(assume(role, { Policy: '{' })).rejects.toMatchObject({
    name: 'MalformedPolicyDocumentException',
  });
  const long = toPolicy(allow('a:b', { Resource: `arn:aws:s3:::${'x'.repeat(2048)}` }));
  await expect(assume(role, { Policy: long })).rejects.toMatchObject({
    name: 'PackedPolicyTooLargeException',
  });
  const arn = `arn:aws:iam::${ACCOUNT}:policy/missing`;
  await expect(assume(role, { PolicyArns: [{ arn }] })).rejects.toThrow(arn);
});

test('session tags are the caller’s tags, before those of its role', async () => {
  const byTeam = { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } };
  const role = await createRole('tagged', allow('secretsmanager:GetSecretValue', byTeam));
  const tag = (Value: string) => ({ Tags: [{ Key: 'Team', Value }] });
  expect(await read(toSecrets(await assume(role, tag('blue'))), 'app/one')).toBe('app/one');
  for (const more of [tag('red'), {}]) {
    await expect(read(toSecrets(await assume(role, more)), 'app/one')).rejects.toThrow(
      'no identity',
    );
  }
});

test('whoever passes tags or a source identity needs the right to', async () => {
  const role = await createRole('plain', allow('secretsmanager:*'), allow('sts:AssumeRole'));
  await expect(assume(role)).resolves.toBeDefined();
  await expect(assume(role, { Tags: [{ Key: 'a', Value: 'b' }] })).rejects.toThrow(
    'sts:TagSession',
  );
  await expect(assume(role, { SourceIdentity: 'alice' })).rejects.toThrow('sts:SetSourceIdentity');
  const onlyBlue = allow(TAGGED, {
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
  });
  const limited = await createRole('limited', allow('secretsmanager:*'), onlyBlue);
  await expect(assume(limited, { Tags: [{ Key: 'team', Value: 'x' }] })).resolves.toBeDefined();
  await expect(assume(limited, { Tags: [{ Key: 'other', Value: 'x' }] })).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});

test('transitive tags and the source identity go on to the next role, other tags do not', async () => {
  const first = await createRole('chain-first', allow('sts:*'));
  const keys = ['team', 'stage', 'who'];
  const condition = (present: readonly string[]) => ({
    Condition: {
      Null: Object.fromEntries(
        keys.map((key) => [
          key === 'who' ? 'aws:SourceIdentity' : `aws:PrincipalTag/${key}`,
          String(!present.includes(key)),
        ]),
      ),
    },
  });
  const second = await createRole('chain-second', {
    ...allow('secretsmanager:GetSecretValue'),
    ...condition(['team', 'who']),
  });
  const begun = await assume(first, {
    Tags: keys.slice(0, 2).map((Key) => ({ Key, Value: 'x' })),
    TransitiveTagKeys: ['team'],
    SourceIdentity: 'alice',
  });
  expect(begun.SourceIdentity).toBe('alice');
  const chained = new STSClient(toConfig(begun));
  const next = await assume(second, {}, chained);
  expect(next.SourceIdentity).toBe('alice');
  expect(await read(toSecrets(next), 'app/one')).toBe('app/one');
  const again = { Tags: [{ Key: 'TEAM', Value: 'y' }] };
  await expect(assume(second, again, chained)).rejects.toThrow('cannot be passed again');
  await expect(assume(second, { SourceIdentity: 'bob' }, chained)).rejects.toThrow(
    'cannot be changed',
  );
});

test('tags named twice, and transitive ones that are none, are refused', async () => {
  const role = await createRole('twice', allow('secretsmanager:*'));
  const Tags = ['key', 'KEY'].map((Key) => ({ Key, Value: 'x' }));
  await expect(assume(role, { Tags })).rejects.toThrow('Duplicate tag keys');
  await expect(assume(role, { TransitiveTagKeys: ['key'] })).rejects.toThrow('is no session tag');
});

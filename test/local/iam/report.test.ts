// The report on rights: what was granted and never used, by which statement, and what only root did.
import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetRandomPasswordCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from '@jest/globals';
import { toMarkdown } from '../../../cli/local/iam-report.ts';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig, type InProcessConfig } from '../../support/cloud.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret';
let cloud: Cloud | undefined;

afterEach(async () => {
  await cloud?.stop();
});

function start(): InProcessConfig {
  cloud = createCloud({ iamReport: true });
  return createInProcessConfig(cloud);
}

interface Statement {
  readonly Sid?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string;
  readonly Resource: string | readonly string[];
}

function toPolicy(statements: readonly Statement[]): string {
  const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** A client of a new role with these rights. */
async function become(
  config: InProcessConfig,
  RoleName: string,
  statements: readonly Statement[],
): Promise<SecretsManagerClient> {
  const iam = new IAMClient(config);
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '000000000000' } }],
  });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = toPolicy(statements);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'rights', PolicyDocument }));
  const { Credentials } = await new STSClient(config).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'session' }),
  );
  return new SecretsManagerClient({
    ...config,
    credentials: {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    },
  });
}

function findPrincipal(name: string) {
  const { principals } = cloud?.createIamReport() ?? { principals: [] };
  return principals.find(({ arn }) => arn.endsWith(`/${name}`));
}

test('it names the rights that no call used, each with its policy and statement', async () => {
  const config = start();
  await new SecretsManagerClient(config).send(
    new CreateSecretCommand({ Name: 'used', SecretString: 'hunter2' }),
  );
  const role = await become(config, 'worker', [
    {
      Sid: 'Read',
      Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      Resource: '*',
    },
    { Action: 'secretsmanager:GetSecretValue', Resource: `${SECRET}:other-*` },
    { Sid: 'Unknown', Action: 'ec2:DescribeSubnets', Resource: '*' },
  ]);
  for (let call = 0; call < 3; call += 1) {
    await role.send(new GetSecretValueCommand({ SecretId: 'used' }));
  }
  const put = new PutSecretValueCommand({ SecretId: 'used', SecretString: 'tr0ub4dor' });
  await expect(role.send(put)).rejects.toThrow('is not authorized');
  const report = findPrincipal('worker');
  const resource = expect.stringMatching(/:secret:used-\w{6}$/u);
  expect(report).toMatchObject({
    kind: 'role',
    isGone: false,
    used: [
      { action: 'secretsmanager:GetSecretValue', calls: 3, resources: [{ resource, calls: 3 }] },
    ],
    denied: [
      { action: 'secretsmanager:PutSecretValue', calls: 1, resources: [{ resource, calls: 1 }] },
    ],
  });
  expect(report?.unused).toEqual([
    {
      ...{ policy: 'rights', statement: 'Read', resources: ['*'], isWhole: false },
      patterns: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
      actions: ['secretsmanager:DescribeSecret'],
    },
    {
      ...{ policy: 'rights', statement: '#2', resources: [`${SECRET}:other-*`], isWhole: true },
      patterns: ['secretsmanager:GetSecretValue'],
      actions: ['secretsmanager:GetSecretValue'],
    },
    {
      ...{ policy: 'rights', statement: 'Unknown', resources: ['*'], isWhole: true },
      patterns: ['ec2:DescribeSubnets'],
      actions: ['ec2:DescribeSubnets'],
    },
  ]);
  const text = JSON.stringify(cloud?.createIamReport());
  expect(text).not.toMatch(/hunter2|tr0ub4dor/u);
});

test('wildcards and NotAction are spelled out by what the endpoint knows', async () => {
  const config = start();
  const role = await become(config, 'wild', [
    { Action: 'secretsmanager:Get*', Resource: '*' },
    { Action: ['lambda:Invoke*', 'xray:*'], Resource: '*' },
    { NotAction: 'secretsmanager:*', Resource: 'arn:aws:s3:::bucket' },
  ]);
  await role.send(new GetRandomPasswordCommand({}));
  const [get, invoke, others] = findPrincipal('wild')?.unused ?? [];
  expect(get?.actions).toEqual([
    'secretsmanager:GetResourcePolicy',
    'secretsmanager:GetSecretValue',
  ]);
  expect(get?.isWhole).toBe(false);
  expect(invoke?.actions).toEqual(['lambda:InvokeFunction', 'xray:*']);
  expect(others?.actions).toContain('s3:ListBucket');
  expect(others?.actions.some((action) => action.startsWith('secretsmanager:'))).toBe(false);
});

test('what root did is named where no role or user might have done it', async () => {
  const config = start();
  const secrets = new SecretsManagerClient(config);
  const iam = new IAMClient(config);
  for (const [UserName, Action] of Object.entries({ admin: '*', some: 'secretsmanager:Create*' })) {
    await iam.send(new CreateUserCommand({ UserName }));
    const PolicyDocument = toPolicy([{ Action, Resource: '*' }]);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument }));
  }
  await secrets.send(new CreateSecretCommand({ Name: 's' }));
  await secrets.send(new DescribeSecretCommand({ SecretId: 's' }));
  const { rootOnly = [] } = cloud?.createIamReport() ?? {};
  expect(rootOnly.map(({ action, calls }) => [action, calls])).toEqual([
    ['iam:CreateUser', 2],
    ['iam:PutUserPolicy', 2],
    ['secretsmanager:DescribeSecret', 1],
  ]);
});

test('a role that has gone is reported with what it used', async () => {
  const config = start();
  const RoleName = 'gone';
  const role = await become(config, RoleName, [{ Action: '*', Resource: '*' }]);
  await role.send(new GetRandomPasswordCommand({}));
  const iam = new IAMClient(config);
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'rights' }));
  await iam.send(new DeleteRoleCommand({ RoleName }));
  expect(findPrincipal(RoleName)).toMatchObject({
    isGone: true,
    unused: [],
    used: [{ action: 'secretsmanager:GetRandomPassword', calls: 1 }],
  });
});

test('thousands of resources are counted and not kept', async () => {
  const config = start();
  const role = await become(config, 'busy', [
    { Action: 'secretsmanager:DescribeSecret', Resource: '*' },
  ]);
  for (let secret = 0; secret < 150; secret += 1) {
    const describe = new DescribeSecretCommand({ SecretId: `s${String(secret)}` });
    await expect(role.send(describe)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  }
  const [used] = findPrincipal('busy')?.used ?? [];
  expect(used?.calls).toBe(150);
  expect(used?.resources).toHaveLength(101);
  expect(used?.resources.at(-1)).toEqual({ resource: '*', calls: 50 });
});

test('as a page to read it names statements and leaves out the rest of a long list', async () => {
  const config = start();
  const role = await become(config, 'reader', [{ Sid: 'All', Action: '*', Resource: '*' }]);
  await become(config, 'idle', [{ Action: 's3:GetObject', Resource: '*' }]);
  await role.send(new GetRandomPasswordCommand({}));
  const report = cloud?.createIamReport();
  const page = report === undefined ? '' : toMarkdown(report);
  expect(page).toContain('## role/reader\n\n### Granted, and never used\n\n- policy `rights`');
  expect(page).toMatch(/ {2}- and \d+ more\n/u);
  expect(page).toContain('### Used\n\n- `secretsmanager:GetRandomPassword` 1 × on `*`\n');
  expect(page).toContain('called nothing\n\n- `arn:aws:iam::000000000000:role/idle`\n');
});

test('without the option nothing is recorded, and there is no page', async () => {
  cloud = createCloud();
  expect(cloud.createIamReport()).toBeUndefined();
  const request = { method: 'GET', path: '/_rekey/iam-report', headers: { host: '127.0.0.1' } };
  const { status } = await cloud.handle({ ...request, body: new Uint8Array() });
  expect(status).toBe(404);
});

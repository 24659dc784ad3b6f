// Users: what they are, how they go, and which policies decide what they may do.
import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeleteUserCommand,
  DeleteUserPermissionsBoundaryCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';

const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';
const cloud = createCloud();
const config = createInProcessConfig(cloud);
const iam = new IAMClient(config);

beforeAll(() => cloud.start());
afterAll(() => cloud.stop());

function allow(...actions: readonly string[]): string {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

async function createUser(UserName: string, ...actions: readonly string[]) {
  await iam.send(new CreateUserCommand({ UserName }));
  if (actions.length > 0) {
    const PolicyDocument = allow(...actions);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  const { AccessKeyId = '', SecretAccessKey = '' } = AccessKey ?? {};
  return {
    ...config,
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey },
  };
}

test('a user is there once it is made, with an id and an ARN of its path', async () => {
  const UserName = 'full';
  await iam.send(
    new CreateUserCommand({ UserName, Path: '/team/', Tags: [{ Key: 'k', Value: 'v' }] }),
  );
  const { User } = await iam.send(new GetUserCommand({ UserName }));
  expect(User).toMatchObject({
    Arn: 'arn:aws:iam::000000000000:user/team/full',
    Path: '/team/',
    UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/u),
    Tags: [{ Key: 'k', Value: 'v' }],
    CreateDate: expect.any(Date),
  });
  expect(await refusalOf(iam.send(new CreateUserCommand({ UserName })))).toEqual({
    name: 'EntityAlreadyExistsException',
    message: 'User with name full already exists.',
  });
});

test('a user who is not there is refused by every action in the same words', async () => {
  const UserName = 'nobody';
  const calls = [
    new GetUserCommand({ UserName }),
    new DeleteUserCommand({ UserName }),
    new UpdateUserCommand({ UserName }),
    new ListUserTagsCommand({ UserName }),
    new ListUserPoliciesCommand({ UserName }),
    new ListAttachedUserPoliciesCommand({ UserName }),
    new ListAccessKeysCommand({ UserName }),
    new CreateAccessKeyCommand({ UserName }),
    new AttachUserPolicyCommand({ UserName, PolicyArn: ADMINISTRATOR }),
    new PutUserPolicyCommand({ UserName, PolicyName: 'p', PolicyDocument: allow('s3:*') }),
    new DeleteAccessKeyCommand({ UserName, AccessKeyId: 'A'.repeat(20) }),
  ];
  for (const call of calls) {
    expect(await refusalOf(iam.send(call as GetUserCommand))).toEqual({
      name: 'NoSuchEntityException',
      message: 'The user with name nobody cannot be found.',
    });
  }
});

test('a user goes once keys and policies are gone, and not before', async () => {
  const UserName = 'leaver';
  const { credentials } = await createUser(UserName, 's3:*');
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: ADMINISTRATOR }));
  const leave = () => iam.send(new DeleteUserCommand({ UserName }));
  const conflict = (what: string) => ({
    name: 'DeleteConflictException',
    message: `Cannot delete entity, must ${what} first.`,
  });
  expect(await refusalOf(leave())).toEqual(conflict('delete access keys'));
  const AccessKeyId = credentials.accessKeyId;
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  expect(await refusalOf(leave())).toEqual(conflict('delete policies'));
  await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: 'own' }));
  expect(await refusalOf(leave())).toEqual(conflict('detach all policies'));
  await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn: ADMINISTRATOR }));
  await leave();
  await expect(iam.send(new GetUserCommand({ UserName }))).rejects.toThrow('cannot be found');
});

test('inline policies are put, listed, read and deleted, up to 2,048 characters', async () => {
  const UserName = 'inline';
  await createUser(UserName);
  const put = (PolicyName: string, PolicyDocument: string) =>
    iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }));
  await put('b', allow('s3:GetObject'));
  await put('a', allow('s3:*'));
  const { PolicyNames } = await iam.send(new ListUserPoliciesCommand({ UserName }));
  expect(PolicyNames).toEqual(['a', 'b']);
  const { PolicyDocument = '' } = await iam.send(
    new GetUserPolicyCommand({ UserName, PolicyName: 'a' }),
  );
  expect(decodeURIComponent(PolicyDocument)).toBe(allow('s3:*'));
  expect(await refusalOf(put('large', allow(`s3:${'x'.repeat(2048)}`)))).toEqual({
    name: 'LimitExceededException',
    message: 'Maximum policy size of 2048 bytes exceeded for user inline',
  });
  await expect(put('bad', '{')).rejects.toThrow('This policy contains invalid Json');
  const gone = new GetUserPolicyCommand({ UserName, PolicyName: 'c' });
  await expect(iam.send(gone)).rejects.toThrow('The user policy with name c cannot be found.');
});

test('tags are set in place and taken away', async () => {
  const UserName = 'tagged';
  await createUser(UserName);
  for (const [Key, Value] of Object.entries({ a: '1', b: '2' })) {
    await iam.send(new TagUserCommand({ UserName, Tags: [{ Key, Value }] }));
  }
  await iam.send(new UntagUserCommand({ UserName, TagKeys: ['a', 'z'] }));
  const { Tags } = await iam.send(new ListUserTagsCommand({ UserName }));
  expect(Tags).toEqual([{ Key: 'b', Value: '2' }]);
});

test('users are listed by name in pages, under a path', async () => {
  for (const UserName of ['p1', 'p2', 'p3']) {
    await iam.send(new CreateUserCommand({ UserName, Path: '/pages/' }));
  }
  const first = await iam.send(new ListUsersCommand({ PathPrefix: '/pages/', MaxItems: 2 }));
  const { Marker } = first;
  const second = await iam.send(new ListUsersCommand({ PathPrefix: '/pages/', Marker }));
  const names = [first, second].map(({ Users }) => Users?.map(({ UserName }) => UserName));
  expect(names).toEqual([['p1', 'p2'], ['p3']]);
});

test("a user may do what its policies say, and is named by its ARN where they don't", async () => {
  const user = await createUser('reader', 'secretsmanager:DescribeSecret', 'iam:GetUser');
  await new SecretsManagerClient(config).send(new CreateSecretCommand({ Name: 'read' }));
  const secrets = new SecretsManagerClient(user);
  const read = await secrets.send(new DescribeSecretCommand({ SecretId: 'read' }));
  expect(read.Name).toBe('read');
  const refusal = await refusalOf(secrets.send(new CreateSecretCommand({ Name: 'mine' })));
  expect(refusal.name).toBe('AccessDeniedException');
  expect(refusal.message).toMatch(
    /^User: arn:aws:iam::000000000000:user\/reader is not authorized to perform: secretsmanager:CreateSecret on resource: \S+ because no identity-based policy allows the secretsmanager:CreateSecret action$/,
  );
  const { User } = await new IAMClient(user).send(new GetUserCommand({}));
  expect(User?.UserName).toBe('reader');
  expect(await new STSClient(user).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: '000000000000',
    Arn: 'arn:aws:iam::000000000000:user/reader',
    UserId: User?.UserId,
  });
});

test('a call that means its caller is refused to root, who is no user', async () => {
  expect(await refusalOf(iam.send(new CreateAccessKeyCommand({})))).toMatchObject({
    name: 'ValidationError',
    message: 'Must specify userName when calling with non-User credentials',
  });
});

test('a boundary cuts down what the policies give, until it is taken away', async () => {
  const UserName = 'bounded';
  const user = await createUser(UserName, 'iam:*');
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'edge', PolicyDocument: allow('iam:GetUser') }),
  );
  const PermissionsBoundary = Policy?.Arn;
  await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
  const { User } = await iam.send(new GetUserCommand({ UserName }));
  expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(PermissionsBoundary);
  const own = new IAMClient(user);
  await own.send(new GetUserCommand({}));
  const list = () => own.send(new ListAccessKeysCommand({}));
  await expect(list()).rejects.toThrow('because no permissions boundary allows');
  await iam.send(new DeleteUserPermissionsBoundaryCommand({ UserName }));
  expect((await list()).AccessKeyMetadata).toHaveLength(1);
});

test('what an attached policy gives ends with the attachment', async () => {
  const UserName = 'attached';
  const user = await createUser(UserName);
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'list', PolicyDocument: allow('iam:ListUsers') }),
  );
  const PolicyArn = Policy?.Arn;
  const list = () => new IAMClient(user).send(new ListUsersCommand({}));
  await expect(list()).rejects.toThrow('no identity-based policy');
  await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  await list();
  await expect(iam.send(new DeletePolicyCommand({ PolicyArn }))).rejects.toThrow(
    'Cannot delete a policy attached to entities.',
  );
  await iam.send(new DetachUserPolicyCommand({ UserName, PolicyArn }));
  await expect(list()).rejects.toThrow('no identity-based policy');
});

test('a user with another name keeps rights and keys', async () => {
  const user = await createUser('before', 'iam:GetUser');
  await iam.send(new UpdateUserCommand({ UserName: 'before', NewUserName: 'after' }));
  const { User } = await new IAMClient(user).send(new GetUserCommand({}));
  expect(User?.UserName).toBe('after');
  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName: 'after' }));
  expect(AccessKeyMetadata).toMatchObject([{ UserName: 'after' }]);
  await expect(iam.send(new GetUserCommand({ UserName: 'before' }))).rejects.toThrow('before');
});

test('a user becomes a role that trusts it, and that its own policies let it become', async () => {
  const { call } = cloud;
  const principal = { kind: 'root', accountId: '000000000000' } as const;
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: 'arn:aws:iam::000000000000:root' },
  };
  const input = {
    RoleName: 'work',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  };
  await call({ service: 'iam', operation: 'CreateRole', input, principal, region: 'us-east-1' });
  const become = new AssumeRoleCommand({
    RoleArn: 'arn:aws:iam::000000000000:role/work',
    RoleSessionName: 'session',
  });
  const may = new STSClient(await createUser('may', 'sts:AssumeRole'));
  expect((await may.send(become)).AssumedRoleUser?.Arn).toContain('assumed-role/work/session');
  const mayNot = new STSClient(await createUser('may-not', 'sts:TagSession'));
  await expect(mayNot.send(become)).rejects.toMatchObject({ name: 'AccessDenied' });
});

test("a user's policies can be asked without a call", async () => {
  await createUser('asked', 's3:GetObject');
  const { EvaluationResults = [] } = await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: 'arn:aws:iam::000000000000:user/asked',
      ActionNames: ['s3:GetObject', 's3:PutObject'],
    }),
  );
  expect(EvaluationResults.map(({ EvalDecision }) => EvalDecision)).toEqual([
    'allowed',
    'implicitDeny',
  ]);
  expect(EvaluationResults[0]?.MatchedStatements).toEqual([
    { SourcePolicyId: 'own', SourcePolicyType: 'user' },
  ]);
});

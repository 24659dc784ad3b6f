import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
  ],
});
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: "arn:aws:s3:::b/(it's)*" }],
});

let cloud: RunningCloud;
let iam: IAMClient;

beforeAll(async () => {
  cloud = await startCloud({ clock: createManualClock(NOW) });
  iam = new IAMClient(cloud.clientConfig);
});

afterAll(() => cloud.close());

async function createRole(RoleName: string): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
}

test('a role is there once it is made, with its document percent-encoded', async () => {
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'full',
      Path: '/app/',
      AssumeRolePolicyDocument: TRUST,
      Description: 'd',
      MaxSessionDuration: 7200,
      Tags: [{ Key: 'k', Value: 'v' }],
    }),
  );
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'full' }));
  expect(Role).toMatchObject({
    Arn: 'arn:aws:iam::000000000000:role/app/full',
    Path: '/app/',
    Description: 'd',
    MaxSessionDuration: 7200,
    Tags: [{ Key: 'k', Value: 'v' }],
    CreateDate: new Date(NOW),
  });
  expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/u);
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(TRUST);
});

test('a second role of the same name is refused', async () => {
  await createRole('twice');
  await expect(createRole('twice')).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'Role with name twice already exists.',
    $metadata: { httpStatusCode: 409 },
  });
});

test.each([
  ['{', 'This policy contains invalid Json'],
  [POLICY, 'Missing required field Principal'],
])('the trust policy %s is malformed', async (document, message) => {
  await expect(
    iam.send(new CreateRoleCommand({ RoleName: 'bad', AssumeRolePolicyDocument: document })),
  ).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException', message });
});

test('a role that is not there is refused by every action in the same words', async () => {
  const RoleName = 'nobody';
  const calls = [
    iam.send(new GetRoleCommand({ RoleName })),
    iam.send(new DeleteRoleCommand({ RoleName })),
    iam.send(new UpdateRoleCommand({ RoleName })),
    iam.send(new ListRolePoliciesCommand({ RoleName })),
    iam.send(new ListAttachedRolePoliciesCommand({ RoleName })),
    iam.send(new ListRoleTagsCommand({ RoleName })),
    iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: BASIC })),
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: POLICY })),
  ];
  for (const result of await Promise.allSettled(calls)) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: {
        name: 'NoSuchEntityException',
        message: 'The role with name nobody cannot be found.',
      },
    });
  }
});

test('inline policies are put, replaced, read, listed and taken away', async () => {
  const RoleName = 'inline';
  await createRole(RoleName);
  const put = (PolicyName: string, PolicyDocument: string) =>
    iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }));
  await put('b', POLICY);
  await put('a', POLICY.replace('s3:GetObject', 's3:PutObject'));
  await put('a', POLICY);
  const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  expect(PolicyNames).toEqual(['a', 'b']);
  const { PolicyDocument } = await iam.send(
    new GetRolePolicyCommand({ RoleName, PolicyName: 'a' }),
  );
  expect(decodeURIComponent(PolicyDocument ?? '')).toBe(POLICY);
  await expect(put('c', TRUST)).rejects.toMatchObject({ name: 'MalformedPolicyDocumentException' });
  const pad = JSON.stringify({ ...(JSON.parse(POLICY) as object), Id: 'x'.repeat(10_240) });
  await expect(put('c', pad)).rejects.toMatchObject({ name: 'LimitExceededException' });
  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must delete policies first.',
  });
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'a' }));
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'b' }));
  await expect(
    iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'a' })),
  ).rejects.toMatchObject({ message: 'The role policy with name a cannot be found.' });
  await iam.send(new DeleteRoleCommand({ RoleName }));
});

test("AWS's own policy is attached once however often, and keeps the role from going", async () => {
  const RoleName = 'attached';
  await createRole(RoleName);
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: BASIC }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: BASIC }));
  const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  expect(AttachedPolicies).toEqual([
    { PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn: BASIC },
  ]);
  await expect(iam.send(new DeleteRoleCommand({ RoleName }))).rejects.toMatchObject({
    message: 'Cannot delete entity, must detach all policies first.',
  });
  await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: BASIC }));
  await expect(
    iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: BASIC })),
  ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  await expect(
    iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: `${BASIC}X` })),
  ).rejects.toMatchObject({ message: `Policy ${BASIC}X does not exist or is not attachable.` });
});

test('description, session length and trust policy can be changed', async () => {
  const RoleName = 'changed';
  await createRole(RoleName);
  await iam.send(new UpdateRoleCommand({ RoleName, Description: 'n', MaxSessionDuration: 3600 }));
  const PolicyDocument = TRUST.replace('lambda', 'states');
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument }));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  expect(Role).toMatchObject({ Description: 'n', MaxSessionDuration: 3600 });
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(PolicyDocument);
});

test('tags are set in place and taken away', async () => {
  const RoleName = 'tagged';
  await createRole(RoleName);
  const tag = (Key: string, Value: string) =>
    iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key, Value }] }));
  await tag('a', '1');
  await tag('b', '2');
  await tag('a', '3');
  const { Tags } = await iam.send(new ListRoleTagsCommand({ RoleName }));
  expect(Tags).toEqual([
    { Key: 'a', Value: '3' },
    { Key: 'b', Value: '2' },
  ]);
  await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['a', 'z'] }));
  expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([
    { Key: 'b', Value: '2' },
  ]);
});

test('roles are listed by name in pages, under a path', async () => {
  for (const name of ['p1', 'p2', 'p3']) {
    await iam.send(
      new CreateRoleCommand({ RoleName: name, Path: '/pages/', AssumeRolePolicyDocument: TRUST }),
    );
  }
  const first = await iam.send(new ListRolesCommand({ PathPrefix: '/pages/', MaxItems: 2 }));
  expect(first.Roles?.map(({ RoleName }) => RoleName)).toEqual(['p1', 'p2']);
  expect(first.IsTruncated).toBe(true);
  const second = await iam.send(
    new ListRolesCommand({ PathPrefix: '/pages/', MaxItems: 2, Marker: first.Marker }),
  );
  expect(second.Roles?.map(({ RoleName }) => RoleName)).toEqual(['p3']);
  expect(second.IsTruncated).toBe(false);
});

import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  IAMClient,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

const BASIC = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';

function toDocument(action: string): string {
  const Statement = [{ Effect: 'Allow', Action: action, Resource: '*' }];
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

let cloud: RunningCloud;
let iam: IAMClient;

beforeAll(async () => {
  cloud = await startCloud();
  iam = new IAMClient(cloud.clientConfig);
});

afterAll(() => cloud.close());

async function createPolicy(name: string): Promise<string> {
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: name, PolicyDocument: toDocument('s3:GetObject') }),
  );
  return Policy?.Arn ?? '';
}

async function addVersion(PolicyArn: string, action: string): Promise<string | undefined> {
  const { PolicyVersion } = await iam.send(
    new CreatePolicyVersionCommand({
      PolicyArn,
      PolicyDocument: toDocument(action),
      SetAsDefault: true,
    }),
  );
  return PolicyVersion?.VersionId;
}

test('a policy is made, read and cannot be made twice', async () => {
  const PolicyArn = await createPolicy('one');
  expect(PolicyArn).toBe('arn:aws:iam::000000000000:policy/one');
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  expect(Policy).toMatchObject({ DefaultVersionId: 'v1', AttachmentCount: 0, IsAttachable: true });
  const read = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
  expect(decodeURIComponent(read.PolicyVersion?.Document ?? '')).toBe(toDocument('s3:GetObject'));
  await expect(createPolicy('one')).rejects.toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'A policy called one already exists. Duplicate names are not allowed.',
  });
});

test('versions are numbered on, five at the most, and the default one stays', async () => {
  const PolicyArn = await createPolicy('many');
  for (const action of ['a:b', 'a:c', 'a:d', 'a:e']) await addVersion(PolicyArn, action);
  await expect(addVersion(PolicyArn, 'a:f')).rejects.toMatchObject({
    name: 'LimitExceededException',
  });
  await expect(
    iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v5' })),
  ).rejects.toMatchObject({ message: 'Cannot delete the default version of a policy.' });
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
  expect(await addVersion(PolicyArn, 'a:f')).toBe('v6');
  const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['v6', 'v5', 'v4', 'v3', 'v1']);
  await expect(
    iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' })),
  ).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});

test('what is attached or has further versions cannot go', async () => {
  const PolicyArn = await createPolicy('kept');
  const Statement = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }];
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'r',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    }),
  );
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
  const remove = () => iam.send(new DeletePolicyCommand({ PolicyArn }));
  await expect(remove()).rejects.toMatchObject({
    message: 'Cannot delete a policy attached to entities.',
  });
  await iam.send(new DetachRolePolicyCommand({ RoleName: 'r', PolicyArn }));
  await addVersion(PolicyArn, 'a:b');
  await expect(remove()).rejects.toMatchObject({ name: 'DeleteConflictException' });
  await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
  await remove();
  await expect(iam.send(new GetPolicyCommand({ PolicyArn }))).rejects.toMatchObject({
    name: 'NoSuchEntityException',
    message: `Policy ${PolicyArn} was not found.`,
  });
});

test("AWS's own policies can be read and not changed", async () => {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: BASIC }));
  expect(Policy?.PolicyName).toBe('AWSLambdaBasicExecutionRole');
  await expect(addVersion(BASIC, 'a:b')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(iam.send(new DeletePolicyCommand({ PolicyArn: BASIC }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});

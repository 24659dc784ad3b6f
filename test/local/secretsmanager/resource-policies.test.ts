import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  DeleteResourcePolicyCommand,
  DescribeSecretCommand,
  GetResourcePolicyCommand,
  PutResourcePolicyCommand,
  SecretsManagerClient,
  ValidateResourcePolicyCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { createInProcessConfig } from '../../support/cloud.ts';
import { refusalOf } from '../../support/refusal.ts';

// Words: awsdocs/aws-cloudformation-user-guide#623 (syntax), hashicorp/terraform-provider-aws (principals), and awsdocs' page "Managing a
// Resource-based Policy for a Secret" (the rest). The name of PublicPolicyException is the model's.

const ACCOUNT_ID = '000000000000';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT_ID}:role/app/reader`;

let cloud: Cloud;
let client: SecretsManagerClient;
beforeAll(async () => {
  cloud = createCloud();
  const config = createInProcessConfig(cloud);
  client = new SecretsManagerClient(config);
  const iam = new IAMClient(config);
  const trust = { Effect: 'Allow', Principal: { AWS: ACCOUNT_ID }, Action: 'sts:AssumeRole' };
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'reader',
      Path: '/app/',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  iam.destroy();
  await client.send(new CreateSecretCommand({ Name: SecretId }));
});
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

const SecretId = 'guarded';
const statement = {
  Effect: 'Allow',
  Principal: { AWS: ROLE_ARN } as unknown,
  Action: 'secretsmanager:GetSecretValue' as unknown,
  Resource: '*' as unknown,
};
const toPolicy = (...Statement: object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const toPublic = (Principal: unknown, Condition?: object): string =>
  toPolicy({ ...statement, Principal, Condition });
const put = (ResourcePolicy: string, BlockPublicPolicy?: boolean) =>
  client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy, BlockPublicPolicy }));
const get = () => client.send(new GetResourcePolicyCommand({ SecretId }));

test('a policy comes back as it was put, and a secret without one has no such member', async () => {
  expect(await get()).not.toHaveProperty('ResourcePolicy');
  const ResourcePolicy = `${toPublic('*')}\n`;
  const { $metadata: _, ...answer } = await put(ResourcePolicy);
  const { ARN } = await client.send(new DescribeSecretCommand({ SecretId }));
  expect(answer).toEqual({ ARN, Name: SecretId });
  expect(await get()).toMatchObject({ ARN, Name: SecretId, ResourcePolicy });
  const { $metadata: __, ...gone } = await client.send(
    new DeleteResourcePolicyCommand({ SecretId }),
  );
  expect(gone).toEqual(answer);
  expect(await get()).not.toHaveProperty('ResourcePolicy');
  await client.send(new DeleteResourcePolicyCommand({ SecretId }));
});

test.each([
  '{',
  '[]',
  '{}',
  '{"Statement":[]}',
  '{"Statement":[{"Effect":"Maybe"}]}',
  '{"Version":"2012-10-18","Statement":[]}',
  JSON.stringify({ Id: 1, Statement: [statement] }),
  toPolicy({ ...statement, Unknown: 1 }),
  toPolicy({ ...statement, Resource: undefined }),
  toPolicy({ ...statement, NotResource: '*' }),
  toPolicy({ ...statement, Principal: undefined }),
  toPolicy({ ...statement, Principal: 'somebody' }),
  toPolicy({ ...statement, Principal: {} }),
  toPolicy({ ...statement, Action: [] }),
  toPolicy({ ...statement, Action: 1 }),
  toPolicy({ ...statement, Condition: { StringIs: { 'aws:username': 'a' } } }),
  toPolicy({ ...statement, Condition: { StringEquals: { 'aws:username': {} } } }),
  toPolicy({ ...statement, Condition: { 'ForAnyValues:StringEquals': { 'aws:TagKeys': 'a' } } }),
])('a policy of invalid syntax is refused, and nothing is stored: %s', async (policy) => {
  const refused = {
    name: 'MalformedPolicyDocumentException',
    message: 'This policy has invalid syntax.',
  };
  expect(await refusalOf(put(policy))).toEqual(refused);
  const validate = new ValidateResourcePolicyCommand({ ResourcePolicy: policy });
  expect(await refusalOf(client.send(validate))).toEqual(refused);
  expect(await get()).not.toHaveProperty('ResourcePolicy');
});

test('a principal that is not there, or no principal at all, is refused', async () => {
  for (const AWS of [
    `arn:aws:iam::${ACCOUNT_ID}:role/nobody`,
    'arn:aws:iam::12345:root',
    'arn:aws:iam::111111111111:role/*',
    'AROAEXAMPLEEXAMPLE00',
    'nobody',
  ]) {
    expect(await refusalOf(put(toPublic({ AWS: [ROLE_ARN, AWS] })))).toEqual({
      name: 'MalformedPolicyDocumentException',
      message: 'This resource policy contains an unsupported principal.',
    });
  }
  expect(await refusalOf(put(toPublic({ Service: 'lambda.example.com' })))).toEqual({
    name: 'MalformedPolicyDocumentException',
    message: 'This resource policy contains an invalid service principal.',
  });
  for (const Principal of [
    { AWS: [ROLE_ARN, ACCOUNT_ID, `arn:aws:iam::${ACCOUNT_ID}:root`] },
    { AWS: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/reader/session` },
    { AWS: 'arn:aws:iam::111111111111:user/elsewhere' },
    { Service: ['lambda.amazonaws.com', 'ecs-tasks.amazonaws.com'] },
  ]) {
    await put(toPublic(Principal), true);
  }
});

const fixed = { StringEquals: { 'aws:SourceAccount': ACCOUNT_ID } };
test.each<[string, string, boolean]>([
  ['everybody', toPublic('*'), true],
  ['every account', toPublic({ AWS: '*' }), true],
  ['everybody among others', toPublic({ AWS: [ROLE_ARN, '*'] }), true],
  [
    'all but one',
    toPolicy({ ...statement, Principal: undefined, NotPrincipal: { AWS: ACCOUNT_ID } }),
    true,
  ],
  ['one statement of two', toPolicy(statement, { ...statement, Principal: '*' }), true],
  ['a condition on something else', toPublic('*', { Bool: { 'aws:SecureTransport': true } }), true],
  [
    'a wildcard',
    toPublic('*', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' } }),
    true,
  ],
  ['a variable', toPublic('*', { StringEquals: { 'aws:userid': `\${aws:userid}` } }), true],
  ['IfExists', toPublic('*', { StringEqualsIfExists: { 'aws:SourceAccount': ACCOUNT_ID } }), true],
  ['what is not', toPublic('*', { StringNotEquals: { 'aws:SourceAccount': ACCOUNT_ID } }), true],
  ['a wide range', toPublic('*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } }), true],
  ['nobody', toPolicy({ ...statement, Effect: 'Deny', Principal: '*' }), false],
  ['one role', toPolicy(statement), false],
  ['a fixed account', toPublic('*', fixed), false],
  ['a fixed VPC', toPublic('*', { StringLike: { 'AWS:SourceVpc': ['vpc-1', 'vpc-2'] } }), false],
  ['an organization', toPublic('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }), false],
  ['a narrow range', toPublic('*', { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }), false],
])('a policy for %s: refused where that is blocked', async (_, policy, isBroad) => {
  const blocked = put(policy, true);
  if (isBroad) {
    expect(await refusalOf(blocked)).toEqual({
      name: 'PublicPolicyException',
      message: "You can't attach a resource-based policy that allows broad access to the secret.",
    });
  } else {
    await blocked;
  }
  await put(policy);
  await put(policy, false);
  const { PolicyValidationPassed } = await client.send(
    new ValidateResourcePolicyCommand({ ResourcePolicy: policy }),
  );
  expect(PolicyValidationPassed).toBe(!isBroad);
});

test('ValidateResourcePolicy tells all that speaks against a policy, and stores nothing', async () => {
  await client.send(new DeleteResourcePolicyCommand({ SecretId }));
  const validate = async (ResourcePolicy: string, id?: string) => {
    const { $metadata: _, ...answer } = await client.send(
      new ValidateResourcePolicyCommand({ ResourcePolicy, SecretId: id }),
    );
    return answer;
  };
  const passed = { PolicyValidationPassed: true, ValidationErrors: [] };
  expect(await validate(toPolicy(statement))).toEqual(passed);
  expect(await validate(toPolicy(statement), SecretId)).toEqual(passed);
  const lockout = { Effect: 'Deny', Principal: '*', Action: 'secretsmanager:*', Resource: '*' };
  const bad = toPolicy(
    { ...statement, Principal: { AWS: '*', Service: 'nobody' } },
    { ...statement, Principal: { AWS: 'nobody' } },
    lockout,
  );
  const { PolicyValidationPassed, ValidationErrors = [] } = await validate(bad);
  expect(PolicyValidationPassed).toBe(false);
  expect(ValidationErrors.map(({ ErrorMessage }) => ErrorMessage)).toEqual([
    'This resource policy contains an unsupported principal.',
    'This resource policy contains an invalid service principal.',
    'This resource policy grants broad access to your secret. Secrets Manager does not allow creating and applying such policies in the console.',
    'Your requested changes will not allow you to manage this secret in the future.',
  ]);
  expect(ValidationErrors.every(({ CheckName = '' }) => CheckName !== '')).toBe(true);
  expect(await refusalOf(validate(toPolicy(statement), 'nobody'))).toMatchObject({
    name: 'ResourceNotFoundException',
  });
  expect(await validate(toPolicy({ ...lockout, Action: 'secretsmanager:Get*' }))).toEqual(passed);
  expect(await get()).not.toHaveProperty('ResourcePolicy');
});

test('a policy has 20,480 characters at the most', async () => {
  const policy = toPolicy(statement);
  await put(policy.padEnd(20_480));
  expect((await refusalOf(put(policy.padEnd(20_481)))).message).toMatch(
    /at 'resourcePolicy' failed to satisfy constraint: Member must have length less than or equal to 20480$/u,
  );
});

test('whatever policy is taken can be weighed: a call is let through or refused, never a fault', async () => {
  const odd = fc.constantFrom<unknown>(undefined, null, 1, '', '*', [], ['*', 1], {}, { AWS: [] });
  const member = (...values: unknown[]) =>
    fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: odd });
  const operator = fc
    .tuple(
      fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:', 'ForAll:'),
      fc.constantFrom('StringEquals', 'StringNotLike', 'ArnLike', 'Bool', 'IpAddress', 'Null'),
      fc.constantFrom('', 'IfExists', 'Exists'),
    )
    .map((parts) => parts.join(''));
  const anyCondition = fc.dictionary(
    operator,
    fc.dictionary(fc.constantFrom('aws:username', '__proto__', ''), member('a', true, 1, ['a'])),
    { maxKeys: 2 },
  );
  const anyStatement = fc.record(
    {
      Sid: member('a', 'b'),
      Effect: member('Allow', 'Deny'),
      Principal: member('*', { AWS: [ROLE_ARN] }, { Service: 'lambda.amazonaws.com' }),
      NotPrincipal: member({ AWS: ACCOUNT_ID }),
      Action: member('secretsmanager:GetSecretValue', ['secretsmanager:*'], '*'),
      NotAction: member('secretsmanager:Describe*'),
      Resource: member('*', `arn:aws:secretsmanager:*:${ACCOUNT_ID}:secret:\${aws:username}`),
      Condition: anyCondition,
    },
    { requiredKeys: ['Effect', 'Principal', 'Action', 'Resource'] },
  );
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStatement, { maxLength: 2 }), async (Statement) => {
      count += 1;
      const Name = `weighed-${String(count)}`;
      await client.send(new CreateSecretCommand({ Name, SecretString: 'v' }));
      const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement });
      const isTaken = await client
        .send(new PutResourcePolicyCommand({ SecretId: Name, ResourcePolicy }))
        .then(
          () => true,
          () => false,
        );
      if (!isTaken) return;
      const refused = await cloud
        .call({
          service: 'secretsmanager',
          operation: 'GetSecretValue',
          input: { SecretId: Name },
          principal: {
            kind: 'role',
            accountId: ACCOUNT_ID,
            roleArn: ROLE_ARN,
            arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/reader/test`,
          },
          region: 'us-east-1',
        })
        .then(
          () => 'AccessDeniedException',
          (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
        );
      expect(refused).toBe('AccessDeniedException');
    }),
    { numRuns: 100 },
  );
});

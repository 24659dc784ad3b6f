// SimulatePrincipalPolicy by the real client: decisions, what decided, and which context was missing.
import {
  type ContextEntry,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:app/key-AbCdEf';
const TAGGED = { Null: { 'aws:ResourceTag/rekey:target': 'false' } };
const tag: ContextEntry = {
  ContextKeyName: 'aws:ResourceTag/rekey:target',
  ContextKeyType: 'string',
  ContextKeyValues: ['generated'],
};

let cloud: RunningCloud;
let iam: IAMClient;
let roleArn: string;

beforeAll(async () => {
  cloud = await startCloud();
  iam = new IAMClient(cloud.clientConfig);
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'step',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  roleArn = Role?.Arn ?? '';
  await putPolicy('read', {
    Effect: 'Allow',
    Action: 'secretsmanager:GetSecretValue',
    Resource: '*',
    Condition: TAGGED,
  });
  await putPolicy('never', {
    Effect: 'Deny',
    Action: 'secretsmanager:DeleteSecret',
    Resource: '*',
  });
});
afterAll(() => cloud.close());

async function putPolicy(PolicyName: string, statement: object): Promise<void> {
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'step', PolicyName, PolicyDocument }));
}

async function simulate(input: Partial<SimulatePrincipalPolicyCommandInput>) {
  return await iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: roleArn,
      ActionNames: ['secretsmanager:GetSecretValue'],
      ResourceArns: [SECRET],
      ...input,
    }),
  );
}

test('an action is allowed where the context meets the condition, and the policy that allows it is named', async () => {
  const { EvaluationResults } = await simulate({ ContextEntries: [tag] });
  expect(EvaluationResults).toMatchObject([
    {
      EvalActionName: 'secretsmanager:GetSecretValue',
      EvalResourceName: SECRET,
      EvalDecision: 'allowed',
      MatchedStatements: [{ SourcePolicyId: 'read', SourcePolicyType: 'role' }],
      ResourceSpecificResults: [{ EvalResourceDecision: 'allowed', MissingContextValues: [] }],
    },
  ]);
});

test('without the tag it is denied, and the key that was missing stands with the resource', async () => {
  const { EvaluationResults } = await simulate({});
  expect(EvaluationResults?.[0]).toMatchObject({
    EvalDecision: 'implicitDeny',
    ResourceSpecificResults: [{ MissingContextValues: ['aws:ResourceTag/rekey:target'] }],
  });
});

test('an explicit deny is told from an absent allow', async () => {
  const ActionNames = ['secretsmanager:DeleteSecret', 'secretsmanager:PutSecretValue'];
  const { EvaluationResults = [] } = await simulate({ ActionNames, ContextEntries: [tag] });
  expect(EvaluationResults.map(({ EvalDecision }) => EvalDecision)).toEqual([
    'explicitDeny',
    'implicitDeny',
  ]);
  expect(EvaluationResults[0]?.MatchedStatements).toMatchObject([{ SourcePolicyId: 'never' }]);
});

test('results come in pages', async () => {
  const ActionNames = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'];
  const first = await simulate({ ActionNames, MaxItems: 2 });
  expect(first).toMatchObject({ IsTruncated: true });
  const second = await simulate({ ActionNames, MaxItems: 2, Marker: first.Marker });
  expect(second.IsTruncated).toBe(false);
  expect(second.EvaluationResults).toMatchObject([{ EvalActionName: 's3:DeleteObject' }]);
});

test('a role that is not there, an action that is none and a resource policy are refused', async () => {
  await expect(simulate({ PolicySourceArn: `${roleArn}s` })).rejects.toMatchObject({
    name: 'NoSuchEntityException',
  });
  await expect(simulate({ ActionNames: ['everything'] })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
  await expect(simulate({ ResourcePolicy: '{}' })).rejects.toMatchObject({
    name: 'InvalidInputException',
  });
});

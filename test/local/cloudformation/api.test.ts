// CloudFormation over its own wire: refusals in the words that deploy tools look for, templates from S3, a service role's
// rights, and what secrets leave behind.
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  GetTemplateSummaryCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../local/clock.ts';
import type { Principal } from '../../../local/service.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

let cloud: RunningCloud;
let client: CloudFormationClient;

beforeAll(async () => {
  cloud = await startCloud();
  client = new CloudFormationClient(cloud.clientConfig);
});

afterAll(async () => {
  client.destroy();
  await cloud.close();
});

const clock = createSystemClock();
const topic = (Properties: object = {}): string =>
  JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties } } });

async function rest(StackName: string): Promise<string> {
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus ?? '';
    if (!status.endsWith('IN_PROGRESS')) return status;
    await clock.sleep(20);
  }
}

test('stacks that do not exist are refused in the words of each operation', async () => {
  const StackName = 'nowhere';
  const refusals: [Promise<unknown>, string][] = [
    [client.send(new DescribeStacksCommand({ StackName })), 'Stack with id nowhere does not exist'],
    [client.send(new DescribeStackEventsCommand({ StackName })), 'Stack [nowhere] does not exist'],
    [
      client.send(new ListStackResourcesCommand({ StackName })),
      'Stack with id nowhere does not exist',
    ],
    [
      client.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'A' })),
      "Stack 'nowhere' does not exist",
    ],
    [
      client.send(new UpdateStackCommand({ StackName, TemplateBody: topic() })),
      'Stack [nowhere] does not exist',
    ],
    [
      client.send(
        new CreateChangeSetCommand({ StackName, ChangeSetName: 'c', TemplateBody: topic() }),
      ),
      'Stack [nowhere] does not exist',
    ],
  ];
  for (const [refusal, message] of refusals) {
    await expect(refusal).rejects.toMatchObject({ name: 'ValidationError', message });
  }
  await client.send(new DeleteStackCommand({ StackName }));
});

test('a stack is described with all that was said of it, and a second one of its name is refused', async () => {
  const StackName = 'described';
  const TemplateBody = topic();
  const Tags = [{ Key: 'STAGE', Value: 'dev' }];
  await client.send(new CreateStackCommand({ StackName, TemplateBody, Tags }));
  expect(await rest(StackName)).toBe('CREATE_COMPLETE');
  await expect(
    client.send(new CreateStackCommand({ StackName, TemplateBody })),
  ).rejects.toMatchObject({
    name: 'AlreadyExistsException',
    message: 'Stack [described] already exists',
  });
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
  expect(Stacks?.[0]).toMatchObject({ StackName, Tags, EnableTerminationProtection: false });
  const template = await client.send(new GetTemplateCommand({ StackName }));
  expect(template.TemplateBody).toBe(TemplateBody);
  const { StackResourceDetail } = await client.send(
    new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Topic' }),
  );
  expect(StackResourceDetail?.PhysicalResourceId).toMatch(
    /^arn:aws:sns:us-east-1:000000000000:described-Topic-[A-Z0-9]{12}$/,
  );
  await expect(
    client.send(new DescribeStackResourceCommand({ StackName, LogicalResourceId: 'Nope' })),
  ).rejects.toThrow('Resource Nope does not exist for stack described');
  const { StackSummaries } = await client.send(new ListStacksCommand({}));
  expect(StackSummaries?.map((one) => one.StackName)).toContain(StackName);
});

test('a change set that does not exist is not found, and deleting it is no failure', async () => {
  const named = { StackName: 'described', ChangeSetName: 'none' };
  await expect(client.send(new DescribeChangeSetCommand(named))).rejects.toMatchObject({
    name: 'ChangeSetNotFoundException',
    message: 'ChangeSet [none] does not exist',
  });
  await client.send(new DeleteChangeSetCommand(named));
});

test('a protected stack stays, and what AWS has and the endpoint has not is refused', async () => {
  const StackName = 'described';
  const protect = async (EnableTerminationProtection: boolean): Promise<void> => {
    const input = { StackName, EnableTerminationProtection };
    await client.send(new UpdateTerminationProtectionCommand(input));
  };
  await protect(true);
  await expect(client.send(new DeleteStackCommand({ StackName }))).rejects.toThrow(
    'Stack [described] cannot be deleted while TerminationProtection is enabled',
  );
  await protect(false);
  await expect(
    client.send(new SetStackPolicyCommand({ StackName, StackPolicyBody: '{}' })),
  ).rejects.toMatchObject({ name: 'InvalidAction' });
  await expect(
    client.send(
      new CreateStackCommand({
        StackName: 'other',
        TemplateBody: topic(),
        NotificationARNs: ['arn:aws:sns:us-east-1:000000000000:t'],
      }),
    ),
  ).rejects.toThrow('The member NotificationARNs is not supported by this endpoint.');
});

test.each([
  'https://s3.amazonaws.com/templates/a/b.json',
  'https://s3.eu-central-1.amazonaws.com/templates/a/b.json',
  'https://templates.s3.amazonaws.com/a/b.json',
  'https://templates.s3.eu-central-1.amazonaws.com/a/b.json',
])('a template at %s is an object of the endpoint', async (TemplateURL) => {
  const s3 = new S3Client({ ...cloud.clientConfig, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'templates' }));
  const Body = JSON.stringify({
    Description: 'from S3',
    Parameters: { P: { Type: 'String', Default: 'd' } },
    Resources: { T: { Type: 'AWS::SNS::Topic' } },
  });
  await s3.send(new PutObjectCommand({ Bucket: 'templates', Key: 'a/b.json', Body }));
  const validated = await client.send(new ValidateTemplateCommand({ TemplateURL }));
  expect(validated).toMatchObject({
    Description: 'from S3',
    Parameters: [{ ParameterKey: 'P', DefaultValue: 'd' }],
  });
  const summary = await client.send(new GetTemplateSummaryCommand({ TemplateURL }));
  expect(summary.ResourceTypes).toEqual(['AWS::SNS::Topic']);
  await expect(
    client.send(new ValidateTemplateCommand({ TemplateURL: `${TemplateURL}x` })),
  ).rejects.toThrow('S3 error: The specified key does not exist.');
  await expect(
    client.send(new ValidateTemplateCommand({ TemplateURL: 'https://example.org/t.json' })),
  ).rejects.toThrow('TemplateURL must be a supported URL.');
  s3.destroy();
});

test('resources are made with the rights of the service role, and its lack of one fails the stack', async () => {
  const iam = new IAMClient(cloud.clientConfig);
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'cloudformation.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  };
  const RoleName = 'deployer';
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const StackName = 'with-role';
  const input = { StackName, TemplateBody: topic(), RoleARN: Role?.Arn };
  await client.send(new CreateStackCommand({ ...input, OnFailure: 'DO_NOTHING' }));
  expect(await rest(StackName)).toBe('CREATE_FAILED');
  const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const reasons = StackEvents?.map((event) => event.ResourceStatusReason ?? '');
  expect(reasons).toContainEqual(expect.stringContaining('is not authorized to perform'));
  expect(reasons).toContainEqual(expect.stringContaining('HandlerErrorCode: AccessDenied'));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sns:*', Resource: '*' }],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
  await client.send(new DeleteStackCommand({ StackName }));
  for (;;) {
    const gone = await rest(StackName).then(
      () => false,
      () => true,
    );
    if (gone) break;
  }
  await client.send(new CreateStackCommand(input));
  expect(await rest(StackName)).toBe('CREATE_COMPLETE');
  iam.destroy();
});

test('a caller needs the right to each operation on the stack', async () => {
  const iam = new IAMClient(cloud.clientConfig);
  const RoleName = 'onlooker';
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'cloudformation:DescribeStacks',
        Resource: 'arn:aws:cloudformation:us-east-1:000000000000:stack/described/*',
      },
    ],
  });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
  const principal: Principal = {
    kind: 'role',
    accountId: '000000000000',
    roleArn: Role?.Arn ?? '',
    arn: 'arn:aws:sts::000000000000:assumed-role/onlooker/session',
  };
  const call = async (operation: string, StackName: string): Promise<unknown> =>
    await cloud.cloud.call({
      service: 'cloudformation',
      operation,
      input: { StackName },
      principal,
      region: 'us-east-1',
    });
  await call('DescribeStacks', 'described');
  await expect(call('DescribeStacks', 'with-role')).rejects.toThrow('is not authorized to perform');
  await expect(call('DeleteStack', 'described')).rejects.toThrow('is not authorized to perform');
  iam.destroy();
});

test('a dynamic reference puts a secret into a resource and leaves none of it with the stack', async () => {
  const secrets = new SecretsManagerClient(cloud.clientConfig);
  const value = 'the-word-that-nobody-reads';
  const { ARN } = await secrets.send(
    new CreateSecretCommand({ Name: 'source', SecretString: JSON.stringify({ word: value }) }),
  );
  const StackName = 'dynamic';
  const TemplateBody = JSON.stringify({
    Resources: {
      Copy: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Name: 'copy',
          SecretString: `a {{resolve:secretsmanager:${ARN ?? ''}:SecretString:word}} b`,
        },
      },
    },
  });
  await client.send(new CreateStackCommand({ StackName, TemplateBody }));
  expect(await rest(StackName)).toBe('CREATE_COMPLETE');
  const copy = await secrets.send(new GetSecretValueCommand({ SecretId: 'copy' }));
  expect(copy.SecretString).toBe(`a ${value} b`);
  const { StackEvents } = await client.send(new DescribeStackEventsCommand({ StackName }));
  expect(JSON.stringify(StackEvents)).not.toContain(value);
  secrets.destroy();
});

test('a resource whose chosen name somebody else uses is refused and not taken over', async () => {
  const sns = new SNSClient(cloud.clientConfig);
  const first = {
    StackName: 'owner',
    TemplateBody: topic({ TopicName: 'mine', DisplayName: 'a' }),
  };
  await client.send(new CreateStackCommand(first));
  await rest('owner');
  const second = { StackName: 'thief', TemplateBody: topic({ TopicName: 'mine' }) };
  await client.send(new CreateStackCommand(second));
  expect(await rest('thief')).toBe('ROLLBACK_COMPLETE');
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:mine';
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  expect(Attributes).toMatchObject({ DisplayName: 'a' });
  sns.destroy();
});

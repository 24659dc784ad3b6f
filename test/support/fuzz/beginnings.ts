// What is there before the first call: one of each thing, made as a careful caller would, so that what follows meets it.
import { zipSync } from 'fflate';
import type { Call } from '../../../local/service.ts';

const ROOT = { kind: 'root', accountId: '000000000000' } as const;
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: {
        AWS: '000000000000',
        Service: [
          ...['lambda.amazonaws.com', 'states.amazonaws.com', 'scheduler.amazonaws.com'],
          ...['events.amazonaws.com', 'cloudformation.amazonaws.com'],
        ],
      },
    },
  ],
};
const ROLE_ARN = 'arn:aws:iam::000000000000:role/aaa';
const QUEUE_ARN = 'arn:aws:sqs:us-east-1:000000000000:aaa';
const TOPIC_ARN = 'arn:aws:sns:us-east-1:000000000000:aaa';

const BEGINNINGS: readonly (readonly [service: string, operation: string, input: object])[] = [
  ['iam', 'CreateRole', { RoleName: 'aaa', AssumeRolePolicyDocument: JSON.stringify(TRUST) }],
  ['iam', 'CreateUser', { UserName: 'aaa' }],
  ['iam', 'CreateAccessKey', { UserName: 'aaa' }],
  ['iam', 'CreatePolicy', { PolicyName: 'aaa', PolicyDocument: allow() }],
  ['iam', 'PutRolePolicy', { RoleName: 'aaa', PolicyName: 'aaa', PolicyDocument: allow() }],
  ['kms', 'CreateKey', {}],
  ['secretsmanager', 'CreateSecret', createSecret('aaa')],
  ['secretsmanager', 'CreateSecret', createSecret('bbb')],
  ['sqs', 'CreateQueue', { QueueName: 'aaa' }],
  ['sqs', 'SendMessage', { QueueUrl: 'http://127.0.0.1/000000000000/aaa', MessageBody: 'a' }],
  ['sns', 'CreateTopic', { Name: 'aaa' }],
  [
    'sns',
    'Subscribe',
    { TopicArn: TOPIC_ARN, Protocol: 'sqs', Endpoint: QUEUE_ARN, ReturnSubscriptionArn: true },
  ],
  ['s3', 'CreateBucket', { Bucket: 'aaa' }],
  ['s3', 'PutObject', { Bucket: 'aaa', Key: 'aaa', Body: Buffer.from('a') }],
  ['logs', 'CreateLogGroup', { logGroupName: 'aaa' }],
  ['logs', 'CreateLogStream', { logGroupName: 'aaa', logStreamName: 'aaa' }],
  ['events', 'PutRule', { Name: 'aaa', EventPattern: '{"source":["a"]}' }],
  ['lambda', 'CreateFunction', createFunction()],
  ['stepfunctions', 'CreateStateMachine', createStateMachine()],
  ['cloudwatch', 'PutMetricAlarm', createAlarm()],
  ['cloudformation', 'CreateStack', { StackName: 'aaa', TemplateBody: createTemplate() }],
];

/** @param learn what those of the service `of` answered */
export async function begin(call: Call, of: string, learn: (body: string) => void): Promise<void> {
  for (const [service, operation, input] of BEGINNINGS) {
    const output = await call({ service, operation, input, principal: ROOT, region: 'us-east-1' });
    if (service === of || operation === 'CreateRole') learn(JSON.stringify(output ?? {}));
  }
}

function allow(): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  });
}

function createSecret(name: string): object {
  return { Name: name, SecretString: 'value', ClientRequestToken: name.padEnd(32, '-') };
}

function createFunction(): object {
  const ZipFile = zipSync({ 'index.mjs': Buffer.from('export const handler = () => 1;') });
  return {
    FunctionName: 'aaa',
    Role: ROLE_ARN,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile },
  };
}

function createStateMachine(): object {
  const A = { Type: 'Wait', Seconds: 600, End: true };
  const definition = { StartAt: 'A', QueryLanguage: 'JSONata', States: { A } };
  return { name: 'aaa', roleArn: ROLE_ARN, definition: JSON.stringify(definition) };
}

function createAlarm(): object {
  return {
    AlarmName: 'aaa',
    MetricName: 'm',
    Namespace: 'n',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    Statistic: 'Sum',
    ComparisonOperator: 'GreaterThanThreshold',
  };
}

function createTemplate(): string {
  return JSON.stringify({ Resources: { T: { Type: 'AWS::SNS::Topic' } } });
}

// What serverless.yml deploys, as far as the machine needs it: functions, machine, notices, and the rule on ended runs.
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { parse } from 'yaml';
import { functionKeys } from './in-process-lambda.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const topicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:notices`;
/** Read once: each run of a simulation deploys it anew. */
const definition = loadDefinition();
export const noticesUrl = `http://127.0.0.1/${ACCOUNT}/notices`;

/** Where one-time recoveries stand. */
export const scheduleGroup = {
  name: 'rotations',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/simulation`,
  deadLetterArn: `arn:aws:sqs:${REGION}:${ACCOUNT}:refused-starts`,
};

export type CallAsRoot = <Output>(
  service: string,
  operation: string,
  input: unknown,
) => Promise<Output>;

/** One role for all, for rights are other tests' business. @returns the machine's ARN */
export async function deployStack(call: CallAsRoot): Promise<string> {
  const { roleArn } = scheduleGroup;
  await call('iam', 'CreateRole', {
    RoleName: 'simulation',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: ['lambda', 'states', 'scheduler'].map((name) => ({
        Effect: 'Allow',
        Principal: { Service: `${name}.amazonaws.com` },
        Action: 'sts:AssumeRole',
      })),
    }),
  });
  await call('iam', 'PutRolePolicy', {
    RoleName: 'simulation',
    PolicyName: 'all',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    }),
  });
  for (const key of functionKeys) {
    await call('lambda', 'CreateFunction', {
      FunctionName: key,
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: key === 'closeRotation' ? 300 : 60,
      Code: { ZipFile: emptyZip },
    });
  }
  await call('scheduler', 'CreateScheduleGroup', { Name: scheduleGroup.name });
  await call('sqs', 'CreateQueue', { QueueName: 'refused-starts' });
  await call('sns', 'CreateTopic', { Name: 'notices' });
  await call('sqs', 'CreateQueue', {
    QueueName: 'notices',
    Attributes: {
      MessageRetentionPeriod: '1209600',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: '*',
          },
        ],
      }),
    },
  });
  await call('sns', 'Subscribe', {
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:notices`,
  });
  const { stateMachineArn } = await call<{ stateMachineArn: string }>(
    'stepfunctions',
    'CreateStateMachine',
    { name: 'rotation', roleArn, definition },
  );
  await watchEndedRuns(call, stateMachineArn);
  return stateMachineArn;
}

async function watchEndedRuns(call: CallAsRoot, stateMachineArn: string): Promise<void> {
  const { RuleArn } = await call<{ RuleArn: string }>('events', 'PutRule', {
    Name: 'ended',
    EventPattern: JSON.stringify({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [stateMachineArn] },
    }),
  });
  await call('lambda', 'AddPermission', {
    FunctionName: 'closeRotation',
    StatementId: 'events',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: RuleArn,
  });
  await call('events', 'PutTargets', {
    Rule: 'ended',
    Targets: [{ Id: 'close', Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:closeRotation` }],
  });
}

/** The definition's own file, with CloudFormation's references resolved as the deploy does. */
function loadDefinition(): string {
  const text = readFileSync('statemachines/rotation.asl.yaml', 'utf8')
    .replace(/!GetAtt (\w+)LambdaFunction\.Arn/g, (_, id: string) => {
      const key = `${id.charAt(0).toLowerCase()}${id.slice(1)}`;
      return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${key}`;
    })
    .replace(/!Ref NoticeTopic/g, topicArn);
  return JSON.stringify(parse(text));
}

/** The code is in this process; Lambda only wants to see a zip. */
const emptyZip = zipSync({ 'index.js': Buffer.from('exports.handler = async () => {};') });

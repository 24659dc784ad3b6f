// The endpoint's own process, killed again and again while an execution is on its way: the real signal, the real disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../local/clock.ts';
import { createClientConfig } from '../../support/cloud.ts';
import {
  type Bundle,
  buildBundle,
  type EndpointProcess,
} from '../../support/kill/endpoint-process.ts';

/** Milliseconds between what a start answers first and its end. */
const LIVES_MS = [0, 150, 40, 400, 90];
const ROUNDS = 40;
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:asked';
const MACHINE = {
  QueryLanguage: 'JSONata',
  StartAt: 'Begin',
  States: {
    Begin: { Type: 'Pass', Assign: { round: 0 }, Next: 'Call' },
    Call: {
      Type: 'Task',
      Resource: 'arn:aws:states:::aws-sdk:sts:getCallerIdentity',
      Arguments: {},
      Assign: { round: '{% $round + 1 %}' },
      Next: 'Again',
    },
    Again: {
      Type: 'Choice',
      Choices: [{ Condition: `{% $round < ${String(ROUNDS)} %}`, Next: 'Call' }],
      Default: 'Rest',
    },
    Rest: { Type: 'Wait', Seconds: 1, Next: 'Ask' },
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
      Arguments: { TopicArn: TOPIC, Message: '{% $states.context.Task.Token %}' },
      End: true,
    },
  },
};

const clock = createSystemClock();
let bundle: Bundle;
let folder: string;
let endpoint: EndpointProcess | undefined;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-states-kill-'));
  bundle = await buildBundle();
});

afterAll(async () => {
  await endpoint?.kill();
  bundle.remove();
  rmSync(folder, { recursive: true });
});

test('killed again and again, an execution goes on from its last event, and its token stays good', async () => {
  const roleArn = await prepare(await start());
  let sfn = await start();
  const { stateMachineArn } = await sfn.send(
    new CreateStateMachineCommand({ name: 'm', roleArn, definition: JSON.stringify(MACHINE) }),
  );
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
  for (const ms of LIVES_MS) {
    await clock.sleep(ms);
    const before = await readHistory(sfn, executionArn);
    sfn = await start();
    // What was told is told still, and nothing of it otherwise.
    expect((await readHistory(sfn, executionArn)).slice(0, before.length)).toEqual(before);
  }
  const token = await waitForToken(sfn, executionArn);
  sfn = await start();
  await sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: '"back"' }));
  sfn = await start();
  const ended = await sfn.send(new DescribeExecutionCommand({ executionArn }));
  expect([ended.status, ended.output]).toEqual(['SUCCEEDED', '"back"']);
  const history = await readHistory(sfn, executionArn);
  expect(history.map(({ id }) => id)).toEqual(history.map((_event, index) => index + 1));
  const count = (type: string): number => history.filter((event) => event.type === type).length;
  expect([count('TaskScheduled'), count('TaskSucceeded')]).toEqual([ROUNDS + 1, ROUNDS + 1]);
  const [entered, exited] = ['WaitStateEntered', 'WaitStateExited'].map(
    (type) => history.find((event) => event.type === type)?.timestamp?.getTime() ?? 0,
  );
  expect((exited ?? 0) - (entered ?? 0)).toBeGreaterThanOrEqual(1000);
});

/** Kills the endpoint where one runs, and begins another on the same folder. */
async function start(): Promise<SFNClient> {
  await endpoint?.kill();
  endpoint = bundle.start(folder);
  const url = await endpoint.url;
  if (url === undefined) throw new Error(`It did not start: ${endpoint.errors()}`);
  return new SFNClient(createClientConfig(url));
}

/** @returns the ARN of a role for the machine */
async function prepare({ config }: SFNClient): Promise<string> {
  const { hostname, port } = (await config.endpoint?.()) ?? { hostname: '', port: 0 };
  const clientConfig = createClientConfig(`http://${hostname}:${String(port)}`);
  const iam = new IAMClient(clientConfig);
  const sns = new SNSClient(clientConfig);
  await sns.send(new CreateTopicCommand({ Name: 'asked' }));
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: 'machine',
      AssumeRolePolicyDocument: toPolicy({
        Principal: { Service: 'states.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
    }),
  );
  const PolicyDocument = toPolicy({ Action: 'sns:Publish', Resource: '*' });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'machine', PolicyName: 'publish', PolicyDocument }),
  );
  iam.destroy();
  sns.destroy();
  return Role?.Arn ?? '';
}

function toPolicy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
}

async function readHistory(
  sfn: SFNClient,
  executionArn: string | undefined,
): Promise<readonly HistoryEvent[]> {
  const { events = [] } = await sfn.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  return events;
}

async function waitForToken(sfn: SFNClient, executionArn: string | undefined): Promise<string> {
  for (;;) {
    const history = await readHistory(sfn, executionArn);
    if (history.at(-1)?.type === 'TaskSubmitted') {
      const asked = history.findLast(({ type }) => type === 'TaskScheduled');
      const { Message } = JSON.parse(asked?.taskScheduledEventDetails?.parameters ?? '{}') as {
        Message: string;
      };
      return Message;
    }
    expect(history.filter(({ type }) => type === 'ExecutionFailed')).toEqual([]);
    await clock.sleep(20);
  }
}

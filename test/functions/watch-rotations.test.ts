// The watch's Lambda as it is deployed, with the real SDK over HTTP against the endpoint, and with secrets of any age.
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { handler } from '../../functions/watch-rotations.ts';
import { createSystemClock } from '../../local/clock.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import { toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import type { Finding } from '../../src/rotation/watch/finding.ts';
import type { Watched } from '../../src/rotation/watch/watch-rotations.ts';
import { createOperatedSecrets } from '../support/operated-secrets.ts';
import { type OperatedStack, startOperatedStack } from '../support/operated-stack.ts';

const QUEUE = { Type: 'AWS::SQS::Queue' };

let stack: OperatedStack;
let queues: SQSClient;
let arns: ReadonlyMap<string, string>;
const printed: string[] = [];

beforeAll(async () => {
  stack = await startOperatedStack({
    resources: { Refused: QUEUE, Unclosed: QUEUE, Notices: { Type: 'AWS::SNS::Topic' } },
    outputs: {
      ScheduleDeadLetterQueueArn: { Value: { 'Fn::GetAtt': ['Refused', 'Arn'] } },
      RefusedUrl: { Value: { Ref: 'Refused' } },
      UnclosedUrl: { Value: { Ref: 'Unclosed' } },
      NoticeTopicArn: { Value: { Ref: 'Notices' } },
    },
  });
  queues = new SQSClient(stack.running.clientConfig);
  Object.assign(process.env, {
    REKEY_SERVICE: 'rekey-dev',
    REKEY_MACHINE_ARN: stack.outputs.get('StateMachineArn'),
    REKEY_SCHEDULE_GROUP: stack.outputs.get('ScheduleGroupName'),
    REKEY_REFUSED_STARTS_ARN: stack.outputs.get('ScheduleDeadLetterQueueArn'),
    REKEY_REFUSED_STARTS_URL: stack.outputs.get('RefusedUrl'),
    REKEY_UNCLOSED_RUNS_URL: stack.outputs.get('UnclosedUrl'),
    REKEY_NOTICE_TOPIC_ARN: stack.outputs.get('NoticeTopicArn'),
  });
});

beforeEach(() => {
  // Powertools writes through a Console of its own, made from process.stdout and process.stderr.
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  jest.spyOn(process.stdout, 'write').mockImplementation((line) => printed.push(String(line)) > 0);
});

afterAll(async () => {
  queues.destroy();
  await stack.close();
});

test('where there is nothing yet, only that nobody hears it is told', async () => {
  expect(await watch()).toEqual([['no-subscription', undefined]]);
});

test('each secret that needs somebody is told, and no other', async () => {
  arns = await createOperatedSecrets(stack, createSystemClock().now());
  expect(await watch()).toEqual([
    ['no-subscription', undefined],
    ['overdue', 'app/overdue'],
    ['overdue', 'app/told'],
    ['stuck-pending', 'app/foreign-pending'],
    ['stuck-pending', 'app/left-pending'],
    ['retirement-overdue', 'app/not-retired'],
    ['schedule-disabled', 'app/paused'],
    ['secret-without-schedule', 'app/unscheduled'],
    ['schedule-without-secret', 'app/deleted'],
  ]);
});

test('a refused start is told by its secret, and stays in its queue', async () => {
  const secret = { name: 'app/healthy', arn: arns.get('app/healthy') ?? '' };
  const QueueUrl = stack.outputs.get('RefusedUrl');
  const name = toScheduleName({ hash: sha256 }, secret);
  await queues.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify({ secretId: secret.arn }),
      MessageAttributes: {
        SCHEDULE_ARN: toText(`arn:aws:scheduler:us-east-1:000000000000:schedule/rekey-dev/${name}`),
        SCHEDULED_TIME: toText('2026-11-01T08:00:00Z'),
        ERROR_CODE: toText('AccessDeniedException'),
      },
    }),
  );
  expect(await watch()).toContainEqual(['start-refused', 'app/healthy']);
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: hidden } =
    Attributes;
  expect(Number(visible) + Number(hidden)).toBe(1);
});

test('each look leaves the sign that it was made, and a metric for each kind', () => {
  const metrics = printed.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(metrics.filter((line) => 'SecretsWatched' in line)).toHaveLength(3);
  expect(metrics).toContainEqual(
    expect.objectContaining({
      Findings: 2,
      service: 'rekey-dev',
      kind: 'stuck-pending',
      severity: 'error',
    }),
  );
});

test('what it needs to know is refused where it is not there', async () => {
  delete process.env['REKEY_SCHEDULE_GROUP'];
  // Its ports are made once in a Lambda's life, so this is another Lambda.
  jest.resetModules();
  const fresh = await import('../../functions/watch-rotations.ts');
  await expect(call(fresh.handler)).rejects.toMatchObject({
    name: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('REKEY_SCHEDULE_GROUP'),
  });
});

async function call(invoke = handler): Promise<Watched> {
  return await invoke(
    { executionArn: 'arn:aws:states:::execution:x:y', startedAt: '2026-11-22T06:00:00Z' },
    { awsRequestId: 'one', getRemainingTimeInMillis: () => 900_000 },
  );
}

/** Kind and secret of what was found, as the notice's last line tells them. */
async function watch(): Promise<readonly (readonly [string, string | undefined])[]> {
  const { notice } = await call();
  const last = notice?.message.trimEnd().split('\n').at(-1) ?? '';
  const { findings } = JSON.parse(last) as { readonly findings: readonly Finding[] };
  return findings.map(({ kind, secret }) => [kind, secret]);
}

function toText(StringValue: string): { DataType: string; StringValue: string } {
  return { DataType: 'String', StringValue };
}

import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createManualClock } from '../../../local/clock.ts';
import { createClientConfig } from '../../../src/aws/clients.ts';
import { createNotices } from '../../../src/aws/notices.ts';
import type { FailedEvent } from '../../../src/rotation/ports.ts';

const topicArn = 'arn:aws:sns:us-east-1:000000000000:rekey-dev-notices';
const notice = {
  subject: 'Rotation failed',
  text: 'what to do',
  data: {},
  attributes: { a: 'b' },
  event: {} as FailedEvent,
};
const { signal } = new AbortController();
const aws = mockClient(SNSClient);
const config = createClientConfig('us-east-1');

beforeEach(() => {
  aws.reset();
});

test('publishes subject, text and attributes to the topic', async () => {
  aws.on(PublishCommand).resolves({});
  await createNotices(config, createManualClock(0), topicArn).publish(notice, signal);
  expect(aws.commandCalls(PublishCommand)[0]?.args[0].input).toEqual({
    TopicArn: topicArn,
    Subject: 'Rotation failed',
    Message: 'what to do',
    MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
  });
});

test('a function without a topic says which variable is missing', async () => {
  const notices = createNotices(config, createManualClock(0), undefined);
  await expect(notices.publish(notice, signal)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('REKEY_NOTICE_TOPIC_ARN'),
  });
});

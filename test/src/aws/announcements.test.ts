import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createManualClock } from '../../../local/clock.ts';
import { createAnnouncements } from '../../../src/aws/announcements.ts';
import { createClientConfig } from '../../../src/aws/clients.ts';
import type { FailedEvent } from '../../../src/rotation/ports.ts';

const event: FailedEvent = {
  noticeId: 'n',
  severity: 'error',
  secretName: 'app/key',
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:rekey-dev-rotation:run',
  step: 'TestSecret',
  error: 'Rekey.CredentialRefused',
  catalogue: 'T05b',
  nextCommand: 'aws stepfunctions start-execution',
};
const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:app/key-AbCdEf';
const { signal } = new AbortController();
const aws = mockClient(EventBridgeClient);
const announcements = createAnnouncements(createClientConfig('us-east-1'), createManualClock(0));

beforeEach(() => {
  aws.reset();
});

test.each([
  ['the secret as its resource', { ...event, secretArn }, [secretArn]],
  ['no resource where the secret could not be read', event, []],
])('a failed rotation goes to the default bus, with %s', async (_, detail, Resources) => {
  aws.on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [{ EventId: '1' }] });
  await announcements.rotationFailed(detail, signal);
  const { Entries = [] } = aws.commandCalls(PutEventsCommand)[0]?.args[0].input ?? {};
  expect(Entries).toEqual([
    { Source: 'rekey', DetailType: 'Rotation Failed', Resources, Detail: JSON.stringify(detail) },
  ]);
});

test('an entry that the bus did not take is a failure, though the answer is 200', async () => {
  aws.on(PutEventsCommand).resolves({
    FailedEntryCount: 1,
    Entries: [{ ErrorCode: 'ThrottlingException' }],
  });
  await expect(announcements.rotationFailed(event, signal)).rejects.toMatchObject({
    code: 'Rekey.Transient',
    message: expect.stringContaining('ThrottlingException'),
  });
});

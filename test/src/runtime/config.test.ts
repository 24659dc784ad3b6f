import { expect, test } from '@jest/globals';
import { loadConfig } from '../../../src/runtime/config.ts';

test('reads the environment of a Lambda', () => {
  expect(
    loadConfig({ AWS_REGION: 'eu-central-1', REKEY_SERVICE: 'rekey-dev', PATH: '/bin' }),
  ).toEqual({
    service: 'rekey-dev',
    region: 'eu-central-1',
    logLevel: 'INFO',
    noticeTopicArn: undefined,
  });
});

test('names every variable that is not as expected, and shows no value', () => {
  const load = (): unknown => loadConfig({ REKEY_LOG_LEVEL: 'LOUD', REKEY_NOTICE_TOPIC_ARN: 'me' });
  expect(load).toThrow(
    /AWS_REGION.*REKEY_LOG_LEVEL.*REKEY_NOTICE_TOPIC_ARN|REKEY_LOG_LEVEL.*AWS_REGION/,
  );
  expect(load).not.toThrow(/LOUD/);
});

test('the group for schedules is known as a whole, or not at all', () => {
  const group = {
    REKEY_SCHEDULE_GROUP: 'rekey-dev',
    REKEY_SCHEDULE_ROLE_ARN: 'arn:aws:iam::000000000000:role/schedule',
    REKEY_REFUSED_STARTS_ARN: 'arn:aws:sqs:us-east-1:000000000000:refused-starts',
  };
  expect(loadConfig({ AWS_REGION: 'us-east-1', ...group }).scheduleGroup).toEqual({
    name: 'rekey-dev',
    roleArn: group.REKEY_SCHEDULE_ROLE_ARN,
    deadLetterArn: group.REKEY_REFUSED_STARTS_ARN,
  });
  const { REKEY_SCHEDULE_ROLE_ARN: _, ...watch } = group;
  expect(loadConfig({ AWS_REGION: 'us-east-1', ...watch }).scheduleGroup).toBeUndefined();
});

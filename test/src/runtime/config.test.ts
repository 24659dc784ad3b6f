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

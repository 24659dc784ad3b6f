// What people are told: the catalogue's entry for each error text that AWS documents, and a notice that fits SNS.
import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { diagnose } from '../../../src/rotation/diagnose.ts';
import { createNotice } from '../../../src/rotation/notice.ts';
import type { NoticeFacts } from '../../../src/rotation/notice-facts.ts';
import type { Failure } from '../../../src/rotation/state.ts';

// Sources: Secrets Manager User Guide, "Troubleshoot AWS Secrets Manager rotation"; the failure texts of
// aws-samples/aws-secrets-manager-rotation-lambdas.
test.each([
  ['T01', 'Sandbox.Timedout', 'No activity after "Found credentials in environment variables"'],
  [
    'T01',
    'Rekey.Transient',
    'no answer (ETIMEDOUT) [call=secretsmanager:DescribeSecret milliseconds=30000]',
  ],
  ['T02', 'Sandbox.Timedout', 'No activity after "createSecret"'],
  [
    'T03',
    'ClientError',
    'An error occurred (AccessDeniedException) when calling the GetSecretValue operation: Access to KMS is not allowed',
  ],
  [
    'T03',
    'Rekey.AccessDenied',
    'secretsmanager:PutSecretValue on x: refused [awsError=KMSAccessDeniedException]',
  ],
  ['T04', 'KeyError', 'username key is missing from secret JSON'],
  ['T04', 'Rekey.InvalidConfiguration', 'apiKey key is missing from secret JSON'],
  ['T04', 'ValueError', 'Invalid secret value JSON for secret x.'],
  [
    'T04',
    'KeyError',
    "Database engine must be set to 'mysql' in order to use this rotation lambda",
  ],
  [
    'T05a',
    'ValueError',
    'setSecret: Unable to log into database with previous, current, or pending secret of secret arn x [milliseconds=12000]',
  ],
  [
    'T05b',
    'ValueError',
    'setSecret: Unable to log into database with previous, current, or pending secret of secret arn x [milliseconds=80]',
  ],
  [
    'T05b',
    'ValueError',
    'setSecret: Unable to log into database using current credentials for secret x',
  ],
  [
    'T05b',
    'ValueError',
    'setSecret: Unable to log into database using credentials in master secret x',
  ],
  [
    'T05b',
    'ValueError',
    'testSecret: Unable to log into database with pending secret of secret ARN x',
  ],
  [
    'T05b',
    'Rekey.CredentialRefused',
    'The credential was refused: the target answered 401 to test. [call=target:test status=401 milliseconds=14]',
  ],
  [
    'T05a',
    'Rekey.WindowExpired',
    'The target did not answer within 10 s. [call=target:create milliseconds=10001]',
  ],
  ['T05a', 'States.Timeout', ''],
  ['T05c', 'OperationalError', 'SCRAM authentication requires libpq version 10 or above'],
  [
    'T05d',
    'Exception',
    'Hostname verification failed when estlablishing SSL/TLS Handshake with host: x',
  ],
  [
    'T06',
    'Runtime.ImportModuleError',
    "Unable to import module 'lambda_function': No module named '_pg'",
  ],
  [
    'T07',
    'InvalidParameterValueException',
    'The runtime parameter of python3.7 is no longer supported',
  ],
  [
    'T08',
    'RotationFailed',
    'Pending secret version v for Secret s was not created by Lambda l. Remove the AWSPENDING staging label and restart rotation',
  ],
  ['T09', 'RotationFailed', 'Error when executing lambda arn during setSecret step'],
  ['T09', 'Lambda.TooManyRequestsException', 'Rate Exceeded.'],
  [
    'T10',
    'InvalidRequestException',
    "A previous rotation isn't complete. That rotation will be reattempted.",
  ],
  ['G01', 'ValueError', 'Secret x is not enabled for rotation'],
  ['G01', 'ValueError', 'Secret version v has no stage for rotation of secret x.'],
  ['G01', 'ValueError', 'Secret version v not set as AWSPENDING for rotation of secret x.'],
  ['G01', 'ValueError', 'Invalid step parameter x for secret y'],
  ['G02', 'ValueError', 'setSecret: Attempting to modify user a other than current user b'],
  [
    'G02',
    'ValueError',
    'setSecret: Attempting to modify user for host a other than current host b',
  ],
  ['G02', 'ValueError', 'Current database host a is not the same host as/rds replica of master b'],
  [
    'G03',
    'ValueError',
    'Unable to clone user, username length with _clone appended would exceed 16 characters',
  ],
  ['G04', 'NotImplementedError', ''],
  [
    'R01',
    'Rekey.WindowExpired',
    'The last one: Not now: the target answered 503 to create. [call=target:create status=503 milliseconds=12]',
  ],
  ['R02', 'Rekey.WindowExpired', 'the rotation’s window ended at x, before this step began.'],
  ['R03', 'Rekey.MaxActiveReached', 'found 2 of 2 in use'],
  ['R04', 'Rekey.NotYetRefused', 'still accepts it'],
  ['R05', 'Rekey.RotationAbandoned', 'Somebody changed the secret'],
  ['R06', 'Rekey.AccessDenied', 'User is not authorized to perform: secretsmanager:GetSecretValue'],
  ['R07', 'Rekey.ValueRejected', 'The policy refuses this value.'],
  ['R08', 'Rekey.InvalidConfiguration', 'Tag rekey:window: expected whole hours'],
  ['R10', 'Execution.ABORTED', 'The execution ended as ABORTED and told nobody.'],
  [
    'R09',
    'Rekey.TargetFailed',
    'Not the expected answer: the target answered 418 to create. [call=target:create status=418 milliseconds=3]',
  ],
])('%s is found for %s: %s', (id, error, errorMessage) => {
  const failure = toFailure({ error, cause: JSON.stringify({ errorType: error, errorMessage }) });
  expect(diagnose(failure)).toMatchObject({ entry: { id }, hasMatched: true });
});

test('a timeout without a word is looked for by the step that it was in', () => {
  const found = ['PlanRotation', 'CreateSecret', 'TestSecret'].map(
    (state) => diagnose(toFailure({ state, error: 'States.Timeout', cause: '' })).entry.id,
  );
  expect(found).toEqual(['T01', 'T02', 'T05a']);
});

test('an error that matches nothing gets the general checklist, and the notice says so', () => {
  const failure = toFailure({ error: 'Rekey.Internal', cause: 'who knows' });
  expect(diagnose(failure)).toMatchObject({ entry: { id: 'T00' }, hasMatched: false });
  const { text } = write({ failure, diagnosis: diagnose(failure) });
  expect(text).toContain('nothing in the troubleshooting catalogue; the general checklist follows');
});

test('the duration of the failed call is told as evidence', () => {
  const cause = JSON.stringify({
    errorMessage: 'x [call=target:set status=503 milliseconds=5001]',
  });
  expect(diagnose(toFailure({ cause })).evidence).toBe(
    'target:set took 5001 ms (status 503): long, which means network',
  );
});

test('a notice answers in the order in which people ask, and its last line is the same as JSON', () => {
  const { text, data } = write({});
  const headings = [
    'Secret:',
    'Step:',
    'WHAT HAPPENED',
    'WHAT IT MATCHES',
    'THE SECRET NOW',
    'WHAT WAS UNDONE',
    'NEXT',
  ];
  const positions = headings.map((heading) => text.indexOf(heading));
  expect(positions).toEqual([...positions].sort((a, b) => a - b));
  expect(positions[0]).toBe(0);
  expect(JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')).toEqual(
    JSON.parse(JSON.stringify(data)),
  );
});

test('the next command starts a new run, and is never a redrive', () => {
  const { text } = write({});
  expect(text).toContain(
    `aws stepfunctions start-execution --state-machine-arn arn:aws:states:eu-west-1:123456789012:stateMachine:rekey --input '{"secretId":"app/key"}' --region eu-west-1`,
  );
  expect(text).not.toContain('redrive');
});

test('a subject is ASCII on one line and under 100 characters, whatever the secret is called', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (secretId) => {
      const { subject, attributes } = write({ secretId });
      expect(subject).toMatch(/^Rekey[\x20-\x7e]{0,94}$/);
      expect(Object.keys(attributes)).toHaveLength(7);
    }),
  );
});

function write(facts: Partial<NoticeFacts>) {
  const failure = facts.failure ?? toFailure({});
  return createNotice(
    { hash: (text) => createHash('sha256').update(text).digest('hex') },
    {
      executionArn: 'arn:aws:states:eu-west-1:123456789012:execution:rekey:run',
      startedAt: '2026-11-21T02:00:00.000Z',
      secretId: 'app/key',
      secretArn: undefined,
      failure,
      diagnosis: diagnose(failure),
      recovery: { outcome: 'undone', works: 'current', currentVersionId: 'v1' },
      description: undefined,
      ...facts,
    },
  );
}

function toFailure(failure: Partial<Failure>): Failure {
  return {
    state: 'SetSecret',
    error: 'Rekey.TargetFailed',
    cause: '',
    enteredAt: '2026-11-21T02:00:01.000Z',
    failedAt: '2026-11-21T02:00:03.500Z',
    ...failure,
  };
}

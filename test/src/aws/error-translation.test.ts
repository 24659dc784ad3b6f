import { expect, test } from '@jest/globals';
import { toRotationError } from '../../../src/aws/error-translation.ts';
import { RotationError } from '../../../src/rotation/errors.ts';

const names = { call: 'secretsmanager:GetSecretValue', resource: 'api', milliseconds: 12 };

test.each([
  ['ThrottlingException', 400, 'Rekey.Transient'],
  ['TooManyRequestsException', 429, 'Rekey.Transient'],
  ['InternalServiceError', 500, 'Rekey.Transient'],
  ['SomethingNew', 503, 'Rekey.Transient'],
  ['TimeoutError', undefined, 'Rekey.Transient'],
  ['AccessDeniedException', 400, 'Rekey.AccessDenied'],
  ['DecryptionFailure', 400, 'Rekey.AccessDenied'],
  ['EncryptionFailure', 400, 'Rekey.AccessDenied'],
  ['ExpiredTokenException', 400, 'Rekey.AccessDenied'],
  ['CredentialsProviderError', undefined, 'Rekey.AccessDenied'],
  ['ResourceNotFoundException', 400, 'Rekey.InvalidConfiguration'],
  ['LimitExceededException', 400, 'Rekey.ServiceFailed'],
  ['ValidationException', 400, 'Rekey.ServiceFailed'],
  ['MalformedPolicyDocumentException', 400, 'Rekey.ServiceFailed'],
])('%s with status %s becomes %s', (name, httpStatusCode, code) => {
  const thrown = createAwsError(name, 'said', httpStatusCode);
  const error = toRotationError(thrown, names);
  expect(error.code).toBe(code);
  expect(error.facts.awsError).toBe(name);
  expect(error.facts.status).toBe(httpStatusCode);
});

test.each(['ECONNRESET', 'ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'EPIPE'])(
  'a connection that ends with %s is transient, and the code of Node is kept',
  (code) => {
    const error = toRotationError(Object.assign(new Error('broken'), { code }), names);
    expect(error.code).toBe('Rekey.Transient');
    expect(error.facts.awsError).toBe(code);
  },
);

test('the duration of the call is kept, for it tells network from credentials', () => {
  const error = toRotationError(createAwsError('TimeoutError'), { ...names, milliseconds: 30_000 });
  expect(error.facts).toMatchObject({ call: names.call, milliseconds: 30_000 });
});

test('denied access to KMS keeps the words that the troubleshooting catalogue looks for', () => {
  const thrown = createAwsError('AccessDeniedException', 'Access to KMS is not allowed', 400);
  expect(toRotationError(thrown, names).message).toContain('Access to KMS is not allowed');
});

test('a secret that is scheduled for deletion is a matter of configuration', () => {
  const text = "You can't perform this operation on the secret because it was marked for deletion.";
  const error = toRotationError(createAwsError('InvalidRequestException', text, 400), names);
  expect(error.code).toBe('Rekey.InvalidConfiguration');
  expect(error.message).toContain('marked for deletion');
});

test('what a validation error quotes goes no further', () => {
  const thrown = createAwsError('ValidationException', "Value 'hunter2' failed to satisfy", 400);
  const error = toRotationError(thrown, names);
  expect(error.message).not.toContain('hunter2');
});

test('an aborted call ends as its deadline says', () => {
  const aborting = new AbortController();
  aborting.abort(new RotationError('Rekey.WindowExpired', 'The window ended.'));
  const thrown = createAwsError('AbortError', 'Request aborted');
  const error = toRotationError(thrown, { ...names, signal: aborting.signal });
  expect(error.code).toBe('Rekey.WindowExpired');
  expect(error.facts.call).toBe(names.call);
});

test('an error of our own stays what it is', () => {
  const own = new RotationError('Rekey.TargetFailed', 'the target answered nonsense');
  expect(toRotationError(own, names)).toBe(own);
});

function createAwsError(name: string, message = 'said', httpStatusCode?: number): Error {
  const metadata = httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } };
  return Object.assign(new Error(message), { name }, metadata);
}

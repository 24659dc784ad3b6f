// What the API's errors mean for a rotation: by their status and their errorCode, a word of Atlas's own. The rest of an answer is not
// passed on. mongodb.com/docs/atlas/reference/api-errors, mongodb.com/docs/atlas/api/api-rate-limit, and access-token.ts for its limit
import { RotationError, type RotationErrorCode } from '../../../rotation/errors.ts';
import { type HttpAnswer, isTransientStatus } from '../../recipe/http-request.ts';
import type { SecretFields } from '../../secret-json.ts';

/** Somebody else's change to the project at the same time, or one user made twice: the next try sees it. */
const COLLISION = /CONCURRENT_MODIFICATION|ALREADY_EXISTS/;
const TOO_MANY_TOKENS = 'access_denied';
const NO_SUCH_USER = 'USERNAME_NOT_FOUND';

export function isNoSuchUser({ status, body }: HttpAnswer): boolean {
  return status === 404 && findCode(body) === NO_SUCH_USER;
}

/** @throws RotationError TargetFailed where it is no JSON object, such as a page of a proxy's */
export function readAnswer(call: string, answer: HttpAnswer): SecretFields {
  if (isFields(answer.body)) return answer.body;
  throw toError('Rekey.TargetFailed', 'answered something that is no JSON object', call, answer);
}

export function toRotationError(call: string, answer: HttpAnswer): RotationError {
  const { status, body, headers } = answer;
  const fail = (code: RotationErrorCode, what: string): RotationError =>
    toError(code, what, call, answer);
  const errorCode = findCode(body);
  if (isTransientStatus(status)) return fail('Rekey.Transient', toDelay(headers['retry-after']));
  if (isFields(body) && body['error'] === TOO_MANY_TOKENS) {
    return fail(
      'Rekey.Transient',
      'gives the service account no more access tokens for now: it has 100 at the most, each for an hour',
    );
  }
  if (/LIMIT_EXCEEDED/.test(errorCode)) {
    return fail('Rekey.TargetFailed', 'takes no more database users: the project has all it may');
  }
  if (status === 409 && COLLISION.test(errorCode)) {
    return fail('Rekey.Transient', 'is busy with another change to the same project');
  }
  if (/ACCESS_LIST|WHITELIST/.test(errorCode)) {
    return fail(
      'Rekey.InvalidConfiguration',
      "refuses the address that the request came from: it must be in the API access list of the organization's service account",
    );
  }
  if (errorCode === NO_SUCH_USER) {
    return fail(
      'Rekey.InvalidConfiguration',
      'has no such user in the database admin of the project',
    );
  }
  if (status === 404 && errorCode !== '') {
    return fail(
      'Rekey.InvalidConfiguration',
      'has no such project: expected the one of rekey:options atlas=…, which the service account belongs to',
    );
  }
  if (status === 403 || errorCode === 'USER_UNAUTHORIZED') {
    return fail(
      'Rekey.TargetFailed',
      'does not let the service account do this: it needs Project Database Access Admin (or Project Owner) in the project',
    );
  }
  if (status === 401 || isInvalidClient(answer)) {
    return fail('Rekey.CredentialRefused', 'refuses the service account, or its secret');
  }
  return fail('Rekey.TargetFailed', 'answered an error that the rotation cannot go on with');
}

/** RFC 6749, section 5.2. */
function isInvalidClient({ body }: HttpAnswer): boolean {
  return isFields(body) && body['error'] === 'invalid_client';
}

/** Seconds; of a date is said no more than that there is one. */
function toDelay(retryAfter: string | undefined): string {
  return /^\d{1,6}$/.test(retryAfter ?? '')
    ? `cannot answer now, and asks to wait for ${String(retryAfter)} s`
    : 'cannot answer now';
}

function toError(
  code: RotationErrorCode,
  what: string,
  call: string,
  { status, milliseconds }: HttpAnswer,
): RotationError {
  return new RotationError(code, `The Atlas Admin API ${what}.`, { call, status, milliseconds });
}

function findCode(body: unknown): string {
  const code = isFields(body) ? body['errorCode'] : undefined;
  return typeof code === 'string' ? code : '';
}

function isFields(value: unknown): value is SecretFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// What AWS refuses, in the words of a rotation. Only texts that name actions, resources and states are passed on
// (validation errors quote what was sent), and every error carries its duration: long means network, short means credentials.
// Sources: Secrets Manager API, "Common errors" and each action's errors; SDK reference guide, "Retry behavior".
import { isRotationError, RotationError, type RotationErrorCode } from '../rotation/errors.ts';

export interface CallFacts {
  /** `service:Operation`, such as `secretsmanager:GetSecretValue`. */
  readonly call: string;
  /** The secret, execution or topic that was meant. */
  readonly resource: string;
  readonly milliseconds: number;
  readonly signal?: AbortSignal;
}

/** Whatever an SDK call threw, as the error that the machine's Retry and Catch know. */
export function toRotationError(thrown: unknown, facts: CallFacts): RotationError {
  if (isRotationError(thrown)) return thrown;
  const { call, resource, milliseconds, signal } = facts;
  const awsError = findName(thrown);
  const status = findStatus(thrown);
  const about = {
    call,
    milliseconds,
    ...(awsError === undefined ? {} : { awsError }),
    ...(status === undefined ? {} : { status }),
  };
  if (signal?.aborted === true && isRotationError(signal.reason)) {
    const { code, message } = signal.reason;
    return new RotationError(code, `${message} It waited for ${call} on ${resource}.`, about, {
      cause: thrown,
    });
  }
  const { code, text } = judge(awsError, status, thrown);
  return new RotationError(code, `${call} on ${resource}: ${text}`, about, { cause: thrown });
}

/** AWS's own error name, such as `ResourceExistsException`, or Node's code for a broken connection, such as `ECONNRESET`. */
function findName(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string' && NETWORK.has(thrown.code))
    return thrown.code;
  return thrown.name;
}

interface Judgement {
  readonly code: RotationErrorCode;
  readonly text: string;
}

function judge(name: string | undefined, status: number | undefined, thrown: unknown): Judgement {
  const said = thrown instanceof Error ? thrown.message : '';
  if (name === undefined) return { code: 'Rekey.Internal', text: 'threw no error' };
  if (NETWORK.has(name)) return { code: 'Rekey.Transient', text: `no answer (${name})` };
  if (THROTTLED.has(name) || status === 429)
    return { code: 'Rekey.Transient', text: `asked to wait (${name})` };
  if (DENIED.has(name)) return { code: 'Rekey.AccessDenied', text: said };
  if (CREDENTIALS.has(name))
    return {
      code: 'Rekey.AccessDenied',
      text: `the function's own credentials were refused (${name})`,
    };
  if (SERVER.has(name) || (status ?? 0) >= 500)
    return { code: 'Rekey.Transient', text: `the service failed (${name})` };
  if (name === 'ResourceNotFoundException')
    return { code: 'Rekey.InvalidConfiguration', text: said };
  if (name === 'InvalidRequestException') {
    const deleted = said.includes('marked for deletion');
    return { code: deleted ? 'Rekey.InvalidConfiguration' : 'Rekey.ServiceFailed', text: said };
  }
  if (name === 'LimitExceededException') return { code: 'Rekey.ServiceFailed', text: said };
  return { code: 'Rekey.ServiceFailed', text: `refused (${name})` };
}

/** Node's codes and the SDK's names for a connection that gave no answer. Aborted without a reason of ours: the caller went. */
const NETWORK = new Set([
  'AbortError',
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);

const THROTTLED = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'KMSThrottlingException',
  'LimitExceededForRate',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'Throttled',
  'Throttling',
  'ThrottledException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const SERVER = new Set([
  'InternalError',
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'InternalServiceError',
  'RequestTimeout',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'ServiceUnavailableException',
]);

/** Permissions, and keys that KMS does not let us use: both are mended by an administrator, not by waiting. */
const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationErrorException',
  'DecryptionFailure',
  'EncryptionFailure',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'NotAuthorized',
  'UnauthorizedOperation',
]);

const CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

function findStatus(thrown: unknown): number | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('$metadata' in thrown)) return undefined;
  const metadata = thrown.$metadata as { readonly httpStatusCode?: number } | undefined;
  return metadata?.httpStatusCode;
}

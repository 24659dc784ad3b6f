// The errors of a rotation. A code is the name that the machine's Retry and Catch see, so it is also a promise:
// whether to try again is said by the code, never guessed from a text.

export type RotationErrorCode =
  /** A service or the target did not answer, or asked to wait. The machine tries again until the window ends. */
  | 'Rekey.Transient'
  /** The same, where less than ten minutes of the window are left: tried again at short intervals. */
  | 'Rekey.TransientNearDeadline'
  /** The same, from the moment a target without overlap has switched: at most 60 s of retries. */
  | 'Rekey.TransientAfterSwitch'
  /** The window ended before the step began. Never tried again. */
  | 'Rekey.WindowExpired'
  /** Somebody changed AWSCURRENT or AWSPENDING while we worked. */
  | 'Rekey.RotationAbandoned'
  /** A rotation that is not ours, or another run of ours, holds AWSPENDING. */
  | 'Rekey.RotationInProgress'
  /** Tags, input, secret JSON or recipe are not what they must be. Nothing was changed. */
  | 'Rekey.InvalidConfiguration'
  /** The target refused a credential. Never tried again. */
  | 'Rekey.CredentialRefused'
  /** The target's policy refused the value that we made: another value is made under the next attempt's token. */
  | 'Rekey.ValueRejected'
  /** The target answered something that the rotation cannot go on with. */
  | 'Rekey.TargetFailed'
  /** AWS refused a call: permissions or KMS. */
  | 'Rekey.AccessDenied'
  /** AWS refused a call for another reason that will not pass by waiting. */
  | 'Rekey.ServiceFailed'
  /** The target holds as many credentials as it may, and none of them is due for retirement. */
  | 'Rekey.MaxActiveReached'
  /** The old credential still works after it was revoked (a cache at the target): asked again until it is refused. */
  | 'Rekey.NotYetRefused'
  /** What a run left could not be settled, and no other try is planned. */
  | 'Rekey.RecoveryGivenUp'
  /** A defect of ours. */
  | 'Rekey.Internal';

export interface RotationErrorFacts {
  /** Which call failed, such as `secretsmanager:GetSecretValue` or `target:test`. Never its answer. */
  readonly call?: string;
  /** AWS's own error name, such as `AccessDeniedException`. */
  readonly awsError?: string;
  /** HTTP status of the target's answer. */
  readonly status?: number;
  /** How long the call took: long means network, short means credentials. */
  readonly milliseconds?: number;
}

export class RotationError extends Error {
  readonly code: RotationErrorCode;
  readonly facts: RotationErrorFacts;

  /** @param message says what was expected, what was found and where; it is kept in the history, so never a value */
  constructor(
    code: RotationErrorCode,
    message: string,
    facts: RotationErrorFacts = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = code;
    this.code = code;
    this.facts = facts;
  }
}

/** Known by its shape: a target's file has its own copy of the class, so `instanceof` would not know what that throws. */
export function isRotationError(error: unknown): error is RotationError {
  return error instanceof Error && 'code' in error && error.name.startsWith('Rekey.');
}

/**
 * The text that the runtime throws to Step Functions under the code as the error's name: the message and the facts,
 * which the diagnosis reads back from the history's Cause.
 */
export function toErrorMessage(error: RotationError): string {
  const facts = Object.entries(error.facts).map(([name, fact]) => `${name}=${String(fact)}`);
  return facts.length === 0 ? error.message : `${error.message} [${facts.join(' ')}]`;
}

/** The text without its facts, and the facts; a text of somebody else's has none. */
export function parseErrorMessage(text: string): {
  readonly message: string;
  readonly facts: RotationErrorFacts;
} {
  const found = /^([\s\S]*) \[((?:(?:call|awsError|status|milliseconds)=[^\s\]]+ ?)+)\]$/.exec(
    text,
  );
  if (found === null) return { message: text, facts: {} };
  const [, message = '', list = ''] = found;
  const pairs = new Map(list.split(' ').map((pair) => toPair(pair)));
  const facts: { -readonly [Name in keyof RotationErrorFacts]: RotationErrorFacts[Name] } = {};
  const { call, awsError, status, milliseconds } = Object.fromEntries(pairs);
  if (call !== undefined) facts.call = call;
  if (awsError !== undefined) facts.awsError = awsError;
  if (status !== undefined) facts.status = Number(status);
  if (milliseconds !== undefined) facts.milliseconds = Number(milliseconds);
  return { message, facts };
}

function toPair(text: string): readonly [string, string] {
  const split = text.indexOf('=');
  return [text.slice(0, split), text.slice(split + 1)];
}

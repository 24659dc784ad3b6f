// What MongoDB's errors mean for a rotation, by their codes (github.com/mongodb/mongo, src/mongo/base/error_codes.yml). The server's own
// words are not passed on, nor the driver's error, which may keep a command.
import { isRotationError, RotationError, type RotationErrorCode } from '../../rotation/errors.ts';
import { isTlsFault, tlsRefused } from '../tls.ts';

const MEANINGS: Readonly<Record<number, readonly [RotationErrorCode, string]>> = {
  18: ['Rekey.CredentialRefused', 'MongoDB refuses the user or the password'],
  13: [
    'Rekey.TargetFailed',
    'The user that changes the other may not: it needs viewUser, createUser, changePassword and grantRole there (userAdmin); a user that changes itself needs changeOwnPassword',
  ],
  11: ['Rekey.InvalidConfiguration', 'username in secret JSON: no such user in its database'],
  31: ['Rekey.InvalidConfiguration', 'A role of the current user does not exist any more'],
  8000: [
    'Rekey.InvalidConfiguration',
    "Atlas refuses: its users are changed by Atlas's Admin API alone. Name the project in rekey:options, atlas=…",
  ],
};
/** Of Atlas, about everything: a login that it refuses, and a command that it does not have. */
const ATLAS_ERROR = 8000;
const REFUSED = 18;

/** HostUnreachable, HostNotFound, MaxTimeMSExpired, NetworkTimeout, ShutdownInProgress, NotYetInitialized, and no primary for now. */
const TRANSIENT = [
  6, 7, 50, 89, 91, 94, 112, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436,
];
/** FailedToParse, CommandNotSupported, APIStrict, NotImplemented and unknown fields: what DocumentDB says where it knows less. */
const UNKNOWN_FORMS = [9, 115, 238, 303, 40415];

/** The driver wraps what the network said in errors of its own. */
const CAUSES_MAX = 5;

interface DriverError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

export function isUnknownForm(error: unknown): boolean {
  return UNKNOWN_FORMS.includes(Number((error as DriverError).code));
}

export function toRotationError(error: unknown): RotationError {
  if (isRotationError(error)) return error;
  const chain = listCauses(error);
  const answer = chain.find(({ code }) => typeof code === 'number');
  if (answer === undefined) return toConnectionError(chain);
  const code = Number(answer.code);
  if (TRANSIENT.includes(code)) {
    return new RotationError(
      'Rekey.Transient',
      `MongoDB cannot answer now (code ${String(code)}); a write needs the primary: rekey:options replicaSet=… finds it.`,
    );
  }
  const [meaning, text] = MEANINGS[code] ?? [
    'Rekey.TargetFailed' as const,
    'MongoDB answered an error that the rotation cannot go on with',
  ];
  return new RotationError(meaning, `${text} (code ${String(code)}).`);
}

/** Of a login: where it is Atlas that refuses it. */
export function toLoginError(error: unknown): RotationError {
  const refusal = listCauses(error).find(({ code }) => code === ATLAS_ERROR);
  const isRefused = /bad auth|authentication failed/i.test(refusal?.message ?? '');
  return toRotationError(isRefused ? { code: REFUSED } : error);
}

/** No answer of the server's: the network, TLS, or a driver that will not speak to it. */
function toConnectionError(chain: readonly DriverError[]): RotationError {
  const codes = chain.map(({ code }) => code).filter((code) => typeof code === 'string');
  const fault = codes.find((code) => isTlsFault(code));
  if (fault !== undefined) return tlsRefused(fault);
  const names = chain.map(({ name = '' }) => name);
  if (names.includes('MongoCompatibilityError')) {
    return new RotationError(
      'Rekey.InvalidConfiguration',
      'host in secret JSON: expected a server of MongoDB 4.2 or later, found an older one.',
    );
  }
  const [code] = codes;
  return new RotationError(
    'Rekey.Transient',
    `No answer from MongoDB${code === undefined ? '' : ` (${code})`}.`,
  );
}

function listCauses(error: unknown): readonly DriverError[] {
  const chain: DriverError[] = [];
  let next = error;
  while (typeof next === 'object' && next !== null && chain.length < CAUSES_MAX) {
    chain.push(next);
    next = (next as DriverError).cause;
  }
  return chain;
}

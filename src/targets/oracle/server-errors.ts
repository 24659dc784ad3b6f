// What Oracle's errors mean for a rotation, by their numbers (docs.oracle.com/error-help/db). The server's own words are not passed on, nor
// the driver's error, which may keep a statement.
import { isRotationError, RotationError, type RotationErrorCode } from '../../rotation/errors.ts';
import { isTlsFault, tlsRefused } from '../tls.ts';

const MEANINGS: Readonly<Record<number, readonly [RotationErrorCode, string]>> = {
  1017: ['Rekey.CredentialRefused', 'Oracle refuses the user or the password'],
  28001: [
    'Rekey.CredentialRefused',
    'The password has expired: nobody logs in with it until an admin sets another (tag rekey:admin)',
  ],
  1031: [
    'Rekey.TargetFailed',
    'Whoever changes the user may not: an admin needs CREATE USER, ALTER USER, the views DBA_USERS, DBA_PROFILES and DBA_*_PRIVS, and what it is to hand on',
  ],
  942: [
    'Rekey.TargetFailed',
    'Whoever changes the user cannot read the views DBA_USERS, DBA_PROFILES and DBA_*_PRIVS: grant SELECT_CATALOG_ROLE',
  ],
  1045: [
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected a user that may log in, found one without CREATE SESSION',
  ],
  1918: ['Rekey.InvalidConfiguration', 'username in secret JSON: no such user in the database'],
  972: [
    'Rekey.InvalidConfiguration',
    "username in secret JSON: too long for the second user's name",
  ],
  12505: ['Rekey.InvalidConfiguration', 'dbname in secret JSON: no such database at the listener'],
  16000: [
    'Rekey.InvalidConfiguration',
    'host in secret JSON: expected a database that can be written to, found a read-only one',
  ],
  65096: [
    'Rekey.InvalidConfiguration',
    'dbname in secret JSON: expected a pluggable database, found the root of a container database',
  ],
};

/** What a verify function says (20000 to 20999 are its own), the profile's limits, and passwords that are none. */
const POLICY = [988, 28_003, 28_007, 28_218, 28_219];
/** Locked, busy, starting, stopping, the listener not there or not knowing the service yet. */
const TRANSIENT = [
  ...[18, 20, 54, 60, 257, 1012, 1033, 1034, 1089, 1090, 1092, 3113, 3114, 3135, 4021, 28_000],
  ...[12_170, 12_514, 12_516, 12_519, 12_520, 12_526, 12_528, 12_537, 12_541, 12_547, 12_571],
];

/** The driver's own: no TLS there, a handshake that failed, a certificate for another name. */
const TLS_FAULTS = ['NJS-505', 'NJS-506', 'NJS-507', 'NJS-508'];

interface DriverError {
  readonly code?: unknown;
  readonly errorNum?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
}

export function toRotationError(error: unknown): RotationError {
  if (isRotationError(error)) return error;
  const number = findNumber(error as DriverError);
  if (number === undefined) return toConnectionError(error as DriverError);
  const fail = (code: RotationErrorCode, text: string): RotationError =>
    new RotationError(code, `${text} (ORA-${String(number).padStart(5, '0')}).`);
  if (POLICY.includes(number) || (number >= 20_000 && number <= 20_999)) {
    return fail('Rekey.ValueRejected', "The database's password policy refuses the new password");
  }
  if (TRANSIENT.includes(number)) {
    return fail('Rekey.Transient', `Oracle cannot answer now${hints[number] ?? ''}`);
  }
  const [code, text] = MEANINGS[number] ?? [
    'Rekey.TargetFailed' as const,
    'Oracle answered an error that the rotation cannot go on with',
  ];
  return fail(code, text);
}

const hints: Readonly<Record<number, string>> = {
  12514: ': its listener does not know the service of dbname in the secret JSON, or not yet',
  12541: ': nobody listens at host and port',
  28000: ': the account is locked, for a while if wrong passwords did it',
};

/** The driver tells some of the listener's refusals by a number of its own, and the server's within the text. */
function findNumber({ errorNum, code, message }: DriverError): number | undefined {
  const told = typeof message === 'string' ? /ORA-(\d{5})/.exec(message)?.[1] : undefined;
  if (told !== undefined) return Number(told);
  if (typeof code === 'string' && code.startsWith('NJS-')) return undefined;
  return typeof errorNum === 'number' && errorNum > 0 ? errorNum : undefined;
}

/** No answer of the server's: the network, TLS, or a driver that will not speak to it. */
function toConnectionError({ code, cause, message }: DriverError): RotationError {
  const { code: inner } = (cause ?? {}) as DriverError;
  const text = typeof message === 'string' ? message : '';
  const named = /\b(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)\w*/.exec(text)?.[0];
  const fault = [inner, named].find((each) => typeof each === 'string' && isTlsFault(each));
  if (typeof fault === 'string') return tlsRefused(fault);
  if (TLS_FAULTS.includes(String(code)) && !/ECONNRESET|ETIMEDOUT|EPIPE/.test(text)) {
    return tlsRefused(String(code));
  }
  if (code === 'NJS-138' || code === 'NJS-116') {
    return new RotationError(
      'Rekey.InvalidConfiguration',
      `The driver cannot log in at this server: it takes Oracle 12.1 and later, and passwords kept by a verifier of 11g or later (${code}).`,
    );
  }
  return new RotationError(
    'Rekey.Transient',
    `No answer from Oracle${typeof code === 'string' ? ` (${code})` : ''}.`,
  );
}

// What SQL Server's errors mean for a rotation, by their numbers
// (learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors). The server's own words are not passed
// on, nor the driver's error, which may keep a statement.
import { isRotationError, RotationError, type RotationErrorCode } from '../../rotation/errors.ts';
import { isTlsFault, tlsRefused } from '../tls.ts';

const MEANINGS: Readonly<Record<number, readonly [RotationErrorCode, string]>> = {
  18456: ['Rekey.CredentialRefused', 'SQL Server refuses the login or the password'],
  18470: ['Rekey.CredentialRefused', 'The login is disabled'],
  18487: [
    'Rekey.CredentialRefused',
    'The password has expired: nobody logs in with it until an admin sets another (tag rekey:admin)',
  ],
  18488: [
    'Rekey.CredentialRefused',
    'The password must be changed before it can be used: an admin can set another (tag rekey:admin)',
  ],
  18452: [
    'Rekey.InvalidConfiguration',
    'username in secret JSON: expected a login of SQL Server, found one of Windows',
  ],
  4060: [
    'Rekey.InvalidConfiguration',
    'dbname in secret JSON: no such database, or the user may not open it',
  ],
  911: ['Rekey.InvalidConfiguration', 'dbname in secret JSON: no such database on the server'],
  3906: [
    'Rekey.InvalidConfiguration',
    'host in secret JSON: expected a server that can be written to, found a read-only database',
  ],
  15114: ['Rekey.TargetFailed', "The server's policy: the password is too young to be changed"],
};

/** The policy of the server, of Windows beneath it, or of a filter there. */
const POLICY = [15_113, 15_115, 15_116, 15_117, 15_118, 15_119];
/** No permission, or a name that whoever asks cannot see. */
const NO_RIGHT = [229, 230, 262, 297, 300, 4613, 15_151, 15_247, 15_330, 15_517];
/** Locked out for a while, paused, starting, moving to another node, deadlocks, and what Azure says when it is busy. */
const TRANSIENT = [
  ...[64, 233, 976, 983, 1205, 1222, 4221, 6005, 10_053, 10_054, 10_060, 10_928, 10_929, 17_142],
  ...[17_148, 18_401, 18_486, 40_143, 40_197, 40_501, 40_540, 40_613, 49_918, 49_919, 49_920],
];

interface DriverError {
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** @param numbers of the errors that the server told since it was asked, in their order */
export function toRotationError(error: unknown, numbers: readonly number[]): RotationError {
  if (isRotationError(error)) return error;
  const [number] = numbers;
  if (number === undefined) return toConnectionError(error);
  const told = `(error ${String(number)})`;
  const fail = (code: RotationErrorCode, text: string): RotationError =>
    new RotationError(code, `${text} ${told}.`);
  if (TRANSIENT.includes(number)) {
    const hint = number === 18_486 ? ': the login is locked out for a while' : '';
    return fail('Rekey.Transient', `SQL Server cannot answer now${hint}`);
  }
  if (POLICY.includes(number)) {
    return fail('Rekey.ValueRejected', "The server's password policy refuses the new password");
  }
  if (NO_RIGHT.includes(number)) {
    return fail(
      'Rekey.TargetFailed',
      'Whoever changes the login may not: an admin needs ALTER ANY LOGIN, and what it is to hand on; for a user of a contained database, ALTER ANY USER there',
    );
  }
  const [code, text] = MEANINGS[number] ?? [
    'Rekey.TargetFailed' as const,
    'SQL Server answered an error that the rotation cannot go on with',
  ];
  return fail(code, text);
}

/** No answer of the server's: the network, or TLS. */
function toConnectionError(error: unknown): RotationError {
  const { code, cause } = error as DriverError;
  const { code: fault = code } = (cause ?? {}) as DriverError;
  if (typeof fault === 'string' && isTlsFault(fault)) return tlsRefused(fault);
  if (code === 'EENCRYPT') return tlsRefused('a server that disagrees about TLS');
  return new RotationError(
    'Rekey.Transient',
    `No answer from SQL Server${typeof fault === 'string' ? ` (${fault})` : ''}.`,
  );
}

// What PostgreSQL's errors mean for a rotation, by SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html). The server's own words
// are not passed on: they may repeat a statement.
import { isRotationError, RotationError, type RotationErrorCode } from '../../rotation/errors.ts';
import { isTlsFault, tlsRefused } from '../tls.ts';

interface ServerError {
  readonly code?: string;
  readonly routine?: string;
  readonly severity?: string;
}

const MEANINGS: Readonly<Record<string, readonly [RotationErrorCode, string]>> = {
  '28P01': ['Rekey.CredentialRefused', 'The database refuses the user or the password'],
  '28000': [
    'Rekey.InvalidConfiguration',
    'The server admits no such connection: look at pg_hba.conf, and whether it demands TLS',
  ],
  '3D000': ['Rekey.InvalidConfiguration', 'dbname in secret JSON: no such database on the server'],
  '25006': [
    'Rekey.InvalidConfiguration',
    'host in secret JSON: expected a server that can be written to, found a read-only one',
  ],
  '42501': [
    'Rekey.TargetFailed',
    'The user that changes the role may not: it needs CREATEROLE, and from PostgreSQL 16 the ADMIN option on both roles',
  ],
  '22023': ['Rekey.ValueRejected', "The server's password policy refuses the new password"],
};

/** Classes of SQLSTATE that pass by waiting: connection, resources, operator intervention, lock not available, serialization. */
const TRANSIENT_CLASSES = ['08', '53', '57', '55', '40', '58'];

export function toRotationError(error: unknown): RotationError {
  if (isRotationError(error)) return error;
  const { code = '', routine, severity } = error as ServerError;
  if (severity === undefined) return toConnectionError(code, error);
  // The user is known and its password right, but it may not log in: what retirement leaves.
  if (code === '28000' && routine === 'InitializeSessionUserId') return toError('28P01', error);
  if (TRANSIENT_CLASSES.includes(code.slice(0, 2))) {
    return new RotationError(
      'Rekey.Transient',
      `The database cannot answer now (SQLSTATE ${code}).`,
      {},
      { cause: error },
    );
  }
  return toError(code, error);
}

function toError(code: string, cause: unknown): RotationError {
  const [meaning, text] = MEANINGS[code] ?? [
    'Rekey.TargetFailed' as const,
    'The database answered an error that the rotation cannot go on with',
  ];
  return new RotationError(meaning, `${text} (SQLSTATE ${code}).`, {}, { cause });
}

/** No answer of the server's: the network, or TLS. */
function toConnectionError(code: string, cause: unknown): RotationError {
  const message = cause instanceof Error ? cause.message : '';
  if (isTlsFault(code)) return tlsRefused(code, cause);
  if (message.includes('does not support SSL')) return tlsRefused('a server without TLS', cause);
  return new RotationError(
    'Rekey.Transient',
    `No answer from the database${code === '' ? '' : ` (${code})`}.`,
    {},
    { cause },
  );
}

// What the errors of MySQL and MariaDB mean for a rotation, by number (dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html,
// mariadb.com/kb/en/mariadb-error-codes). The server's own words are not passed on, nor the driver's
// error, which keeps the statement.
import { isRotationError, RotationError, type RotationErrorCode } from '../../rotation/errors.ts';
import { isTlsFault, tlsRefused } from '../tls.ts';

interface DriverError {
  readonly code?: string;
  readonly errno?: number;
  readonly message?: string;
  readonly sqlState?: string;
  /** Only where the operating system refused. */
  readonly syscall?: string;
}

type Meaning = readonly [RotationErrorCode, string];

const REFUSED: Meaning = [
  'Rekey.CredentialRefused',
  'The database refuses the user or the password',
];
const LOCKED: Meaning = ['Rekey.CredentialRefused', "The user's account is locked"];
const EXPIRED: Meaning = ['Rekey.CredentialRefused', "The user's password has expired"];
const LACKS_RIGHTS: Meaning = [
  'Rekey.TargetFailed',
  'The user that changes the other may not: it needs CREATE USER, SELECT on mysql.*, and for users=two every right that it hands on, WITH GRANT OPTION',
];
const READ_ONLY: Meaning = [
  'Rekey.InvalidConfiguration',
  'host in secret JSON: expected a server that can be written to, found a read-only one',
];

/** What only the answer to a login means. */
const LOGIN_MEANINGS: Readonly<Record<number, Meaning>> = {
  1044: ['Rekey.InvalidConfiguration', 'dbname in secret JSON: the user has no right to it'],
  1045: REFUSED,
  1049: ['Rekey.InvalidConfiguration', 'dbname in secret JSON: no such database on the server'],
  1129: [
    'Rekey.TargetFailed',
    'The server has blocked this host after many broken connections: FLUSH HOSTS there',
  ],
  1130: [
    'Rekey.InvalidConfiguration',
    'The server admits nobody from the host that the functions run on: look at the host part of its accounts',
  ],
  1251: [
    'Rekey.InvalidConfiguration',
    'The user logs in by a method that the driver does not have',
  ],
  1698: REFUSED,
  3159: [
    'Rekey.InvalidConfiguration',
    'The server takes encrypted connections only, and tls is off',
  ],
};

const MEANINGS: Readonly<Record<number, Meaning>> = {
  1044: LACKS_RIGHTS,
  1045: LACKS_RIGHTS,
  1142: LACKS_RIGHTS,
  1143: LACKS_RIGHTS,
  1227: LACKS_RIGHTS,
  1370: LACKS_RIGHTS,
  1410: LACKS_RIGHTS,
  1290: READ_ONLY,
  1792: READ_ONLY,
  1836: READ_ONLY,
  1396: ['Rekey.TargetFailed', 'The server could not change the user: it may have been dropped'],
  1470: [
    'Rekey.InvalidConfiguration',
    "username in secret JSON: the second user's name, which is _clone longer, is too long for the server",
  ],
  1524: [
    'Rekey.InvalidConfiguration',
    'The server has not loaded the plugin by which the user logs in',
  ],
  1819: ['Rekey.ValueRejected', "The server's password policy refuses the new password"],
  1820: EXPIRED,
  1862: EXPIRED,
  3118: LOCKED,
  3638: [
    'Rekey.ValueRejected',
    'The password was used before, and the server does not take it again',
  ],
  3892: [
    'Rekey.InvalidConfiguration',
    'The account must name its old password to change it (PASSWORD REQUIRE CURRENT): give rekey:admin the secret of a user that need not',
  ],
  4150: LOCKED,
  4151: LOCKED,
};

/** They pass by waiting: connections, shutdown, locks, replication, resources. */
const TRANSIENT = new Set([
  1021, 1037, 1038, 1040, 1041, 1042, 1043, 1053, 1077, 1079, 1080, 1152, 1153, 1154, 1155, 1156,
  1157, 1158, 1159, 1160, 1161, 1184, 1203, 1205, 1206, 1213, 1226, 1317, 1637, 1927, 1969, 2006,
  2013, 3024, 3032, 3058, 3100, 3101, 3168, 3169, 4031,
]);

export function saysOnlyThatItFailed(error: unknown): boolean {
  return (error as DriverError).errno === 1396;
}

export function toLoginError(error: unknown): RotationError {
  return toRotationError(error, { ...MEANINGS, ...LOGIN_MEANINGS });
}

export function toStatementError(error: unknown): RotationError {
  const { errno, message = '' } = error as DriverError;
  if (errno === 1290 && /strict.password.validation/.test(message)) return refusesHashes();
  return toRotationError(error, MEANINGS);
}

function toRotationError(
  error: unknown,
  meanings: Readonly<Record<number, Meaning>>,
): RotationError {
  if (isRotationError(error)) return error;
  const { errno, sqlState, syscall } = error as DriverError;
  if (errno === undefined || sqlState === undefined || syscall !== undefined) {
    return toConnectionError(error);
  }
  if (TRANSIENT.has(errno)) {
    return new RotationError(
      'Rekey.Transient',
      `The database cannot answer now (error ${String(errno)}).`,
    );
  }
  const [code, text] = meanings[errno] ?? [
    'Rekey.TargetFailed' as const,
    'The database answered an error that the rotation cannot go on with',
  ];
  return new RotationError(code, `${text} (error ${String(errno)}).`);
}

function refusesHashes(): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    'The server checks passwords by a policy and takes no hashes (strict_password_validation): with rekey:options send=text it sees the password itself (error 1290).',
  );
}

/** No answer of the server's: the network, or TLS, or the driver itself. */
function toConnectionError(error: unknown): RotationError {
  const { code = '', message = '', syscall } = error as DriverError;
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') return tlsRefused('a server without TLS');
  if (isTlsFault(code)) return tlsRefused(code);
  // The driver puts this code in the place of the real one, also where the network broke.
  if (
    code === 'HANDSHAKE_SSL_ERROR' &&
    syscall === undefined &&
    !message.includes('disconnected')
  ) {
    return tlsRefused(findTlsReason(message));
  }
  if (code === 'AUTH_SWITCH_PLUGIN_ERROR' || code === 'MYSQL_CLEAR_PASSWORD_NOT_ENABLED') {
    return new RotationError(
      'Rekey.InvalidConfiguration',
      `The user logs in by a method that the driver does not have (${code}).`,
    );
  }
  return new RotationError(
    'Rekey.Transient',
    `No answer from the database${code === '' ? '' : ` (${code})`}.`,
  );
}

function findTlsReason(message: string): string {
  if (message.includes('altnames')) return 'one for another name';
  if (message.includes('self-signed')) return 'one that signed itself';
  if (message.includes('local issuer')) return 'one by an unknown authority';
  if (message.includes('expired')) return 'one that has expired';
  return 'one that cannot be verified';
}

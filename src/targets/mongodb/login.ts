// The secret of a MongoDB or DocumentDB user in AWS's documented JSON, with its field `ssl`.
// docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import { checkHost } from '../database/host.ts';
import { type Login, readAdminLogin, readLogin } from '../database/login.ts';
import { loadTextField, parseSecretFields, type SecretFields } from '../secret-json.ts';
import type { TlsMode } from '../tls.ts';

const ENGINE = { names: ['mongo', 'mongodb'], port: 27_017 };
/** Where users are kept unless the secret says otherwise, and where DocumentDB keeps all. */
const AUTH_SOURCE = 'admin';

export interface MongoLogin extends Login {
  /** The database that the user was made in. */
  readonly authSource: string;
  /** The host is a cluster's name, which DNS has the servers of (mongodb+srv). */
  readonly isCluster?: true;
}

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readUser(value: SecretValue, tls: TlsMode): MongoLogin {
  const fields = parseSecretFields(value);
  checkSsl(fields, tls);
  return { ...checkHost(readLogin(value, ENGINE)), authSource: findAuthSource(fields) };
}

export function readAdmin(admin: SecretValue, user: MongoLogin): MongoLogin {
  // At the host of `user`, which was looked at.
  const login = readAdminLogin(admin, user, ENGINE);
  return { ...login, authSource: findAuthSource(parseSecretFields(admin)) };
}

/** AWS's own function logs in at `dbname`. */
function findAuthSource(fields: SecretFields): string {
  const field = ['authSource', 'dbname'].find((key) => fields[key] !== undefined);
  return field === undefined ? AUTH_SOURCE : loadTextField(fields, field);
}

/** A field that asks for plain text does not get it by itself: whoever may write the secret would switch TLS off. */
function checkSsl({ ssl }: SecretFields, tls: TlsMode): void {
  if (String(ssl).toLowerCase() !== 'false' || tls === 'off') return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'ssl in secret JSON: expected true, found false. Plain text needs tls=off in the tag rekey:options.',
  );
}

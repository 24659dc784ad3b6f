// A database secret in AWS's documented JSON: engine, host, port, username, password, dbname.
// docs.aws.amazon.com/secretsmanager/latest/userguide/reference_secret_json_structure.html
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import {
  findText,
  loadTextField,
  parseSecretFields,
  type SecretFields,
  toPort,
} from '../secret-json.ts';

export interface Login {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: SecretValue;
  readonly dbname: string | undefined;
  /** Certificates (PEM) of whoever signed the server's, where the runtime does not know them. */
  readonly ca: string | undefined;
}

export interface Engine {
  /** What the field `engine` must say, if it is there. */
  readonly names: readonly string[];
  readonly port: number;
}

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readLogin(value: SecretValue, engine: Engine): Login {
  return toLogin(parseSecretFields(value), engine);
}

/**
 * The admin's login, at the host of the secret that it is to change: another host's admin would set a password where nobody looks.
 * Its own secret may leave host, port and dbname out.
 */
export function readAdminLogin(admin: SecretValue, current: Login, engine: Engine): Login {
  const fields = parseSecretFields(admin);
  const { host, port, dbname, ca } = current;
  const own = toLogin({ host, port, ...withoutNull({ dbname, ca }), ...fields }, engine);
  if (own.host === host && own.port === port) return own;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    "The admin's secret names another host or port than the secret that it is to change.",
  );
}

/** @throws RotationError InvalidConfiguration where the new value would be used at another server */
export function checkSameServer(current: Login, pending: Login): void {
  if (current.host === pending.host && current.port === pending.port) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    'The pending value names another host or port than the current one.',
  );
}

function toLogin(fields: SecretFields, { names, port }: Engine): Login {
  const engine = fields['engine'];
  if (engine !== undefined && !names.some((name) => name === engine)) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `engine in secret JSON: expected ${names.map((name) => `"${name}"`).join(' or ')} for this target, found another.`,
    );
  }
  return {
    host: loadTextField(fields, 'host'),
    port: fields['port'] === undefined ? port : toPort(fields['port'], 'port'),
    username: loadTextField(fields, 'username'),
    password: new SecretValue(loadTextField(fields, 'password')),
    dbname: findText(fields, 'dbname'),
    ca: findText(fields, 'ca'),
  };
}

function withoutNull(fields: Readonly<Record<string, unknown>>): SecretFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

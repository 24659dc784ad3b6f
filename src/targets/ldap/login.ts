// The secret of a directory user: host, port, username (what binds, its DN), password.
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import { loadTextField, parseSecretFields, type SecretFields, toPort } from '../secret-json.ts';
import type { LdapSettings } from './settings.ts';

export interface LdapLogin {
  readonly host: string;
  readonly port: number;
  /** What binds: a DN, or a name that Active Directory takes for one. */
  readonly username: string;
  /** The entry that holds the password. */
  readonly dn: string;
  readonly password: SecretValue;
  /** Certificates (PEM) of whoever signed the server's, where the runtime does not know them. */
  readonly ca: string | undefined;
}

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readLogin(value: SecretValue, settings: LdapSettings): LdapLogin {
  return toLogin(parseSecretFields(value), settings);
}

/** At the host of the secret that it is to change; the admin's own secret may leave host and port out. */
export function readAdmin(
  admin: SecretValue,
  { host, port, ca }: LdapLogin,
  settings: LdapSettings,
): LdapLogin {
  const place = { host, port, ...(ca === undefined ? {} : { ca }) };
  const login = toLogin({ ...place, ...parseSecretFields(admin) }, settings);
  if (login.host === host && login.port === port) return login;
  throw invalid(
    "The admin's secret names another host or port than the secret that it is to change.",
  );
}

export interface LoginPair {
  readonly current: LdapLogin;
  readonly pending: LdapLogin;
}

/** @throws RotationError InvalidConfiguration where the two are not one user of one server */
export function readPair(
  credentials: { readonly current: SecretValue; readonly pending: SecretValue },
  settings: LdapSettings,
): LoginPair {
  const current = readLogin(credentials.current, settings);
  const pending = readLogin(credentials.pending, settings);
  if (toName(current) === toName(pending)) return { current, pending };
  throw invalid('The pending value names another user, host or port than the current one.');
}

/** One credential: the same password of the same user at the same server. */
export function isSameLogin(one: LdapLogin, other: LdapLogin): boolean {
  return toName(one) === toName(other) && one.password.equals(other.password);
}

function toLogin(fields: SecretFields, { port }: LdapSettings): LdapLogin {
  const username = loadTextField(fields, 'username');
  const dn = fields['dn'] === undefined ? username : loadTextField(fields, 'dn');
  if (!dn.includes('=')) {
    throw invalid(
      'username in secret JSON: expected a DN such as "uid=app,ou=services,dc=example,dc=com"; where another name binds, the field dn has the DN.',
    );
  }
  return {
    host: loadTextField(fields, 'host'),
    port: fields['port'] === undefined ? port : toPort(fields['port'], 'port'),
    username,
    dn,
    password: new SecretValue(loadTextField(fields, 'password')),
    ca: fields['ca'] === undefined ? undefined : loadTextField(fields, 'ca'),
  };
}

function toName({ host, port, username, dn }: LdapLogin): string {
  return JSON.stringify([host, port, username, dn]);
}

function invalid(message: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', message);
}

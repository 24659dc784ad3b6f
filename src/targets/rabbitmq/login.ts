// The secret of a RabbitMQ user: host, port, vhost, username and password for AMQP, and `management`, where the management API answers.
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import {
  findText,
  loadTextField,
  parseSecretFields,
  type SecretFields,
  toPort,
} from '../secret-json.ts';
import type { RabbitmqSettings } from './settings.ts';

export interface RabbitmqLogin {
  readonly host: string;
  readonly port: number;
  readonly vhost: string;
  /** Origin of the management API, such as https://broker.example.com:15671. */
  readonly management: string;
  readonly username: string;
  readonly password: SecretValue;
  /** Certificates (PEM) of whoever signed the broker's, where the runtime does not know them. */
  readonly ca: string | undefined;
}

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readLogin(value: SecretValue, { tls }: RabbitmqSettings): RabbitmqLogin {
  const fields = parseSecretFields(value);
  const host = loadTextField(fields, 'host');
  return {
    host,
    port: toPort(fields['port'] ?? (tls === 'off' ? 5672 : 5671), 'port'),
    vhost: fields['vhost'] === undefined ? '/' : loadTextField(fields, 'vhost'),
    management: toOrigin(findText(fields, 'management') ?? `https://${host}:15671`),
    ...readUser(fields),
    ca: findText(fields, 'ca'),
  };
}

/** The admin's user and password, for the management API of the secret that it is to change. Its own secret need not say where. */
export function readAdmin(
  admin: SecretValue,
  { management }: RabbitmqLogin,
): Pick<RabbitmqLogin, 'management' | 'username' | 'password'> {
  const fields = parseSecretFields(admin);
  const own = findText(fields, 'management');
  if (own === undefined || toOrigin(own) === management) return { management, ...readUser(fields) };
  throw invalid("The admin's secret names another broker than the secret that it is to change.");
}

export interface LoginPair {
  readonly current: RabbitmqLogin;
  readonly pending: RabbitmqLogin;
}

/** @throws RotationError InvalidConfiguration where the two are not at one broker */
export function readPair(
  credentials: { readonly current: SecretValue; readonly pending: SecretValue },
  settings: RabbitmqSettings,
): LoginPair {
  const current = readLogin(credentials.current, settings);
  const pending = readLogin(credentials.pending, settings);
  if (toPlace(current) === toPlace(pending)) return { current, pending };
  throw invalid(
    'The pending value names another host, port, vhost or management than the current one.',
  );
}

function readUser(fields: SecretFields): Pick<RabbitmqLogin, 'username' | 'password'> {
  return {
    username: loadTextField(fields, 'username'),
    password: new SecretValue(loadTextField(fields, 'password')),
  };
}

function toPlace({ host, port, vhost, management }: RabbitmqLogin): string {
  return JSON.stringify([host, port, vhost, management]);
}

function toOrigin(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && /^\/(api\/?)?$/.test(url.pathname)) {
    return url.origin;
  }
  throw invalid(
    'management in secret JSON: expected the address of the management API, such as "https://broker.example.com:15671".',
  );
}

function invalid(message: string): RotationError {
  return new RotationError('Rekey.InvalidConfiguration', message);
}

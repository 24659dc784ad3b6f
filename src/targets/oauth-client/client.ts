// The secret of an OAuth client: what RFC 7591 answers to a registration, under the same names, and the server's issuer.
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import { readPrivateJwk, type SigningKey } from '../jwk.ts';
import { findText, loadTextField, parseSecretFields, type SecretFields } from '../secret-json.ts';

export interface OauthClient {
  readonly issuer: string;
  readonly clientId: string;
  /** Only where it is not what the issuer's metadata say. */
  readonly tokenEndpoint: string | undefined;
  readonly registrationEndpoint: string | undefined;
  /** What to register or to leave as it is; where it is left out, the server is asked. */
  readonly metadata: SecretFields | undefined;
  /** Certificates (PEM) of whoever signed the server's, where the runtime does not know them. */
  readonly ca: string | undefined;
}

export interface SecretClient extends OauthClient {
  readonly secret: SecretValue;
}

export interface KeyClient extends OauthClient {
  readonly key: SigningKey;
}

/** Where the client's registration is read, changed and deleted (RFC 7592). */
export interface Management {
  readonly uri: string;
  readonly token: SecretValue;
}

export function readSecretClient(value: SecretValue): SecretClient {
  const fields = parseSecretFields(value);
  return { ...toClient(fields), secret: new SecretValue(loadTextField(fields, 'client_secret')) };
}

export function readKeyClient(value: SecretValue): KeyClient {
  const fields = parseSecretFields(value);
  return { ...toClient(fields), key: readPrivateJwk(fields['private_key'], 'private_key') };
}

/** @throws RotationError InvalidConfiguration that names the field, never what it holds */
export function readManagement(value: SecretValue): Management {
  const fields = parseSecretFields(value);
  return {
    uri: loadUrl(fields, 'registration_client_uri'),
    token: new SecretValue(loadTextField(fields, 'registration_access_token')),
  };
}

/** @throws RotationError InvalidConfiguration where the new value would be used at another server */
export function checkSameServer(current: OauthClient, pending: OauthClient): void {
  for (const place of ['issuer', 'tokenEndpoint', 'registrationEndpoint'] as const) {
    if (current[place] !== pending[place]) throw differs(place);
  }
}

/** @throws RotationError InvalidConfiguration where the new value is another client's */
export function checkSameClient(current: OauthClient, pending: OauthClient): void {
  checkSameServer(current, pending);
  if (current.clientId !== pending.clientId) throw differs('client_id');
}

/** The admin's credential goes to the server that its own secret names, and to no other. */
export function readInitialToken(
  admin: SecretValue | undefined,
  { issuer }: OauthClient,
): SecretValue | undefined {
  if (admin === undefined) return undefined; // RFC 7591, section 3: a server may take anybody's registration
  const fields = parseSecretFields(admin);
  if (loadTextField(fields, 'issuer') !== issuer) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      "The admin's secret names another issuer than the secret that it is to change.",
    );
  }
  return new SecretValue(loadTextField(fields, 'initial_access_token'));
}

function toClient(fields: SecretFields): OauthClient {
  const { metadata } = fields;
  if (metadata !== undefined && !isFields(metadata)) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      'metadata in secret JSON: expected a JSON object, as RFC 7591 has it, found something else.',
    );
  }
  return {
    issuer: loadUrl(fields, 'issuer'),
    clientId: loadTextField(fields, 'client_id'),
    tokenEndpoint: findUrl(fields, 'token_endpoint'),
    registrationEndpoint: findUrl(fields, 'registration_endpoint'),
    metadata,
    ca: findText(fields, 'ca'),
  };
}

function findUrl(fields: SecretFields, key: string): string | undefined {
  return fields[key] === undefined ? undefined : loadUrl(fields, key);
}

function loadUrl(fields: SecretFields, key: string): string {
  const text = loadTextField(fields, key);
  if (URL.canParse(text)) return text;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `${key} in secret JSON: expected a URL such as https://login.example.com, found something else.`,
  );
}

export function isFields(value: unknown): value is SecretFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function differs(field: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `${field} of the pending value: expected the current one's, found another.`,
  );
}

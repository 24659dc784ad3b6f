// What is said to the server about a client: RFC 7591 (register) and RFC 7592 (read, update, delete).
import { RotationError } from '../../rotation/errors.ts';
import { SecretValue } from '../../rotation/secret-value.ts';
import type { HttpAnswer, HttpRequest } from '../recipe/http-request.ts';
import type { SecretFields } from '../secret-json.ts';
import { isFields, type Management, type OauthClient } from './client.ts';
import { type OauthServer, unexpected } from './server.ts';

/** A client as the server tells it once: nobody can ask for this answer again. */
export interface Registration {
  /** All that the server said. */
  readonly fields: SecretFields;
  readonly management: Management;
}

/** RFC 7592, section 2.2: what a request must not repeat. The secret is left out, so that the server is free to change it. */
const NOT_SENT = [
  'registration_access_token',
  'registration_client_uri',
  'client_secret_expires_at',
  'client_id_issued_at',
  'client_secret',
];

export async function registerClient(
  server: OauthServer,
  metadata: SecretFields,
  initialToken: SecretValue | undefined,
): Promise<SecretFields> {
  const url = await server.loadEndpoint('registration_endpoint');
  const request = toRequest('POST', url, initialToken, omit(metadata, [...NOT_SENT, 'client_id']));
  const answer = await server.send('register', request);
  return readFields('register', answer, [201, 200]);
}

export async function readClient(
  server: OauthServer,
  management: Management,
): Promise<Registration> {
  const request = toRequest('GET', management.uri, management.token);
  const fields = readFields('read client', await server.send('read client', request), [200]);
  return { fields, management: toNewest(management, fields) };
}

/** @param metadata all of them: what a request leaves out, the server forgets (RFC 7592, section 2.2) */
export async function updateClient(
  server: OauthServer,
  { clientId }: OauthClient,
  management: Management,
  metadata: SecretFields,
): Promise<Registration> {
  const body = { ...omit(metadata, NOT_SENT), client_id: clientId };
  const request = toRequest('PUT', management.uri, management.token, body);
  const fields = readFields('update client', await server.send('update client', request), [200]);
  return { fields, management: toNewest(management, fields) };
}

/** @returns `refused` where the server does not take the token: also its answer for a client that is gone (RFC 7592, section 2.3) */
export async function deleteClient(
  server: OauthServer,
  { uri, token }: Management,
): Promise<'deleted' | 'refused'> {
  const answer = await server.send('delete client', toRequest('DELETE', uri, token));
  if (answer.status === 204 || answer.status === 200) return 'deleted';
  if ([401, 403, 404].includes(answer.status)) return 'refused';
  throw unexpected('Rekey.TargetFailed', 'delete client', answer);
}

/** RFC 7592, section 3: an answer may bring another token, and the one before is then worth nothing. */
function toNewest({ uri, token }: Management, fields: SecretFields): Management {
  const newest = fields['registration_access_token'];
  return {
    uri,
    token: typeof newest === 'string' && newest !== '' ? new SecretValue(newest) : token,
  };
}

function readFields(verb: string, answer: HttpAnswer, expected: readonly number[]): SecretFields {
  const { status, body } = answer;
  if (expected.includes(status) && isFields(body)) return body;
  if (status === 401) throw unexpected('Rekey.CredentialRefused', verb, answer);
  throw unexpected('Rekey.TargetFailed', verb, answer);
}

function toRequest(
  method: string,
  url: string,
  token: SecretValue | undefined,
  body?: SecretFields,
): HttpRequest {
  return {
    method,
    url,
    headers: {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token.reveal()}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

function omit(fields: SecretFields, names: readonly string[]): SecretFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

/** @throws RotationError TargetFailed naming what the server left out of the only answer that has it */
export function loadAnswered(fields: SecretFields, name: string): string {
  const found = fields[name];
  if (typeof found === 'string' && found !== '') return found;
  throw new RotationError(
    'Rekey.TargetFailed',
    `The authorization server's answer has no ${name}.`,
  );
}

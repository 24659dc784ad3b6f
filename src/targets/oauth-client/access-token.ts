// One access token, asked for anew each time and thrown away: what a client does with its credential, and the one proof that the server
// takes it. A token from a cache would still be good when its client's secret is not.
import { RotationError } from '../../rotation/errors.ts';
import type { TargetContext } from '../../rotation/target.ts';
import { signToken } from '../jwk.ts';
import type { HttpAnswer } from '../recipe/http-request.ts';
import { isFields, type KeyClient, type SecretClient } from './client.ts';
import { openServer, unexpected } from './server.ts';
import type { OauthSettings } from './settings.ts';

const ASSERTION_SECONDS = 60;
/** What says that the client may not do this, not that it is not itself (RFC 6749, section 5.2; RFC 8707). */
const MISCONFIGURED = [
  'invalid_request',
  'unauthorized_client',
  'unsupported_grant_type',
  'invalid_scope',
  'invalid_target',
];

/** @throws RotationError CredentialRefused where the server does not take the client for itself */
export async function requestAccessToken(
  client: SecretClient | KeyClient,
  settings: OauthSettings,
  context: TargetContext,
): Promise<void> {
  const server = openServer(client, context);
  const url = await server.loadEndpoint('token_endpoint');
  const { headers, form } = toAuthentication(client, settings, url, context);
  const body = new URLSearchParams({ ...toGrant(settings, context), ...form });
  const answer = await server.send('token', {
    method: 'POST',
    url,
    headers: {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: body.toString(),
  });
  judge(answer, settings);
}

/** RFC 6749, section 2.3.1; RFC 7523, section 2.2. */
function toAuthentication(
  client: SecretClient | KeyClient,
  { method, audience }: OauthSettings,
  url: string,
  { clock, random }: TargetContext,
): { readonly headers: Record<string, string>; readonly form: Record<string, string> } {
  const { clientId: client_id, issuer } = client;
  if ('key' in client) {
    const now = Math.floor(clock.now() / 1000);
    const claims = {
      iss: client_id,
      sub: client_id,
      aud: audience === 'issuer' ? issuer : url,
      jti: Buffer.from(random.bytes(16)).toString('base64url'),
      iat: now,
      exp: now + ASSERTION_SECONDS,
    };
    const form = {
      client_id,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: signToken(client.key, claims),
    };
    return { headers: {}, form };
  }
  const client_secret = client.secret.reveal();
  if (method === 'client_secret_post') return { headers: {}, form: { client_id, client_secret } };
  const login = `${encodeForm(client_id)}:${encodeForm(client_secret)}`;
  const authorization = `Basic ${Buffer.from(login).toString('base64')}`;
  return { headers: { authorization }, form: {} };
}

function encodeForm(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1);
}

function toGrant(
  { grant, scope, resource }: OauthSettings,
  { random }: TargetContext,
): Record<string, string> {
  if (grant === 'authorization_code') {
    const code = Buffer.from(random.bytes(32)).toString('base64url');
    return { grant_type: grant, code, redirect_uri: 'https://client.invalid/' };
  }
  return {
    grant_type: grant,
    ...(scope === undefined ? {} : { scope }),
    ...(resource === undefined ? {} : { resource }),
  };
}

function judge(answer: HttpAnswer, { grant }: OauthSettings): void {
  const { status, body } = answer;
  const fields = isFields(body) ? body : {};
  const { access_token: token, error } = fields;
  if (status === 200 && typeof token === 'string' && token !== '') return;
  // The client was let in; its code cannot exist.
  if (grant === 'authorization_code' && status === 400 && error === 'invalid_grant') return;
  if (error === 'invalid_client') throw unexpected('Rekey.CredentialRefused', 'token', answer);
  const code = MISCONFIGURED.find((each) => each === error);
  if (code === undefined) throw unexpected('Rekey.TargetFailed', 'token', answer);
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `The authorization server answered ${code} to a request by ${grant}: expected options that the client may use (grant, scope, resource).`,
    { call: 'target:token', status },
  );
}

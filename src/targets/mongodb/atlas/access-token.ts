// The service account's access token: OAuth 2.0, client credentials. It would live for an hour, and an account has 100 of them at the most,
// so it is revoked when the work is done.
// mongodb.com/docs/atlas/api/service-accounts/generate-oauth2-token, …/revoke-oauth2-token, mongodb.com/docs/mcp-server/remote-mcp/rate-limits
import { RotationError } from '../../../rotation/errors.ts';
import type { HttpAnswer } from '../../recipe/http-request.ts';
import { readAnswer, toRotationError } from './api-errors.ts';
import { type Connection, sendApiRequest } from './api-request.ts';

const CALL = 'target:token';

/** @throws RotationError CredentialRefused where the service account is refused */
export async function requestToken(connection: Connection): Promise<string> {
  const answer = await post(connection, 'token', { grant_type: 'client_credentials' });
  if (answer.status !== 200) throw toRotationError(CALL, answer);
  const { access_token: found } = readAnswer(CALL, answer);
  if (typeof found === 'string' && /^[\x21-\x7e]+$/.test(found)) return found;
  throw new RotationError('Rekey.TargetFailed', 'The Atlas Admin API answered without a token.', {
    call: CALL,
    status: answer.status,
  });
}

/** What the token was for is done: that it lives on is told, and fails nothing. */
export async function revokeToken(connection: Connection, token: string): Promise<void> {
  const status = await post(connection, 'revoke', { token, token_type_hint: 'access_token' }).then(
    (answer) => answer.status,
    () => undefined,
  );
  if (status === 200) return;
  connection.context.log.warn('an access token of the Atlas Admin API was not revoked', { status });
}

async function post(
  connection: Connection,
  name: 'token' | 'revoke',
  form: Readonly<Record<string, string>>,
): Promise<HttpAnswer> {
  const { clientId, clientSecret } = connection.account;
  const login = Buffer.from(`${clientId}:${clientSecret.reveal()}`).toString('base64');
  return await sendApiRequest(connection, CALL, {
    method: 'POST',
    path: `/api/oauth/${name}`,
    headers: {
      accept: 'application/json',
      authorization: `Basic ${login}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(form).toString(),
  });
}

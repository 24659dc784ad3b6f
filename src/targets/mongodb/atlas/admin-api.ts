// Requests to the Atlas Administration API, as a service account (OAuth 2.0, client credentials; its token lives for an hour, and no
// longer here than the session). mongodb.com/docs/atlas/api/service-accounts/generate-oauth2-token, mongodb.com/docs/atlas/api/api-authentication
import { RotationError } from '../../../rotation/errors.ts';
import type { TargetContext } from '../../../rotation/target.ts';
import { type HttpAnswer, sendHttpRequest } from '../../recipe/http-request.ts';
import { isNoSuchUser, readAnswer, toRotationError } from './api-errors.ts';
import type { ServiceAccount } from './secrets.ts';
import type { AtlasSettings } from './settings.ts';

export interface AdminApi {
  readonly groupId: string;
  /** @returns the answer's body; undefined where the API knows no such user */
  find(path: string): Promise<unknown>;
  change(method: 'POST' | 'PATCH', path: string, body: object): Promise<void>;
}

/** The only one of this resource in November 2026. Atlas keeps a version for a year after the next: …/docs/atlas/api/versioned-api-overview */
const VERSION = 'application/vnd.atlas.2023-01-01+json';
const ANSWER_MS_MAX = 30_000;
const CALL = 'target:databaseUsers';
const TOKEN_CALL = 'target:token';

export function openAdminApi(
  account: ServiceAccount,
  { origin, groupId }: AtlasSettings,
  context: TargetContext,
): AdminApi {
  let token: Promise<string> | undefined;
  const send = async (
    call: string,
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ): Promise<HttpAnswer> =>
    await sendHttpRequest(
      {
        method,
        url: `${origin}${path}`,
        headers: { connection: 'close', ...headers }, // a Lambda may sleep long before its next request
        ...(body === undefined ? {} : { body }),
      },
      { origins: new Set([origin]), timeoutMs: ANSWER_MS_MAX, call, ca: account.ca },
      context,
    );

  const requestToken = async (): Promise<string> => {
    const login = `${account.clientId}:${account.clientSecret.reveal()}`;
    const headers = {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(login).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    };
    const form = 'grant_type=client_credentials';
    const answer = await send(TOKEN_CALL, 'POST', '/api/oauth/token', headers, form);
    if (answer.status !== 200) throw toRotationError(TOKEN_CALL, answer);
    const { access_token: found } = readAnswer(TOKEN_CALL, answer);
    if (typeof found === 'string' && /^[\x21-\x7e]+$/.test(found)) return found;
    throw new RotationError('Rekey.TargetFailed', 'The Atlas Admin API answered without a token.', {
      call: TOKEN_CALL,
      status: answer.status,
    });
  };

  const ask = async (method: string, path: string, body?: object): Promise<HttpAnswer> => {
    token ??= requestToken();
    const headers = {
      accept: VERSION,
      authorization: `Bearer ${await token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const url = `/api/atlas/v2/groups/${groupId}${path}`;
    const text = body === undefined ? undefined : JSON.stringify(body);
    return await send(CALL, method, url, headers, text);
  };

  return {
    groupId,
    find: async (path) => {
      const answer = await ask('GET', path);
      if (answer.status === 200) return readAnswer(CALL, answer);
      if (isNoSuchUser(answer)) return undefined;
      throw toRotationError(CALL, answer);
    },
    change: async (method, path, body) => {
      const answer = await ask(method, path, body);
      if (answer.status === 200 || answer.status === 201) return;
      throw toRotationError(CALL, answer);
    },
  };
}

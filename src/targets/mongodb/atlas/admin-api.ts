// The Atlas Administration API, for as long as a piece of work takes. mongodb.com/docs/atlas/api/api-authentication
import type { TargetContext } from '../../../rotation/target.ts';
import type { HttpAnswer } from '../../recipe/http-request.ts';
import { requestToken, revokeToken } from './access-token.ts';
import { isNoSuchUser, readAnswer, toRotationError } from './api-errors.ts';
import { sendApiRequest } from './api-request.ts';
import type { ServiceAccount } from './secrets.ts';
import type { AtlasSettings } from './settings.ts';

export interface AdminApi {
  readonly groupId: string;
  /** @returns the answer's body; undefined where the project has no such user */
  find(path: string): Promise<unknown>;
  change(method: 'POST' | 'PATCH', path: string, body: object): Promise<void>;
}

/** The only one of this resource in November 2026. Atlas keeps a version for a year after the next: …/docs/atlas/api/versioned-api-overview */
const VERSION = 'application/vnd.atlas.2023-01-01+json';
const CALL = 'target:databaseUsers';

export async function withAdminApi<Result>(
  account: ServiceAccount,
  { origin, groupId }: AtlasSettings,
  context: TargetContext,
  work: (api: AdminApi) => Promise<Result>,
): Promise<Result> {
  const connection = { origin, account, context };
  const token = await requestToken(connection);
  const ask = async (
    method: 'GET' | 'POST' | 'PATCH',
    path: string,
    body?: object,
  ): Promise<HttpAnswer> => {
    const headers = { accept: VERSION, authorization: `Bearer ${token}` };
    const json = { ...headers, 'content-type': 'application/json' };
    return await sendApiRequest(connection, CALL, {
      method,
      path: `/api/atlas/v2/groups/${groupId}${path}`,
      ...(body === undefined ? { headers } : { headers: json, body: JSON.stringify(body) }),
    });
  };
  try {
    return await work({
      groupId,
      find: async (path) => {
        const answer = await ask('GET', path);
        if (answer.status === 200) return readAnswer(CALL, answer);
        if (isNoSuchUser(answer)) return undefined;
        throw toRotationError(CALL, answer);
      },
      change: async (method, path, body) => {
        const answer = await ask(method, path, body);
        if (answer.status !== 200 && answer.status !== 201) throw toRotationError(CALL, answer);
      },
    });
  } finally {
    await revokeToken(connection, token);
  }
}

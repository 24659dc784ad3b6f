// One request to where the Admin API is: to no other origin, bounded, and its answer untold.
import type { TargetContext } from '../../../rotation/target.ts';
import { type HttpAnswer, sendHttpRequest } from '../../recipe/http-request.ts';
import type { ServiceAccount } from './secrets.ts';

export interface Connection {
  readonly origin: string;
  readonly account: ServiceAccount;
  readonly context: TargetContext;
}

interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ANSWER_MS_MAX = 30_000;

/** @param call as errors name it */
export async function sendApiRequest(
  { origin, account, context }: Connection,
  call: string,
  { path, headers, ...request }: ApiRequest,
): Promise<HttpAnswer> {
  return await sendHttpRequest(
    {
      ...request,
      url: `${origin}${path}`,
      headers: { connection: 'close', ...headers }, // a Lambda may sleep long before its next request
    },
    { origins: new Set([origin]), timeoutMs: ANSWER_MS_MAX, call, ca: account.ca },
    context,
  );
}

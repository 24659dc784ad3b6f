// A request to a server whose certificate was signed by an authority that the runtime does not know: fetch can be told of none.
import type { IncomingMessage } from 'node:http';
import { request as dial } from 'node:https';
import { rootCertificates } from 'node:tls';

interface Response {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** As fetch has it, with no redirect followed. @param ca certificates (PEM), trusted besides those that the runtime knows */
export async function fetchTrusting(
  ca: string,
  url: string,
  init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
    readonly body?: string;
  },
): Promise<Response> {
  const { method, headers, signal, body = '' } = init;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    dial(url, {
      ...{ method, signal, ca: [...rootCertificates, ca] },
      agent: false, // a Lambda may sleep long before its next request
      headers: body === '' ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
    })
      .on('response', resolve)
      .on('error', reject)
      .end(body);
  });
  return {
    status: answer.statusCode ?? 0,
    headers: Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const),
    body: answer,
  };
}

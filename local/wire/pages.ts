// What the endpoint tells about itself, at GET /_rekey/<name>: JSON, and nothing of AWS's.
import { toBytes, type WireRequest, type WireResponse } from './message.ts';

/** They only read. Undefined where there is nothing under this name now. */
export type Pages = Readonly<Record<string, (query: URLSearchParams) => unknown>>;

const FOLDER = '/_rekey/';

/** Undefined for a request that is meant for AWS. */
export function findPage({ method, path }: WireRequest, pages: Pages): WireResponse | undefined {
  if (!path.startsWith(FOLDER)) return undefined;
  const { pathname, searchParams } = new URL(path, 'http://127.0.0.1');
  const name = pathname.slice(FOLDER.length);
  const page = Object.hasOwn(pages, name) ? pages[name] : undefined;
  if (page === undefined) return notFound(pages);
  if (method !== 'GET') return notAllowed();
  const content = page(searchParams);
  return content === undefined ? notFound(pages) : respond(200, content);
}

function notFound(pages: Pages): WireResponse {
  const message = `There is no such page. There are: ${Object.keys(pages).sort().join(', ')}.`;
  return respond(404, { error: 'NotFound', message });
}

function notAllowed(): WireResponse {
  const answer = respond(405, { error: 'MethodNotAllowed', message: 'Pages are read with GET.' });
  return { ...answer, headers: { ...answer.headers, allow: 'GET' } };
}

function respond(status: number, content: unknown): WireResponse {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: toBytes(JSON.stringify(content)),
  };
}

// The request line and the form, taken apart once: every later step looks into the same parts.
import { malformedQuery } from './errors.ts';
import { findText, type WireRequest } from './message.ts';

export interface ParsedRequest extends Pick<WireRequest, 'method' | 'path' | 'headers' | 'body'> {
  /** Before the `?`, still encoded. */
  readonly pathname: string;
  /** Decoded, in the order in which they came. */
  readonly query: readonly Parameter[];
  /** Parameters of the Query protocol, from the body's form or the query; undefined where there are none. */
  readonly form: ReadonlyMap<string, string> | undefined;
}

export type Parameter = readonly [name: string, value: string];

const FORM_TYPE = 'application/x-www-form-urlencoded';

export function parseRequest(request: WireRequest): ParsedRequest {
  const split = request.path.indexOf('?');
  const pathname = split === -1 ? request.path : request.path.slice(0, split);
  const query = split === -1 ? NO_QUERY : parseQuery(request.path.slice(split + 1));
  return toParsed(request, pathname, query, findForm(request, query));
}

const NO_QUERY: readonly Parameter[] = [];

/** The request before anything of it is understood: enough to write a refusal in its protocol's form. */
export function toUnparsed(request: WireRequest): ParsedRequest {
  return toParsed(request, '/', NO_QUERY, isForm(request) ? new Map() : undefined);
}

/** Member by member: spreading a request costs more than understanding it. */
function toParsed(
  { method, path, headers, body }: WireRequest,
  pathname: string,
  query: readonly Parameter[],
  form: ReadonlyMap<string, string> | undefined,
): ParsedRequest {
  return { method, path, headers, body, pathname, query, form };
}

export function findParameter(query: readonly Parameter[], name: string): string | undefined {
  return query.find(([key]) => key === name)?.[1];
}

/** `+` is a plus in SigV4 and in S3's keys, so only percent escapes count. */
function parseQuery(text: string): Parameter[] {
  return text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const split = part.indexOf('=');
      return split === -1
        ? [decode(part), '']
        : [decode(part.slice(0, split)), decode(part.slice(split + 1))];
    });
}

function findForm(
  request: WireRequest,
  query: readonly Parameter[],
): ReadonlyMap<string, string> | undefined {
  if (isForm(request)) {
    return new Map(new URLSearchParams(readText(request.body)));
  }
  return findParameter(query, 'Action') === undefined ? undefined : new Map(query);
}

function isForm({ headers }: WireRequest): boolean {
  return headers['content-type']?.startsWith(FORM_TYPE) === true;
}

function readText(body: Uint8Array): string {
  const text = findText(body);
  if (text === undefined) throw malformedQuery('The request body is not UTF-8.');
  return text;
}

/** @throws ServiceError for escapes that are none */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw malformedQuery('The query string contains a syntax error', cause);
  }
}

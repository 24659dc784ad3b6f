// The requests that nearly all callers send: a POST that has come whole, with its length, every byte of its head such as RFC 9112 wants
// it and no header twice. Whatever differs in anything is left to node, which knows the rest of HTTP.

export interface PlainRequest {
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Undefined where the bytes are anything but just one such request. */
export type FindPlainRequest = (bytes: Buffer) => PlainRequest | undefined;

interface Name {
  /** As it was written. */
  readonly written: string;
  readonly name: string;
}

const HEAD_BYTES_MAX = 8 * 1024;
const HEAD = /^POST (\/[!-~]*) HTTP\/1\.1\r\n(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[ -~]*\r\n)+\r\n/u;
const LENGTH = /^(?:0|[1-9]\d{0,7})$/u;
const BLANK = 0x20;

/** For one connection: a caller names its headers again in their order with every request, so the names are kept. */
export function createFindPlainRequest(headersMax: number): FindPlainRequest {
  const names: Name[] = [];

  const toName = (written: string, index: number): string => {
    const known = names[index];
    if (known?.written === written) return known.name;
    const name = written.toLowerCase();
    if (index < headersMax) names[index] = { written, name };
    return name;
  };

  return (bytes) => {
    const text = bytes.toString('latin1', 0, HEAD_BYTES_MAX);
    const head = HEAD.exec(text);
    if (head === null) return undefined;
    const end = head[0].length - 2;
    const headers: Record<string, string> = {};
    let count = 0;
    for (let at = text.indexOf('\n') + 1; at < end; count += 1) {
      const colon = text.indexOf(':', at);
      const lineEnd = text.indexOf('\r', colon);
      const name = toName(text.slice(at, colon), count);
      // A name that every object has is no header that anybody sends.
      if (headers[name] !== undefined) return undefined;
      headers[name] = sliceTrimmed(text, colon + 1, lineEnd);
      at = lineEnd + 2;
    }
    const body = bytes.subarray(end + 2);
    return count <= headersMax && isPlain(headers, body.length)
      ? { path: head[1] ?? '/', headers, body }
      : undefined;
  };
}

function sliceTrimmed(text: string, start: number, end: number): string {
  let from = start;
  let to = end;
  while (from < to && text.charCodeAt(from) === BLANK) from += 1;
  while (to > from && text.charCodeAt(to - 1) === BLANK) to -= 1;
  return text.slice(from, to);
}

/** None of the headers that change how a message ends, or that want more than an answer. */
function isPlain(headers: Readonly<Record<string, string>>, bodyBytes: number): boolean {
  const { host, connection, expect, upgrade, trailer } = headers;
  const length = headers['content-length'];
  return (
    host !== undefined &&
    length !== undefined &&
    LENGTH.test(length) &&
    Number(length) === bodyBytes &&
    (connection === undefined || connection.toLowerCase() === 'keep-alive') &&
    headers['transfer-encoding'] === undefined &&
    expect === undefined &&
    upgrade === undefined &&
    trailer === undefined
  );
}

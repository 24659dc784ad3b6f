// A request and an answer without a socket: what `handle` takes and gives, so that a test needs no port.

export interface WireRequest {
  readonly method: string;
  /** Path and query as they stood on the request line, still encoded. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Why `body` is empty although the caller sent one. */
  readonly unread?: UnreadReason | undefined;
  /** Aborts when the caller has gone. Asked for where somebody waits: making one for each request takes as long as a call. */
  readonly findSignal?: (() => AbortSignal) | undefined;
}

export type UnreadReason = 'too large' | 'no room';

export interface WireResponse {
  readonly status: number;
  /** Made for this answer: whoever passes it on may add to them. */
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export function toBytes(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

/** Undefined where the bytes are no UTF-8. */
export function findText(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

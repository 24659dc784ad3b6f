// A request's body into memory, as far as there is room for it. What is over is read and dropped, so that the caller
// gets its answer and the connection stays good.
import type { IncomingMessage } from 'node:http';
import type { UnreadReason } from '../message.ts';

export interface Body {
  readonly bytes: Uint8Array;
  readonly unread?: UnreadReason;
  /** Gives the room back. */
  readonly release: () => void;
}

export type ReadBody = (request: IncomingMessage, bytesMax: number) => Promise<Body>;

/** @param roomBytes for all bodies that are held at one moment, until each is released */
export function createReadBody(roomBytes: number): ReadBody {
  let held = 0;
  return async (request, bytesMax) => {
    let chunks: Uint8Array[] = [];
    let size = 0;
    let unread: UnreadReason | undefined;
    const release = (): void => {
      held -= size;
      size = 0;
    };
    try {
      for await (const chunk of request as AsyncIterable<Uint8Array>) {
        if (unread !== undefined) continue;
        unread = findReason(chunk.length);
        if (unread === undefined) {
          chunks.push(chunk);
          size += chunk.length;
          held += chunk.length;
        } else {
          chunks = [];
          release();
        }
      }
    } catch (error) {
      release();
      throw error;
    }
    return { bytes: Buffer.concat(chunks), ...(unread === undefined ? {} : { unread }), release };

    function findReason(more: number): UnreadReason | undefined {
      if (size + more > bytesMax) return 'too large';
      return held + more > roomBytes ? 'no room' : undefined;
    }
  };
}

// A request's body into memory, as far as there is room for it. What is over is read and dropped, so that the caller
// gets its answer and the connection stays good.
import type { IncomingMessage } from 'node:http';
import type { UnreadReason } from '../message.ts';
import type { BodyRoom } from './body-room.ts';

export interface Body {
  readonly bytes: Uint8Array;
  readonly unread?: UnreadReason | undefined;
  /** Gives the room back. */
  readonly release: () => void;
}

const NO_BYTES = new Uint8Array();

export type ReadBody = (request: IncomingMessage, bytesMax: number) => Promise<Body>;

/** @param room which each body takes up until it is released */
export function createReadBody(room: BodyRoom): ReadBody {
  return (request, bytesMax) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    let unread: UnreadReason | undefined;
    const release = (): void => {
      room.give(size);
      size = 0;
    };
    // Events, for a stream's async iterator takes as long as the rest of reading a request.
    request.on('data', (chunk: Uint8Array) => {
      if (unread !== undefined) return;
      unread = findReason(chunk.length);
      if (unread === undefined) {
        chunks.push(chunk);
        size += chunk.length;
      } else {
        chunks.length = 0;
        release();
      }
    });
    return new Promise((resolve, reject) => {
      request.on('end', () => {
        const bytes = chunks.length > 1 ? Buffer.concat(chunks) : (chunks[0] ?? NO_BYTES);
        resolve({ bytes, unread, release });
      });
      const fail = (error?: Error): void => {
        release();
        reject(error ?? new Error('The sender has gone.'));
      };
      request.on('error', fail);
      request.on('close', () => {
        if (!request.readableEnded) fail();
      });
    });

    function findReason(more: number): UnreadReason | undefined {
      if (size + more > bytesMax) return 'too large';
      return room.take(more) ? undefined : 'no room';
    }
  };
}

// A connection as long as its requests are plain: read from the socket and answered into it, at a third of what node's messages and streams
// take. With the first request that is anything else the connection is node's for good, with all that has not been answered.
import type { Socket } from 'node:net';
import type { Clock } from '../../clock.ts';
import { type BodyLimits, findBodyBytesMax } from '../body-limit.ts';
import type { Handle } from '../handle.ts';
import type { WireResponse } from '../message.ts';
import type { BodyRoom } from './body-room.ts';
import type { HttpBounds } from './bounds.ts';
import { forgetUnread } from './forget-unread.ts';
import { findPlainAnswer } from './plain-answer.ts';
import {
  createFindPlainRequest,
  type FindPlainRequest,
  type PlainRequest,
} from './plain-request.ts';
import { createTurnEnd, type TurnEnd } from './turn-end.ts';

export interface PlainConnectionsOptions {
  readonly handle: Handle;
  readonly bounds: HttpBounds;
  readonly limits: BodyLimits;
  readonly clock: Clock;
  readonly room: BodyRoom;
  /** Takes a connection that has been given away; its next bytes stand in the socket. */
  readonly takeOver: (socket: Socket) => void;
}

export interface PlainConnections {
  serve(socket: Socket): void;
  /** Ends all that have not been given away. */
  close(): void;
}

export function createPlainConnections(options: PlainConnectionsOptions): PlainConnections {
  const sockets = new Set<Socket>();
  const arrivals = createTurnEnd();
  const answers = createTurnEnd();
  return {
    serve: (socket) => {
      sockets.add(socket);
      const parts = { ...options, arrivals, answers };
      new PlainConnection(socket, parts, () => sockets.delete(socket)).open();
    },
    close: () => {
      arrivals.forget();
      answers.flush();
      for (const socket of sockets) socket.destroy();
    },
  };
}

interface PlainConnectionOptions extends PlainConnectionsOptions {
  /** Requests, until all of one turn are there. */
  readonly arrivals: TurnEnd;
  readonly answers: TurnEnd;
}

class PlainConnection {
  readonly #socket: Socket;
  readonly #options: PlainConnectionOptions;
  /** Called when the connection has ended, or is given away. */
  readonly #forget: () => void;
  readonly #findRequest: FindPlainRequest;
  readonly #findSignal = (): AbortSignal => this.#toSignal();
  #isBusy = false;
  #hasAsked = false;
  /** What came while an answer was under way. */
  #ahead: Buffer | undefined;
  #gone: AbortController | undefined;

  constructor(socket: Socket, options: PlainConnectionOptions, forget: () => void) {
    this.#socket = socket;
    this.#options = options;
    this.#forget = forget;
    this.#findRequest = createFindPlainRequest(options.bounds.headersMax);
  }

  open(): void {
    for (const [event, listener] of this.#listeners) this.#socket.on(event, listener);
    this.#socket.setTimeout(this.#options.bounds.headersMsMax);
  }

  readonly #listeners = [
    ['data', (bytes: Buffer) => this.#take(bytes)],
    ['end', () => this.#socket.end()], // to node, too, who has closed its half has gone
    ['timeout', () => this.#letGo()],
    ['error', () => undefined], // it is closed then
    ['close', () => this.#close()],
  ] as const;

  #take(bytes: Buffer): void {
    if (this.#isBusy) {
      this.#ahead = this.#ahead === undefined ? bytes : Buffer.concat([this.#ahead, bytes]);
      this.#socket.pause();
      return;
    }
    const request = this.#findRequest(bytes);
    if (request === undefined || !takeRoom(request, this.#options)) this.#giveAway(bytes);
    else this.#answer(request);
  }

  #answer({ path, headers, body }: PlainRequest): void {
    const { handle, room, bounds, arrivals, answers } = this.#options;
    this.#isBusy = true;
    if (!this.#hasAsked) this.#socket.setTimeout(bounds.idleMsMax);
    this.#hasAsked = true;
    const request = { method: 'POST', path, headers, body, findSignal: this.#findSignal };
    const write = (response: WireResponse): void => {
      room.give(body.length);
      const bytes = findPlainAnswer(response, Math.floor(bounds.idleMsMax / 1000));
      answers.do(() => this.#write(bytes));
    };
    const fail = (): void => {
      room.give(body.length);
      this.#socket.destroy(); // `handle` answers everything: only a fault of its own gets here
    };
    arrivals.do(() => void handle(request).then(write, fail));
    answers.expect();
  }

  #write(bytes: Buffer | undefined): void {
    const socket = this.#socket;
    this.#isBusy = false;
    this.#gone = undefined;
    if (!socket.writable) return;
    if (bytes === undefined) {
      socket.destroy(); // as node would
      return;
    }
    socket.write(bytes);
    forgetUnread(socket, this.#options);
    const ahead = this.#ahead;
    this.#ahead = undefined;
    if (ahead === undefined) return;
    socket.resume();
    this.#take(ahead);
  }

  #giveAway(bytes?: Buffer): void {
    for (const [event, listener] of this.#listeners) this.#socket.removeListener(event, listener);
    this.#socket.setTimeout(0);
    this.#forget();
    if (bytes !== undefined) this.#socket.unshift(bytes);
    this.#options.takeOver(this.#socket);
  }

  #toSignal(): AbortSignal {
    this.#gone ??= new AbortController();
    if (this.#socket.destroyed) this.#gone.abort(callerHasGone());
    return this.#gone.signal;
  }

  #letGo(): void {
    if (this.#isBusy) return;
    if (this.#hasAsked) this.#socket.destroy();
    else this.#giveAway(); // node tells those who never ask
  }

  #close(): void {
    this.#gone?.abort(callerHasGone());
    this.#forget();
  }
}

/** False where the body may not be that large, or not now: node's side reads it to its end and refuses it. */
function takeRoom(
  { headers, body }: PlainRequest,
  { limits, room }: PlainConnectionsOptions,
): boolean {
  return body.length <= findBodyBytesMax(headers, limits) && room.take(body.length);
}

function callerHasGone(): Error {
  return new Error('The caller has gone.');
}

// What a sender may do at the most before the socket's side of the wire refuses or lets go of it.

export interface HttpBounds {
  /** Request line and headers together; node answers 431 to more. */
  readonly headerBytesMax: number;
  /** Lines of headers. */
  readonly headersMax: number;
  /** Until the headers are there, and until the whole request is; node answers 408. */
  readonly headersMsMax: number;
  readonly requestMsMax: number;
  /** How long a connection is kept with nothing asked. */
  readonly idleMsMax: number;
  /** How long a caller may take to read its answer. */
  readonly answerMsMax: number;
  /** How often node looks for senders that are too slow. */
  readonly checkMs: number;
  /** Further ones are closed at once. */
  readonly connectionsMax: number;
  /** All bodies that are held at one moment. */
  readonly bodiesBytesMax: number;
}

export const defaultBounds: HttpBounds = {
  headerBytesMax: 64 * 1024,
  headersMax: 250,
  headersMsMax: 10_000,
  requestMsMax: 60_000,
  idleMsMax: 65_000,
  answerMsMax: 60_000,
  checkMs: 5_000,
  connectionsMax: 1024,
  bodiesBytesMax: 256 * 1024 * 1024,
};

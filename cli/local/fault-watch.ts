// An exception or a rejection that nobody caught: some worker of the endpoint has died, and nobody can say which. It is
// told without its words, which may be secret, and the endpoint ends in good order rather than go on with a part of it gone.

type FaultEvent = 'uncaughtException' | 'unhandledRejection';
type Listener = (error: unknown) => void;

/** `process`, or what a test has in its place. */
export interface FaultSource {
  on(event: FaultEvent, listener: Listener): unknown;
  off(event: FaultEvent, listener: Listener): unknown;
}

export interface FaultWatch {
  /** Aborts at the first fault; further ones are told. */
  readonly signal: AbortSignal;
  /** Takes the listeners off: the next fault ends the process at once. */
  release(): void;
}

const EVENTS: readonly FaultEvent[] = ['uncaughtException', 'unhandledRejection'];

export function watchFaults(source: FaultSource, tell: Listener): FaultWatch {
  const failed = new AbortController();
  const listener: Listener = (error) => {
    tell(error);
    failed.abort(new Error('A fault that nobody caught.'));
  };
  for (const event of EVENTS) source.on(event, listener);
  const release = (): void => {
    for (const event of EVENTS) source.off(event, listener);
  };
  return { signal: failed.signal, release };
}

// Ctrl-C once asks the work to end; a second one finds no listener any more, so the system ends the process at once.
type Listener = () => void;

/** `process`, or what a test has in its place. */
export interface Signals {
  once(signal: 'SIGINT' | 'SIGTERM', listener: Listener): unknown;
  off(signal: 'SIGINT' | 'SIGTERM', listener: Listener): unknown;
}

export interface Interruption {
  readonly signal: AbortSignal;
  /** Takes the listeners off, whether or not one was called. */
  release(): void;
}

export function createInterruption(signals: Signals): Interruption {
  const interrupted = new AbortController();
  const release = (): void => {
    signals.off('SIGINT', interrupt);
    signals.off('SIGTERM', interrupt);
  };
  const interrupt = (): void => {
    release();
    interrupted.abort(new Error('Interrupted.'));
  };
  signals.once('SIGINT', interrupt);
  signals.once('SIGTERM', interrupt);
  return { signal: interrupted.signal, release };
}

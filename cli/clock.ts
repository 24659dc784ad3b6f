// The command line's own time: real, for it talks to people.
import { setTimeout as sleep } from 'node:timers/promises';

export interface CliClock {
  now(): number;
  /** Rejects with the signal's reason once that aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: CliClock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    try {
      await sleep(ms, undefined, { signal });
    } catch (error) {
      throw signal?.aborted === true ? signal.reason : error;
    }
  },
};

// GET /_rekey/health: whether the endpoint works, which one it is, and what it has done so far.
import type { Clock } from './clock.ts';
import type { Log, LogLine } from './log.ts';
import type { StoreState } from './store.ts';

export interface Health {
  /** `log`, with its lines counted. */
  count(log: Log): Log;
  describe(services: Iterable<string>): object;
}

export interface HealthOptions {
  readonly clock: Clock;
  readonly version: string;
  readonly accountId: string;
  readonly state: StoreState;
}

export function createHealth({ clock, version, accountId, state }: HealthOptions): Health {
  const started = clock.now();
  const counts = { calls: 0, succeeded: 0, refused: 0, faults: 0 };
  return {
    count: (log) => (line) => {
      if (line.message === 'call' || line.message === 'refused') {
        counts.calls += 1;
        counts[toOutcome(line)] += 1;
      }
      log(line);
    },
    describe: (services) => {
      const now = clock.now();
      return {
        status: 'ok',
        version,
        accountId,
        started: new Date(started).toISOString(),
        uptimeSeconds: Math.floor((now - started) / 1000),
        clock: new Date(now).toISOString(),
        durable: state.durable,
        services: [...services],
        /** Between services as well as from outside. */
        counts: { ...counts },
      };
    },
  };
}

function toOutcome({ result }: LogLine): 'succeeded' | 'refused' | 'faults' {
  if (result === '200') return 'succeeded';
  return result === 'fault' ? 'faults' : 'refused';
}

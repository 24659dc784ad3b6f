// What each invocation gets of its own: a log with its request id, metrics, deadlines, and a redactor whose secrets are
// forgotten when it ends.
import type { Clock, Log } from '../rotation/effects.ts';
import type { Ports } from '../rotation/ports.ts';
import type { Config } from './config.ts';
import type { Deadlines } from './deadline.ts';
import { createLogger, type InvocationNames } from './logger.ts';
import { type BufferedMetrics, createMetrics } from './metrics.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { createRememberingSecrets } from './remembering-secrets.ts';

/** The ports that all invocations of a Lambda share. */
export type SharedPorts = Pick<
  Ports,
  'clock' | 'random' | 'secrets' | 'executions' | 'targets' | 'hash'
>;

export interface Invocations {
  readonly clock: Clock;
  begin(names: InvocationNames): Invocation;
}

export interface Invocation {
  readonly log: Log;
  readonly metrics: BufferedMetrics;
  readonly redactor: Redactor;
  createPorts(deadlines: Deadlines): Ports;
}

export function createInvocations(config: Config, shared: SharedPorts): Invocations {
  const createLog = createLogger(config);
  return {
    clock: shared.clock,
    begin: (names) => {
      const redactor = createRedactor();
      const log = createLog(names, redactor);
      const metrics = createMetrics(config);
      const secrets = createRememberingSecrets(shared.secrets, redactor);
      return {
        log,
        metrics,
        redactor,
        createPorts: ({ signal, abortAt, endsAt }) => ({
          ...shared,
          secrets,
          log,
          metrics,
          signal,
          abortAt,
          endsAt,
        }),
      };
    },
  };
}

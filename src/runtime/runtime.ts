// Puts the ports together: what is built once for a Lambda's life, and what each invocation gets of its own.
import { createHash } from 'node:crypto';
import { createClientConfig } from '../aws/clients.ts';
import { createExecutions } from '../aws/executions.ts';
import { createNotices } from '../aws/notices.ts';
import { createSecretStore } from '../aws/secret-store.ts';
import type { Clock, Log, Ports } from '../rotation/ports.ts';
import { createTargets } from '../targets/load.ts';
import { bundledRecipes } from '../targets/recipe/bundled.ts';
import { createSystemClock } from './clock.ts';
import { loadConfig } from './config.ts';
import type { Deadlines } from './deadline.ts';
import { createLogger, type InvocationNames } from './logger.ts';
import { type BufferedMetrics, createMetrics } from './metrics.ts';
import { createSystemRandom } from './random.ts';
import { createRedactor, type Redactor } from './redactor.ts';
import { createRememberingSecrets } from './remembering-secrets.ts';

export interface Runtime {
  readonly clock: Clock;
  begin(names: InvocationNames): Invocation;
}

/** What belongs to one invocation alone: its secrets are forgotten when it ends. */
export interface Invocation {
  readonly log: Log;
  readonly metrics: BufferedMetrics;
  readonly redactor: Redactor;
  createPorts(deadlines: Deadlines): Ports;
}

export function createRuntime(): Runtime {
  const config = loadConfig();
  const clock = createSystemClock();
  const random = createSystemRandom();
  const createLog = createLogger(config);
  const clients = createClientConfig(config.region);
  const secrets = createSecretStore(clients, clock);
  const executions = createExecutions(clients, clock);
  const notices = createNotices(clients, clock, config.noticeTopicArn);
  const targets = createTargets(bundledRecipes);
  return {
    clock,
    begin: (names) => {
      const redactor = createRedactor();
      const log = createLog(names, redactor);
      const metrics = createMetrics(config);
      return {
        log,
        metrics,
        redactor,
        createPorts: ({ signal, abortAt, endsAt }) => ({
          clock,
          random,
          log,
          secrets: createRememberingSecrets(secrets, redactor),
          executions,
          targets,
          notices,
          metrics,
          signal,
          abortAt,
          endsAt,
          hash: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
        }),
      };
    },
  };
}

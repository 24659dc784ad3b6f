// Puts the ports together over AWS: what is built once for a Lambda's life.
import { type ClientConfig, createClientConfig } from '../aws/clients.ts';
import { createExecutions } from '../aws/executions.ts';
import { createSecretStore } from '../aws/secret-store.ts';
import { sha256 } from '../aws/sha256.ts';
import type { Clock } from '../rotation/effects.ts';
import { RotationError } from '../rotation/errors.ts';
import type { Targets } from '../rotation/ports.ts';
import { createSystemClock } from './clock.ts';
import { loadConfig } from './config.ts';
import { createInvocations, type Invocations } from './invocation.ts';
import { createSystemRandom } from './random.ts';

/** @param createTargets left out by functions that speak to no target: all targets are a third of a function's code */
export function createRuntime(
  createTargets: (clients: ClientConfig, clock: Clock) => Targets = createNoTargets,
): Invocations {
  const config = loadConfig();
  const clock = createSystemClock();
  const clients = createClientConfig(config.region);
  return createInvocations(config, {
    clock,
    random: createSystemRandom(),
    secrets: createSecretStore(clients, clock),
    executions: createExecutions(clients, clock),
    targets: createTargets(clients, clock),
    hash: sha256,
  });
}

function createNoTargets(): Targets {
  return {
    load: async ({ target }) => {
      throw new RotationError('Rekey.Internal', `This function has no targets, so not ${target}.`);
    },
  };
}

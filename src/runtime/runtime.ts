// Puts the ports together over AWS: what is built once for a Lambda's life.
import { createClientConfig } from '../aws/clients.ts';
import { createExecutions } from '../aws/executions.ts';
import { createNotices } from '../aws/notices.ts';
import { createSecretStore } from '../aws/secret-store.ts';
import { sha256 } from '../aws/sha256.ts';
import { createTargets } from '../targets/load.ts';
import { bundledRecipes } from '../targets/recipe/bundled.ts';
import { createSystemClock } from './clock.ts';
import { loadConfig } from './config.ts';
import { createInvocations, type Invocations } from './invocation.ts';
import { createSystemRandom } from './random.ts';

export function createRuntime(): Invocations {
  const config = loadConfig();
  const clock = createSystemClock();
  const clients = createClientConfig(config.region);
  return createInvocations(config, {
    clock,
    random: createSystemRandom(),
    secrets: createSecretStore(clients, clock),
    executions: createExecutions(clients, clock),
    notices: createNotices(clients, clock, config.noticeTopicArn),
    targets: createTargets(bundledRecipes, async () => {
      const { createAccessKeyAccess } = await import('../aws/access-keys.ts');
      return createAccessKeyAccess(clients, clock);
    }),
    hash: sha256,
  });
}

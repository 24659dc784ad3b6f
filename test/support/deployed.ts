// The product as a user has it: the real `sls deploy` into an endpoint of its own, with a real better-auth beside it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { deploy } from '../../demo/deploy.ts';
import { hearEvents } from '../../demo/events.ts';
import { confirmSubscriptions } from '../../demo/inbox.ts';
import { type BetterAuthService, startBetterAuth } from '../../demo/services/better-auth.ts';
import { type Deployment, toDeployment } from '../../demo/stage.ts';
import { type Clock, createSystemClock } from '../../local/clock.ts';
import { openCloud } from '../../local/cloud.ts';
import { createSystemRandom } from '../../local/random.ts';
import type { ClientConfig } from '../../src/aws/clients.ts';
import { loadStackOutputs } from '../../src/aws/stack.ts';
import { createClientConfig } from './cloud.ts';
import { createProjectCopy } from './project-copy.ts';

export interface Deployed {
  readonly url: string;
  readonly folder: string;
  readonly clock: Clock;
  readonly config: ClientConfig;
  readonly service: BetterAuthService;
  readonly secrets: SecretsManagerClient;
  readonly machines: SFNClient;
  readonly logs: CloudWatchLogsClient;
  readonly deployment: Deployment;
  readonly eventsUrl: string;
  /** Calls that roles made so far, such as `secretsmanager:GetSecretValue`; the endpoint's own log. */
  readonly calls: readonly string[];
  close(): Promise<void>;
}

export async function startDeployed(): Promise<Deployed> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-e2e-'));
  const calls: string[] = [];
  const cloud = openCloud({
    folder,
    log: ({ call, principal }) => {
      if (call !== undefined && principal?.includes(':assumed-role/') === true) calls.push(call);
    },
  });
  const { url } = await cloud.listen({ port: 0 });
  const config = createClientConfig(url);
  const service = await startBetterAuth({
    secret: Buffer.from(createSystemRandom().bytes(32)).toString('hex'),
  });
  const project = createProjectCopy();
  await deploy({
    endpointUrl: url,
    folder: project.folder,
    region: config.region,
    params: { noticeEmail: 'oncall@rekey.test' },
    onLine: () => {},
  });
  project.remove();
  await confirmSubscriptions(config as never, url);
  return {
    url,
    folder,
    service,
    calls,
    clock: createSystemClock(),
    config: config as never,
    secrets: new SecretsManagerClient(config),
    machines: new SFNClient(config),
    logs: new CloudWatchLogsClient(config),
    deployment: toDeployment(await loadStackOutputs(config as never, 'rekey-dev')),
    eventsUrl: await hearEvents(config as never),
    close: async () => {
      await service.close();
      await cloud.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

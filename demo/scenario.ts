// What `npm start` plays, act by act: each is a task that shows its progress and leaves something for the next.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { DefaultRenderer, ListrTask, ListrTaskWrapper, SimpleRenderer } from 'listr2';
import { type Clock, createSystemClock } from '../local/clock.ts';
import { type Cloud, openCloud } from '../local/cloud.ts';
import { createSystemRandom } from '../local/random.ts';
import { loadStackOutputs } from '../src/aws/stack.ts';
import { type Consumer, startConsumer } from './consumer.ts';
import { apiKeySecretId, createApiKey } from './credentials/api-key.ts';
import type { DemoCredential } from './credentials/credential.ts';
import { createOauthClient } from './credentials/oauth-client.ts';
import { createPostgresUser } from './credentials/postgres-user.ts';
import { deploy, toLocalCredentials } from './deploy.ts';
import { hearEvents, listEvents } from './events.ts';
import { failRotation } from './fault.ts';
import { confirmSubscriptions, type Mail, readInbox } from './inbox.ts';
import { findLeaks, listHistories, listLogs, listStoreFiles } from './leaks.ts';
import type { Report } from './report.ts';
import { type Stage, startByHand, startBySchedule, watchRotation } from './rotation.ts';
import { createSecrets, loadAllValues } from './secret.ts';
import { type BetterAuthService, startBetterAuth } from './services/better-auth.ts';
import { startOidcProvider } from './services/oidc-provider.ts';
import { startPostgres } from './services/postgres.ts';
import {
  type Clients,
  createClients,
  type Deployment,
  recipient,
  region,
  stackName,
  toDeployment,
} from './stage.ts';

/** Grows from act to act. */
export interface Play {
  readonly port: number;
  readonly clock: Clock;
  cloud?: Cloud;
  folder: string;
  endpointUrl: string;
  service?: BetterAuthService;
  readonly credentials: DemoCredential[];
  /** What is closed at the end, besides the endpoint. */
  readonly closing: (() => Promise<void>)[];
  clients?: Clients;
  deployment?: Deployment;
  eventsUrl: string;
  readonly consumers: Consumer[];
  notice?: Mail;
  leaks: readonly string[];
  report: { -readonly [Key in keyof Report]: Report[Key] };
}

export function createPlay(port: number): Play {
  return {
    port,
    clock: createSystemClock(),
    folder: '',
    endpointUrl: '',
    eventsUrl: '',
    credentials: [],
    closing: [],
    consumers: [],
    leaks: [],
    report: {
      deploy: { seconds: 0, resources: 0 },
      rotations: [],
      consumer: { requests: 0, failures: 0 },
      consumers: [],
      failure: {
        secretId: apiKeySecretId,
        status: 'none',
        diagnosis: 'none',
        recovery: 'none',
        notices: 0,
      },
      leaks: 0,
    },
  };
}

export const acts: readonly ListrTask<Play>[] = [
  { title: 'Start the AWS endpoint', task: startEndpoint },
  { title: 'Start the services: better-auth, oidc-provider, PostgreSQL', task: startServices },
  { title: 'Deploy with the real sls deploy', task: deployStack },
  { title: 'Store three real credentials, each with a consumer', task: prepareSecrets },
  { title: 'Rotate the API key by a one-time schedule', task: rotateBySchedule },
  {
    title: 'Rotate all three by hand, at once',
    task: (play, task) => task.newListr(listRotations(play), { concurrent: true }),
  },
  { title: 'Rotate while the service refuses new keys', task: rotateUnderFault },
  { title: 'Look for secret values wherever they must not be', task: lookForLeaks },
];

type Task = ListrTaskWrapper<Play, typeof DefaultRenderer, typeof SimpleRenderer>;

async function startEndpoint(play: Play, task: Task): Promise<void> {
  play.folder = mkdtempSync(join(tmpdir(), 'rekey-demo-'));
  play.cloud = openCloud({ folder: play.folder });
  const { url } = await play.cloud.listen({ port: play.port });
  play.endpointUrl = url;
  Object.assign(process.env, toLocalCredentials(), { AWS_ENDPOINT_URL: url, AWS_REGION: region });
  play.clients = createClients();
  task.title = `AWS endpoint on ${url}`;
}

async function startServices(play: Play, task: Task): Promise<void> {
  // Each is closed at the end, also where another one does not start.
  const keep = <Service extends { close(): Promise<void> }>(service: Service): Service => {
    play.closing.push(async () => {
      await service.close();
    });
    return service;
  };
  const [service, provider, database] = await Promise.all([
    startBetterAuth({ secret: createSecret() }).then(keep),
    startOidcProvider({ secret: createSecret }).then(keep),
    startPostgres(createSecret()).then(keep),
  ]);
  play.service = service;
  play.credentials.push(
    await createApiKey(service),
    await createOauthClient(provider),
    await createPostgresUser(database, createSecret()),
  );
  task.title = `better-auth on ${service.url}, oidc-provider on ${provider.url}, PostgreSQL on port ${String(database.port)}`;
}

function createSecret(): string {
  return Buffer.from(createSystemRandom().bytes(32)).toString('hex');
}

async function deployStack(play: Play, task: Task): Promise<void> {
  const started = play.clock.now();
  const { config } = use(play.clients);
  await deploy({
    endpointUrl: play.endpointUrl,
    region,
    params: { noticeEmail: recipient },
    onLine: (line) => {
      task.output = line;
    },
  });
  const seconds = (play.clock.now() - started) / 1000;
  const client = new CloudFormationClient(config);
  const { StackResourceSummaries = [] } = await client.send(
    new ListStackResourcesCommand({ StackName: stackName }),
  );
  const resources = StackResourceSummaries.length;
  client.destroy();
  play.deployment = toDeployment(await loadStackOutputs(config, stackName));
  await confirmSubscriptions(config, play.endpointUrl);
  play.eventsUrl = await hearEvents(config);
  play.report.deploy = { seconds, resources };
  task.title = `Deployed ${String(resources)} resources in ${seconds.toFixed(1)} s with the real sls deploy`;
}

async function prepareSecrets(play: Play, task: Task): Promise<void> {
  const { secrets } = use(play.clients);
  for (const credential of play.credentials) {
    await createSecrets(secrets, credential);
    play.consumers.push(startConsumer({ secrets, credential, clock: play.clock }));
  }
  const names = play.credentials.map(({ title }) => title).join(', ');
  task.title = `Stored three real credentials: ${names}; a consumer of each uses it all the time`;
}

async function rotateBySchedule(play: Play, task: Task): Promise<void> {
  const stage = toStage(play);
  const credential = findCredential(play, apiKeySecretId);
  await rotate(
    play,
    credential,
    task,
    'schedule',
    async () => await startBySchedule(stage, credential.secretId),
  );
}

function listRotations(play: Play): ListrTask<Play>[] {
  const stage = toStage(play);
  return play.credentials.map((credential) => ({
    title: `Rotate: ${credential.title}`,
    task: async (_play, task) => {
      await rotate(
        play,
        credential,
        task,
        'hand',
        async () => await startByHand(stage, credential.secretId, '10m'),
      );
    },
  }));
}

async function rotate(
  play: Play,
  credential: DemoCredential,
  task: Pick<Task, 'title' | 'output'>,
  trigger: 'schedule' | 'hand',
  start: () => Promise<string>,
): Promise<void> {
  const rotation = await watchRotation(toStage(play), credential, trigger, start, (text) => {
    task.output = `${credential.title}: ${text}`;
  });
  play.report.rotations = [...play.report.rotations, rotation];
  task.title =
    `${credential.title}, by ${trigger}: ${rotation.status} in ${rotation.seconds.toFixed(1)} s, ` +
    `old one ${rotation.oldCredential}, new one ${rotation.newCredential}; ` +
    `consumer: ${describeConsumer(play, credential)}`;
}

async function rotateUnderFault(play: Play, task: Task): Promise<void> {
  const { failure, rotation, notice } = await failRotation(
    toStage(play),
    { service: use(play.service), credential: findCredential(play, apiKeySecretId) },
    play.endpointUrl,
    (text) => {
      task.output = text;
    },
  );
  await stopConsumers(play);
  play.report.failure = failure;
  play.notice = notice;
  const tries = rotation.states.find(({ name }) => name === 'CreateSecret')?.attempts ?? 0;
  task.title =
    `While the service refused new keys: ${String(tries)} tries, ${failure.status} at the window's end, ` +
    `recovered (${failure.recovery}), ${String(failure.notices)} notice; ` +
    `consumers: ${describeCounts(play.report.consumer)}`;
}

async function stopConsumers(play: Play): Promise<void> {
  for (const consumer of play.consumers) await consumer.stop();
  play.report.consumers = play.consumers.map(({ secretId, counts }) => ({ secretId, ...counts }));
  play.report.consumer = {
    requests: play.consumers.reduce((sum, { counts }) => sum + counts.requests, 0),
    failures: play.consumers.reduce((sum, { counts }) => sum + counts.failures, 0),
  };
}

async function lookForLeaks(play: Play, task: Task): Promise<void> {
  const { config, secrets, machines, logs } = use(play.clients);
  const values: string[] = [];
  for (const credential of play.credentials) {
    values.push(...(await loadAllValues(secrets, credential)));
  }
  const places = [
    ...(await listHistories(machines, use(play.deployment).stateMachineArn)),
    ...(await listLogs(logs)),
    ...(await listEvents(config, play.eventsUrl)),
    ...(await readInbox(play.endpointUrl)).map((mail) => ({
      name: `notice ${mail.subject ?? ''}`,
      text: JSON.stringify(mail),
    })),
    ...listStoreFiles(play.folder),
  ];
  play.leaks = findLeaks(values, places);
  play.report.leaks = play.leaks.length;
  task.title =
    `Looked for ${String(values.length)} secret values in ${String(places.length)} places ` +
    `(history, logs, events, notices, the endpoint's files): ${String(play.leaks.length)} leaks`;
}

function describeConsumer({ consumers }: Play, { secretId }: DemoCredential): string {
  return describeCounts(use(consumers.find((each) => each.secretId === secretId)).counts);
}

function describeCounts({ requests, failures }: Consumer['counts']): string {
  return `${String(requests)} calls, ${String(failures)} failed`;
}

function findCredential({ credentials }: Play, secretId: string): DemoCredential {
  return use(credentials.find((each) => each.secretId === secretId));
}

function toStage({ clients, deployment, clock }: Play): Stage {
  return { clients: use(clients), deployment: use(deployment), clock };
}

function use<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('An earlier act did not leave what this one needs.');
  return part;
}

// What `npm start` plays, act by act: each is a task that shows its progress and leaves something for the next.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { ListrTask } from 'listr2';
import { type Clock, createSystemClock } from '../local/clock.ts';
import { type Cloud, openCloud } from '../local/cloud.ts';
import { createSystemRandom } from '../local/random.ts';
import { loadStackOutputs } from '../src/aws/stack.ts';
import { type Consumer, startConsumer } from './consumer.ts';
import { deploy, toLocalCredentials } from './deploy.ts';
import { hearEvents, listEvents } from './events.ts';
import { failRotation } from './fault.ts';
import { confirmSubscriptions, type Mail, readInbox } from './inbox.ts';
import { findLeaks, listHistories, listLogs, listStoreFiles } from './leaks.ts';
import type { Report, RotationReport } from './report.ts';
import { type Stage, startByHand, startBySchedule, watchRotation } from './rotation.ts';
import { createSecret, loadAllValues } from './secret.ts';
import { type BetterAuthService, startBetterAuth } from './services/better-auth.ts';
import {
  type Clients,
  createClients,
  type Deployment,
  recipient,
  region,
  secretId,
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
  clients?: Clients;
  deployment?: Deployment;
  eventsUrl: string;
  consumer?: Consumer;
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
    leaks: [],
    report: {
      deploy: { seconds: 0, resources: 0 },
      rotations: [],
      consumer: { requests: 0, failures: 0 },
      failure: { secretId, status: 'none', diagnosis: 'none', recovery: 'none', notices: 0 },
      leaks: 0,
    },
  };
}

export const acts: readonly ListrTask<Play>[] = [
  { title: 'Start the AWS endpoint', task: startEndpoint },
  { title: 'Start better-auth, the third party', task: startThirdParty },
  { title: 'Deploy with the real sls deploy', task: deployStack },
  { title: 'Store a real API key, and let a consumer use it all the time', task: prepareSecret },
  { title: 'Rotate by a one-time schedule', task: rotateBySchedule },
  { title: 'Rotate by hand', task: rotateByHand },
  { title: 'Rotate while the service refuses new keys', task: rotateUnderFault },
  { title: 'Look for secret values wherever they must not be', task: lookForLeaks },
];

type Act = (play: Play, task: { title: string; output: string }) => Promise<void>;

async function startEndpoint(play: Play, task: Parameters<Act>[1]): Promise<void> {
  play.folder = mkdtempSync(join(tmpdir(), 'rekey-demo-'));
  play.cloud = openCloud({ folder: play.folder });
  const { url } = await play.cloud.listen({ port: play.port });
  play.endpointUrl = url;
  Object.assign(process.env, toLocalCredentials(), { AWS_ENDPOINT_URL: url, AWS_REGION: region });
  play.clients = createClients();
  task.title = `AWS endpoint on ${url}`;
}

async function startThirdParty(play: Play, task: Parameters<Act>[1]): Promise<void> {
  const secret = Buffer.from(createSystemRandom().bytes(32)).toString('hex');
  play.service = await startBetterAuth({ secret });
  task.title = `better-auth on ${play.service.url}, as the third party`;
}

async function deployStack(play: Play, task: Parameters<Act>[1]): Promise<void> {
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

async function prepareSecret(play: Play, task: Parameters<Act>[1]): Promise<void> {
  const service = use(play.service);
  const { secrets } = use(play.clients);
  const key = await service.createFirstKey('demo');
  await createSecret(secrets, { baseUrl: service.url, ...key });
  play.consumer = startConsumer({ secrets, secretId, clock: play.clock });
  task.title = `Stored a real API key as ${secretId}; a consumer uses it all the time`;
}

async function rotateBySchedule(play: Play, task: Parameters<Act>[1]): Promise<void> {
  const stage = toStage(play);
  const rotation = await watchRotation(
    stage,
    'schedule',
    async () => await startBySchedule(stage),
    (text) => {
      task.output = text;
    },
  );
  concludeRotation(play, task, rotation, 'schedule');
}

async function rotateByHand(play: Play, task: Parameters<Act>[1]): Promise<void> {
  const stage = toStage(play);
  const rotation = await watchRotation(
    stage,
    'hand',
    async () => await startByHand(stage, '10m'),
    (text) => {
      task.output = text;
    },
  );
  concludeRotation(play, task, rotation, 'hand');
}

function concludeRotation(
  play: Play,
  task: Parameters<Act>[1],
  rotation: RotationReport,
  trigger: string,
): void {
  play.report.rotations = [...play.report.rotations, rotation];
  task.title =
    `Rotated by ${trigger} in ${rotation.seconds.toFixed(1)} s, ${rotation.status}: ` +
    `old key ${rotation.oldCredential}, new key ${rotation.newCredential}; ` +
    `consumer: ${describeConsumer(play)}`;
}

async function rotateUnderFault(play: Play, task: Parameters<Act>[1]): Promise<void> {
  const { failure, rotation, notice } = await failRotation(
    toStage(play),
    use(play.service),
    play.endpointUrl,
    (text) => {
      task.output = text;
    },
  );
  await play.consumer?.stop();
  play.report.consumer = { ...use(play.consumer).counts };
  play.report.failure = failure;
  play.notice = notice;
  const tries = rotation.states.find(({ name }) => name === 'CreateSecret')?.attempts ?? 0;
  task.title =
    `While the service refused new keys: ${String(tries)} tries, ${failure.status} at the window's end, ` +
    `recovered (${failure.recovery}), ${String(failure.notices)} notice; consumer: ${describeConsumer(play)}`;
}

async function lookForLeaks(play: Play, task: Parameters<Act>[1]): Promise<void> {
  const { config, secrets, machines, logs } = use(play.clients);
  const values = await loadAllValues(secrets);
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

function describeConsumer({ consumer }: Play): string {
  const { requests, failures } = use(consumer).counts;
  return `${String(requests)} calls, ${String(failures)} failed`;
}

function toStage({ clients, deployment, clock }: Play): Stage {
  return { clients: use(clients), deployment: use(deployment), clock };
}

function use<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('An earlier act did not leave what this one needs.');
  return part;
}

// What one rotation costs: its own time, its calls of Secrets Manager, its state transitions. On the deployed machine, with Lambdas
// and services warm; `generated` for our own time, since it has neither a target nor a grace period.
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetExecutionHistoryCommand, type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { startBetterAuth } from '../demo/services/better-auth.ts';
import { createSystemRandom } from '../local/random.ts';
import { startRotation } from '../src/aws/execution-watch.ts';
import { findOutput } from '../src/aws/stack.ts';
import { config, type DeployedCloud, deployCloud } from './deployed-cloud.ts';
import { waitForEnd } from './execution-end.ts';
import { type Measurement, median } from './measurement.ts';

interface Cost {
  readonly milliseconds: number;
  /** Of endpoint, Lambdas and the bench itself, which are all in this process. */
  readonly cpuMs: number;
  readonly calls: number;
  readonly writes: number;
  readonly transitions: number;
  /** Milliseconds in each state. */
  readonly states: Readonly<Record<string, number>>;
}

const WARM_UPS = 3;
const WRITES = ['secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'];

export async function benchRotation(runs: number): Promise<readonly Measurement[]> {
  const cloud = await deployCloud();
  try {
    const tags = { target: 'generated', options: 'length=48 field=value' };
    await createSecret('bench/generated', { value: 'replaced at once' }, tags);
    const generated = await rotateAgainAndAgain(cloud, 'bench/generated', runs);
    const http = await rotateApiKey(cloud, runs);
    return [
      {
        ...{ what: 'rotation: own time, generated, all warm', unit: 'ms', target: 150 },
        ...{ values: generated.map((cost) => cost.milliseconds), parts: toStates(generated) },
        cpuMs: generated.map((cost) => cost.cpuMs),
      },
      ...toCounts('generated', generated, { writes: 7, calls: 16 }),
      ...toCounts('http-api', http, { writes: 10, calls: 20 }),
    ];
  } finally {
    await cloud.close();
  }
}

async function rotateApiKey(cloud: DeployedCloud, runs: number): Promise<readonly Cost[]> {
  const secret = Buffer.from(createSystemRandom().bytes(32)).toString('base64url');
  const service = await startBetterAuth({ secret });
  try {
    const key = await service.createFirstKey('bench');
    const tags = { target: 'http-api', recipe: 'better-auth-api-key', grace: '1s' };
    await createSecret('bench/api-key', { baseUrl: service.url, ...key }, tags);
    return await rotateAgainAndAgain(cloud, 'bench/api-key', runs);
  } finally {
    await service.close();
  }
}

async function createSecret(
  Name: string,
  value: Readonly<Record<string, string>>,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const client = new SecretsManagerClient(config);
  const Tags = Object.entries(tags).map(([key, Value]) => ({ Key: `rekey:${key}`, Value }));
  await client.send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(value), Tags }));
  client.destroy();
}

async function rotateAgainAndAgain(
  cloud: DeployedCloud,
  secretId: string,
  runs: number,
): Promise<readonly Cost[]> {
  const costs: Cost[] = [];
  for (let run = 0; run < WARM_UPS + runs; run += 1) costs.push(await rotate(cloud, secretId));
  return costs.slice(WARM_UPS);
}

async function rotate({ outputs, calls }: DeployedCloud, secretId: string): Promise<Cost> {
  const client = new SFNClient(config);
  const before = calls.length;
  const machineArn = findOutput(outputs, 'StateMachineArn');
  const cpu = process.cpuUsage();
  const executionArn = await startRotation(config, machineArn, { secretId });
  const { milliseconds } = await waitForEnd(client, executionArn);
  const { user, system } = process.cpuUsage(cpu);
  const made = calls
    .slice(before)
    .filter(({ call, principal }) => isOfRotation(principal) && call.startsWith('secretsmanager:'));
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
  );
  client.destroy();
  return {
    milliseconds,
    cpuMs: (user + system) / 1000,
    calls: made.length,
    writes: made.filter(({ call }) => WRITES.includes(call)).length,
    transitions: events.filter(({ type = '' }) => type.endsWith('StateEntered')).length,
    states: toStateTimes(events),
  };
}

/** The Lambdas call by their roles, the bench itself as root. */
function isOfRotation(principal: string): boolean {
  return principal.includes(':assumed-role/');
}

function toStateTimes(events: readonly HistoryEvent[]): Readonly<Record<string, number>> {
  const times: Record<string, number> = {};
  let enteredAt = 0;
  for (const { timestamp, stateEnteredEventDetails, stateExitedEventDetails } of events) {
    const at = timestamp?.getTime() ?? 0;
    if (stateEnteredEventDetails !== undefined) enteredAt = at;
    const name = stateExitedEventDetails?.name;
    if (name !== undefined) times[name] = (times[name] ?? 0) + at - enteredAt;
  }
  return times;
}

function toStates(costs: readonly Cost[]): Readonly<Record<string, number>> {
  const names = Object.keys(costs[0]?.states ?? {});
  return Object.fromEntries(
    names.map((name) => [name, median(costs.map(({ states }) => states[name] ?? 0))]),
  );
}

function toCounts(
  target: string,
  costs: readonly Cost[],
  most: { readonly writes: number; readonly calls: number },
): readonly Measurement[] {
  const what = (noun: string): string => `rotation: ${noun}, ${target}`;
  return [
    {
      ...{ what: what('writes to Secrets Manager'), unit: 'calls', target: most.writes },
      values: costs.map(({ writes }) => writes),
    },
    {
      ...{ what: what('all calls of Secrets Manager'), unit: 'calls', target: most.calls },
      values: costs.map(({ calls }) => calls),
    },
    {
      ...{ what: what('state transitions'), unit: 'transitions', target: 12 },
      values: costs.map(({ transitions }) => transitions),
    },
  ];
}

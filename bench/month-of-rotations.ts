// Days of rotations on a clock that is moved: the stack as the real sls deploys it, secrets of a real better-auth with a daily schedule each, and
// what became of them. The bench measures it, a test looks at it.
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  paginateListExecutions,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { startBetterAuth } from '../demo/services/better-auth.ts';
import { createSystemRandom } from '../local/random.ts';
import { sha256 } from '../src/aws/sha256.ts';
import { findOutput, type StackOutputs } from '../src/aws/stack.ts';
import { toScheduleInput, toScheduleName } from '../src/rotation/rotation-schedule.ts';
import { config, type DeployedEndpoint } from './deployed-cloud.ts';

export interface RotatedDays {
  /** Of real time, for the days alone. */
  readonly seconds: number;
  /** That processors worked for the endpoint and the Lambdas. */
  readonly cpuSeconds: number;
  readonly executions: readonly EndedExecution[];
  readonly watches: readonly EndedExecution[];
  /** Of each secret, without the versions' ids. */
  readonly labels: readonly (readonly string[])[];
  /** Keys that the service still takes. */
  readonly keys: number;
  readonly now: string;
}

export interface EndedExecution {
  readonly name: string;
  readonly status: string;
  readonly output: string;
  readonly history: readonly HistoryEvent[];
}

export interface DaysWanted {
  readonly days: number;
  readonly secrets: number;
  /** Keys of better-auth with an hour of grace, or values that nobody but us knows: then the time is Rekey's own. */
  readonly target?: 'http-api' | 'generated';
}

/** Where the endpoint's clock is to begin: no schedule is due before the first day is over. */
export const START = '2026-01-01T00:00:00Z';
const EXPRESSION = 'cron(0 2 * * ? *)';

/** @param endpoint on a manual clock */
export async function rotateForDays(
  endpoint: Pick<DeployedEndpoint, 'outputs' | 'cpuMs'>,
  { days, secrets, target = 'http-api' }: DaysWanted,
): Promise<RotatedDays> {
  const { outputs } = endpoint;
  const secret = Buffer.from(createSystemRandom().bytes(32)).toString('base64url');
  const service = await startBetterAuth({ secret });
  const clients = { secrets: new SecretsManagerClient(config), machines: new SFNClient(config) };
  try {
    const names = Array.from({ length: secrets }, (_, index) => `month/${String(index)}`);
    for (const name of names) {
      const first: FirstValue =
        target === 'generated'
          ? { value: 'to be made', tags: { target } }
          : {
              value: JSON.stringify({
                baseUrl: service.url,
                ...(await service.createFirstKey(name.replace('/', '-'))),
              }),
              tags: { target, recipe: 'better-auth-api-key', grace: '1h' },
            };
      await createSecret(clients.secrets, outputs, name, first);
    }
    const began = performance.now();
    const cpuMs = endpoint.cpuMs();
    let now = '';
    // Day by day, for fetch gives an answer five minutes.
    for (let day = 0; day < days; day += 1) now = await moveClock({ advance: 'P1D' });
    const seconds = (performance.now() - began) / 1000;
    const cpuSeconds = (endpoint.cpuMs() - cpuMs) / 1000;
    const list = (output: string) => listExecutions(clients.machines, findOutput(outputs, output));
    return {
      seconds,
      cpuSeconds,
      executions: await list('StateMachineArn'),
      watches: await list('WatchMachineArn'),
      labels: await Promise.all(names.map((name) => listLabels(clients.secrets, name))),
      keys: service.listKeys().filter(({ enabled }) => enabled).length,
      now,
    };
  } finally {
    clients.secrets.destroy();
    clients.machines.destroy();
    await service.close();
  }
}

interface FirstValue {
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
}

async function createSecret(
  client: SecretsManagerClient,
  outputs: StackOutputs,
  name: string,
  { value, tags }: FirstValue,
): Promise<void> {
  const { ARN = '' } = await client.send(
    new CreateSecretCommand({
      Name: name,
      SecretString: value,
      Tags: Object.entries(tags).map(([key, Value]) => ({ Key: `rekey:${key}`, Value })),
    }),
  );
  const scheduler = new SchedulerClient(config);
  await scheduler.send(
    new CreateScheduleCommand({
      Name: toScheduleName({ hash: sha256 }, { arn: ARN, name }),
      GroupName: findOutput(outputs, 'ScheduleGroupName'),
      ScheduleExpression: EXPRESSION,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: findOutput(outputs, 'StateMachineArn'),
        RoleArn: findOutput(outputs, 'ScheduleRoleArn'),
        DeadLetterConfig: { Arn: findOutput(outputs, 'ScheduleDeadLetterQueueArn') },
        Input: toScheduleInput({ secretId: ARN, expression: EXPRESSION, window: '3h' }),
      },
    }),
  );
  scheduler.destroy();
}

async function moveClock(move: object): Promise<string> {
  const url = new URL('/_rekey/clock', process.env['AWS_ENDPOINT_URL']);
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(move) });
  const { now, message } = (await response.json()) as { now?: string; message?: string };
  if (now === undefined) throw new Error(`The clock cannot be moved: ${String(message)}`);
  return now;
}

/** The first one first, each with its whole history. */
async function listExecutions(
  client: SFNClient,
  stateMachineArn: string,
): Promise<readonly EndedExecution[]> {
  const ended: EndedExecution[] = [];
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    for (const { executionArn, name = '', status = '' } of executions) {
      const { output = '' } = await client.send(new DescribeExecutionCommand({ executionArn }));
      const { events = [] } = await client.send(
        new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }),
      );
      ended.push({ name, status, output, history: events });
    }
  }
  return ended.reverse();
}

async function listLabels(client: SecretsManagerClient, name: string): Promise<readonly string[]> {
  const { VersionIdsToStages = {} } = await client.send(
    new DescribeSecretCommand({ SecretId: name }),
  );
  return Object.values(VersionIdsToStages).flat().sort();
}

// The watch over ten thousand secrets, all healthy but two: how long its Lambda takes of its 900 s, and how many calls it makes in the
// busiest second, held against Secrets Manager's quotas. On the deployed machine; it takes ten minutes, so it is asked for by its name.
import { CreateScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { createSystemClock } from '../local/clock.ts';
import { createStore, type Store } from '../local/store.ts';
import { sha256 } from '../src/aws/sha256.ts';
import { findOutput, type StackOutputs } from '../src/aws/stack.ts';
import { toScheduleInput, toScheduleName } from '../src/rotation/rotation-schedule.ts';
import { countBusiestSecond } from './busiest-second.ts';
import { config, deployCloud, type LoggedCall } from './deployed-cloud.ts';
import { waitForEnd } from './execution-end.ts';
import type { Measurement } from './measurement.ts';

const SECRETS = Number(process.env['REKEY_BENCH_SECRETS'] ?? '10000');
const AT_ONCE = 16;
const DAY_MS = 86_400_000;
/** Secrets Manager quotas, requests in a second, which everybody in the account shares. */
const QUOTAS = {
  'secretsmanager:ListSecretVersionIds': 50,
  'secretsmanager:ListSecrets': 100,
} as const;

export async function benchWatch(runs: number): Promise<readonly Measurement[]> {
  const store = createStore();
  const cloud = await deployCloud({ store });
  try {
    await createSecrets(cloud.outputs, store);
    const seconds: number[] = [];
    const busiest: Record<string, number[]> = {};
    for (let run = 0; run < runs; run += 1) {
      const before = cloud.calls.length;
      seconds.push(await watchOnce(cloud.outputs));
      const calls = cloud.calls.slice(before);
      for (const call of Object.keys(QUOTAS)) {
        busiest[call] = [...(busiest[call] ?? []), countBusiestSecond(listTimes(calls, call))];
      }
    }
    const what = `watch: ${String(SECRETS)} secrets`;
    return [
      { what, unit: 's', target: 900, values: seconds },
      ...Object.entries(QUOTAS).map(([call, target]) => ({
        ...{ what: `watch: ${call.replace('secretsmanager:', '')} in the busiest second` },
        ...{ unit: 'calls' as const, target, values: busiest[call] ?? [] },
      })),
    ];
  } finally {
    await cloud.close();
    store.close();
  }
}

/** Their windows closed two hours ago, and each was rotated since: only the date of its version tells that. */
async function createSecrets(outputs: StackOutputs, store: Store): Promise<void> {
  const secrets = new SecretsManagerClient(config);
  const scheduler = new SchedulerClient(config);
  const hour = new Date(createSystemClock().now() - DAY_MS / 8).getUTCHours();
  const expression = `cron(0 ${String(hour)} * * ? *)`;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < SECRETS) {
      next += 1;
      const index = next;
      const name = `bench/watched/${String(index)}`;
      const { ARN = '', VersionId = '' } = await secrets.send(
        new CreateSecretCommand({
          Name: name,
          SecretString: '{}',
          Tags: [{ Key: 'rekey:target', Value: 'generated' }],
        }),
      );
      await scheduler.send(
        new CreateScheduleCommand({
          Name: toScheduleName({ hash: sha256 }, { arn: ARN, name }),
          GroupName: findOutput(outputs, 'ScheduleGroupName'),
          ScheduleExpression: expression,
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: {
            Arn: findOutput(outputs, 'StateMachineArn'),
            RoleArn: findOutput(outputs, 'ScheduleRoleArn'),
            DeadLetterConfig: { Arn: findOutput(outputs, 'ScheduleDeadLetterQueueArn') },
            Input: toScheduleInput({ secretId: ARN, expression, window: '1h' }),
          },
        }),
      );
      if (index % (SECRETS / 2) === 0) await leaveOverdueRetirement(secrets, ARN, VersionId);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  secrets.destroy();
  scheduler.destroy();
  ageSchedules(store);
}

async function leaveOverdueRetirement(
  client: SecretsManagerClient,
  SecretId: string,
  MoveToVersionId: string,
): Promise<void> {
  const VersionStage = 'rekey:retire:2026-01-01T00:00:00.000Z';
  await client.send(new PutSecretValueCommand({ SecretId, SecretString: '{"new": true}' }));
  await client.send(
    new UpdateSecretVersionStageCommand({ SecretId, VersionStage, MoveToVersionId }),
  );
}

/** As if they had been made the day before yesterday. The endpoint's clock cannot be set back, for Lambdas have the machine's. */
function ageSchedules(store: Store): void {
  const schedules = store.collection<{ createdMs: number; modifiedMs: number; group: string }>(
    'scheduler/schedules',
  );
  store.transaction(() => {
    for (const { key, document } of schedules.list()) {
      const { createdMs, modifiedMs } = document;
      const aged = { createdMs: createdMs - 2 * DAY_MS, modifiedMs: modifiedMs - 2 * DAY_MS };
      schedules.put(key, { ...document, ...aged });
    }
  });
}

/** Two overdue retirements, and that nobody has subscribed to notices here. */
async function watchOnce(outputs: StackOutputs): Promise<number> {
  const client = new SFNClient(config);
  const stateMachineArn = findOutput(outputs, 'WatchMachineArn');
  const { executionArn = '' } = await client.send(
    new StartExecutionCommand({ stateMachineArn, input: '{}' }),
  );
  const { milliseconds, output } = await waitForEnd(client, executionArn);
  client.destroy();
  const expected = JSON.stringify({ findings: 3, secrets: SECRETS, schedules: SECRETS });
  if (output !== expected) throw new Error(`Expected ${expected}, found ${output}.`);
  return milliseconds / 1000;
}

function listTimes(calls: readonly LoggedCall[], name: string): readonly number[] {
  return calls
    .filter(({ call, principal }) => call === name && principal.includes(':assumed-role/'))
    .map(({ at }) => at);
}

// The daily watch as a user deploys it: silence where all is well, one notice where something is not, and a notice where it fails itself.
import { DeleteScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Mail, readNotices } from '../../demo/inbox.ts';
import { waitFor } from '../../demo/stage.ts';
import { loadStackOutputs } from '../../src/aws/stack.ts';
import type { Finding } from '../../src/rotation/watch/finding.ts';
import { type Deployed, startDeployed } from '../support/deployed.ts';

const DEPLOY_MS_MAX = 180_000;
const WATCH_MS_MAX = 120_000;

let stack: Deployed;
let watchMachineArn: string;

beforeAll(async () => {
  stack = await startDeployed();
  const outputs = await loadStackOutputs(stack.config, 'rekey-dev');
  watchMachineArn = outputs.get('WatchMachineArn') ?? '';
}, DEPLOY_MS_MAX);

afterAll(async () => {
  await stack.close();
});

test(
  'where all is well, nothing is sent',
  async () => {
    const { status, output, notices } = await watch();
    expect({ status, output, notices }).toEqual({
      status: 'SUCCEEDED',
      output: { findings: 0, secrets: 0, schedules: 0 },
      notices: [],
    });
  },
  WATCH_MS_MAX,
);

test(
  'what was found is sent as one notice, which people and machines can read',
  async () => {
    await createUnretired('e2e/kept');
    const { status, output, notices } = await watch();
    expect({ status, output }).toEqual({
      status: 'SUCCEEDED',
      output: { findings: 1, secrets: 1, schedules: 0 },
    });
    expect(notices).toHaveLength(1);
    const [{ subject, message } = { message: '' }] = notices;
    expect(subject).toBe('Rekey watch: 1 error in rekey-dev');
    expect(message).toContain(
      '  An old credential still works after its grace period (retirement-overdue, 1):\n    e2e/kept, since 2026-01-01T00:00:00.000Z\n',
    );
    const last = message.trimEnd().split('\n').at(-1) ?? '';
    const { findings } = JSON.parse(last) as { readonly findings: readonly Finding[] };
    expect(findings).toMatchObject([{ kind: 'retirement-overdue', secret: 'e2e/kept' }]);
    expect(findings[0]?.nextCommand).toBe(
      `aws stepfunctions start-execution --state-machine-arn ${stack.deployment.stateMachineArn} ` +
        `--input '{"secretId":"e2e/kept","mode":"retire"}' --region us-east-1`,
    );
  },
  WATCH_MS_MAX,
);

test(
  'that the watch itself failed is told too',
  async () => {
    const scheduler = new SchedulerClient(stack.config);
    await scheduler.send(
      new DeleteScheduleGroupCommand({ Name: stack.deployment.scheduleGroupName }),
    );
    scheduler.destroy();
    const { status, error, notices } = await watch();
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'Rekey.InvalidConfiguration' });
    expect(notices).toHaveLength(1);
    const [{ subject, message } = { message: '' }] = notices;
    expect(subject).toBe('Rekey watch: the watch itself failed');
    expect(message).toMatch(/^Error: Rekey\.InvalidConfiguration\n {7}.*scheduler:ListSchedules/m);
    expect(message).toContain(
      `  aws stepfunctions start-execution --state-machine-arn ${watchMachineArn} --region us-east-1\n`,
    );
    expect(JSON.parse(message.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      kind: 'watch',
      error: 'Rekey.InvalidConfiguration',
    });
  },
  WATCH_MS_MAX,
);

/** Its previous version was to be retired long ago. */
async function createUnretired(Name: string): Promise<void> {
  const { ARN, VersionId } = await stack.secrets.send(
    new CreateSecretCommand({
      Name,
      SecretString: '{}',
      Tags: [{ Key: 'rekey:target', Value: 'generated' }],
    }),
  );
  await stack.secrets.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: '{"a":1}' }));
  await stack.secrets.send(
    new UpdateSecretVersionStageCommand({
      SecretId: ARN,
      VersionStage: 'rekey:retire:2026-01-01T00:00:00.000Z',
      MoveToVersionId: VersionId,
    }),
  );
}

interface WatchRun {
  readonly status: string;
  readonly error: string | undefined;
  readonly output: unknown;
  /** Those that came with it. */
  readonly notices: readonly Mail[];
}

async function watch(): Promise<WatchRun> {
  const before = (await readNotices(stack.url)).length;
  const { executionArn } = await stack.machines.send(
    new StartExecutionCommand({ stateMachineArn: watchMachineArn, input: '{}' }),
  );
  const ended = await waitFor(stack.clock, 'the end of the watch', async () => {
    const found = await stack.machines.send(new DescribeExecutionCommand({ executionArn }));
    return found.status === 'RUNNING' ? undefined : found;
  });
  const notices = await readNotices(stack.url);
  return {
    status: ended.status ?? 'none',
    error: ended.error,
    output: ended.output === undefined ? undefined : JSON.parse(ended.output),
    notices: notices.slice(0, notices.length - before),
  };
}

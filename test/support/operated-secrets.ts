// One secret for each word of health, with labels, schedules and evidence as a real account has them.
import { DeleteSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { toRetireLabel } from '../../src/rotation/retire-label.ts';
import { toFailedLine, toRotatedLine, toStatusLine } from './evidence-lines.ts';
import type { OperatedStack } from './operated-stack.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A VersionId as a rotation makes it. */
export function toVersionId(digit: string): string {
  return `rekey-${digit.repeat(26)}`;
}

/** @returns ARNs by name */
export async function createOperatedSecrets(
  stack: OperatedStack,
  now: number,
): Promise<ReadonlyMap<string, string>> {
  const arns = new Map<string, string>();
  const make = async (
    name: string,
    tags?: Readonly<Record<string, string>>,
    versionId?: string,
  ): Promise<string> => {
    const arn = await stack.createSecret(name, tags, versionId);
    arns.set(name, arn);
    return arn;
  };
  const schedule = async (name: string, more: object = {}): Promise<void> => {
    const arn = arns.get(name) ?? '';
    await stack.createSchedule({ arn, name }, { expression: 'rate(7 days)', ...more });
  };

  stack.goTo(50);
  const ended = await stack.startRun();
  await stack.stopRun(ended);
  await make('app/healthy', undefined, toVersionId('1'));
  const told = await make('app/told', undefined, toVersionId('e'));
  await make('app/overdue', undefined, toVersionId('2'));
  await make('app/unscheduled', undefined, toVersionId('3'));
  await make('app/disabled', { target: 'generated', enabled: 'false' }, toVersionId('4'));
  await make('app/paused', undefined, toVersionId('5'));
  await make('app/misconfigured', { target: 'generated', window: '90m' }, toVersionId('6'));
  await make('app/never-rotated');
  await make('app/failing', undefined, toVersionId('7'));
  const foreign = await make('app/foreign-pending', undefined, toVersionId('8'));
  const left = await make('app/left-pending', undefined, toVersionId('9'));
  const grace = await make('app/in-grace', undefined, toVersionId('a'));
  const kept = await make('app/not-retired', undefined, toVersionId('b'));
  const rotating = await make('app/rotating', undefined, toVersionId('c'));
  const deleted = await make('app/deleted', undefined, toVersionId('d'));
  await stack.putVersion(foreign, 'f'.repeat(32), ['AWSPENDING']);
  await stack.putVersion(left, 'e'.repeat(32), ['AWSPENDING', `rekey:${ended}#v`]);

  stack.goTo(40);
  await schedule('app/overdue');
  await schedule('app/told');
  const firstWindow = Math.ceil((now - 40 * DAY_MS) / DAY_MS) * DAY_MS;
  stack.goTo(1 / 24);
  for (const name of arns.keys()) {
    if (name === 'app/paused') await schedule(name, { disabled: true });
    else if (!['app/overdue', 'app/told', 'app/unscheduled'].includes(name)) await schedule(name);
  }
  await stack.putVersion(grace, toVersionId('0'), ['AWSCURRENT']);
  await stack.moveLabel(grace, toRetireLabel(now + 2 * HOUR_MS), toVersionId('a'));
  await stack.putVersion(kept, toVersionId('0'), ['AWSCURRENT']);
  await stack.moveLabel(kept, toRetireLabel(now - 10 * HOUR_MS), toVersionId('b'));

  stack.goTo(0);
  const running = await stack.startRun();
  await stack.putVersion(rotating, 'd'.repeat(32), ['AWSPENDING', `rekey:${running}#v`]);
  const secrets = new SecretsManagerClient(stack.running.clientConfig);
  await secrets.send(new DeleteSecretCommand({ SecretId: deleted }));
  secrets.destroy();
  await stack.putEvidence([
    ...tellRotation('healthy', arns.get('app/healthy') ?? '', now - 3 * DAY_MS, toVersionId('1')),
    // Started by its schedule, so that says what the schedule is.
    ...tellRotation('told', told, firstWindow + 35 * DAY_MS, toVersionId('e')),
    ...tellFailure('failing', arns.get('app/failing') ?? '', now - 2 * HOUR_MS),
  ]);
  return arns;
}

export function tellRotation(
  run: string,
  secretArn: string,
  at: number,
  versionId: string,
): readonly string[] {
  const input = {
    ...{ secretId: secretArn, trigger: 'schedule', schedule: 'rate(7 days)', window: '24h' },
    scheduledTime: new Date(at).toISOString(),
  };
  const output = { decision: 'rotated', secretArn, versionId, retired: [] };
  const ends = { run, startedAt: at, input };
  return [
    toStatusLine({ ...ends, status: 'RUNNING' }),
    toRotatedLine(run, at + 4000, { secretArn, versionId }),
    toStatusLine({ ...ends, status: 'SUCCEEDED', endedAt: at + HOUR_MS, output }),
  ];
}

export function tellFailure(run: string, secretArn: string, at: number): readonly string[] {
  const input = { secretId: secretArn, trigger: 'hand' };
  const ends = { run, startedAt: at, input };
  return [
    toStatusLine({ ...ends, status: 'RUNNING' }),
    toFailedLine(run, at + 9000, { secretArn }),
    toStatusLine({ ...ends, status: 'FAILED', endedAt: at + 10_000, error: 'Rekey.Notified' }),
  ];
}

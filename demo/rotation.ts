// One rotation of the demo, by schedule or by hand, watched to its end and asked what became of both credentials.
import { CreateScheduleCommand } from '@aws-sdk/client-scheduler';
import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import type { Clock } from '../local/clock.ts';
import type { Progress } from '../src/aws/execution-progress.ts';
import { startRotation, watchExecution } from '../src/aws/execution-watch.ts';
import { isLetIn } from './consumer.ts';
import type { DemoCredential } from './credentials/credential.ts';
import type { CredentialAnswer, RotationReport, StateReport } from './report.ts';
import { type CurrentVersion, loadCurrent } from './secret.ts';
import { type Clients, type Deployment, graceSeconds, waitFor } from './stage.ts';

export interface Stage {
  readonly clients: Clients;
  readonly deployment: Deployment;
  readonly clock: Clock;
}

/** How far ahead the one-time schedule lies; it has whole seconds. */
const SCHEDULE_MS_AHEAD = 2_000;

/** A one-time schedule in the deployed group, as `aws scheduler create-schedule` makes it. */
export async function startBySchedule(
  { clients, deployment, clock }: Stage,
  secretId: string,
): Promise<string> {
  const known = new Set(await listExecutions(clients, deployment));
  const at = new Date(clock.now() + SCHEDULE_MS_AHEAD).toISOString().slice(0, 19);
  await clients.schedules.send(
    new CreateScheduleCommand({
      Name: 'demo-once',
      GroupName: deployment.scheduleGroupName,
      ScheduleExpression: `at(${at})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      Target: {
        Arn: deployment.stateMachineArn,
        RoleArn: deployment.scheduleRoleArn,
        DeadLetterConfig: { Arn: deployment.scheduleDeadLetterQueueArn },
        Input: JSON.stringify({
          secretId,
          scheduledTime: '<aws.scheduler.scheduled-time>',
          trigger: 'schedule',
        }),
      },
    }),
  );
  return await waitFor(clock, 'the schedule to start the machine', async () =>
    (await listExecutions(clients, deployment)).find((arn) => !known.has(arn)),
  );
}

export async function startByHand(
  { clients, deployment }: Stage,
  secretId: string,
  window: string,
): Promise<string> {
  return await startRotation(clients.config, deployment.stateMachineArn, {
    secretId,
    window,
    trigger: 'hand',
  });
}

/** @param show is told each state as it happens */
export async function watchRotation(
  stage: Stage,
  credential: DemoCredential,
  trigger: 'schedule' | 'hand',
  start: () => Promise<string>,
  show: (text: string) => void,
): Promise<RotationReport> {
  const { clients, clock } = stage;
  const before = await loadCurrent(clients.secrets, credential);
  const executionArn = await start();
  const states: StateReport[] = [];
  for await (const progress of watchExecution(clients.config, executionArn, clock)) {
    show(describeProgress(progress));
    if (progress.kind === 'exited') {
      states.push({ name: progress.state, seconds: progress.seconds, attempts: progress.tries });
    }
    if (progress.kind !== 'ended') continue;
    const after = await loadCurrent(clients.secrets, credential);
    return {
      secretId: credential.secretId,
      target: describeTarget(credential),
      trigger,
      executionArn,
      status: progress.status,
      seconds: progress.seconds,
      states,
      versionBefore: before.versionId,
      versionAfter: after.versionId,
      oldCredential: await ask(credential, before),
      newCredential: await ask(credential, after),
    };
  }
  throw new Error(`${executionArn} has no end.`);
}

async function ask(
  credential: DemoCredential,
  { fields }: CurrentVersion,
): Promise<CredentialAnswer> {
  return (await isLetIn(credential, fields)) ? 'accepted' : 'refused';
}

function describeTarget({ tags }: DemoCredential): string {
  return [tags['rekey:target'], tags['rekey:recipe']].filter(Boolean).join('/');
}

async function listExecutions(
  { machines }: Clients,
  { stateMachineArn }: Deployment,
): Promise<readonly string[]> {
  const { executions = [] } = await machines.send(new ListExecutionsCommand({ stateMachineArn }));
  return executions.map(({ executionArn = '' }) => executionArn);
}

function describeProgress(progress: Progress): string {
  switch (progress.kind) {
    case 'entered':
      return progress.state === 'GracePeriod'
        ? `GracePeriod: old and new both work for ${String(graceSeconds)} s`
        : `${progress.state} …`;
    case 'exited':
      return `${progress.state} ${progress.seconds.toFixed(2)} s${progress.tries > 1 ? `, ${String(progress.tries)} tries` : ''}`;
    case 'failed':
      return `${progress.state}: ${progress.error}: ${progress.reason}`;
    case 'ended':
      return `${progress.status} after ${progress.seconds.toFixed(2)} s`;
  }
}

// Does what a finding proposes, and says what came of it. Labels move by compare-and-set: who was quicker is told, not overruled.
import { startRotation, watchExecution } from '../../src/aws/execution-watch.ts';
import { createScheduleWriter } from '../../src/aws/schedule-writer.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import type { Fix } from '../../src/rotation/doctor/finding.ts';
import { AWSCURRENT, AWSPENDING } from '../../src/rotation/staging.ts';
import { createProgressPrinter } from '../print-progress.ts';
import type { ScheduleDesk } from '../schedules/desk.ts';
import type { Writer } from '../writer.ts';

const LOST = 'Somebody else moved the label meanwhile: nothing was changed.';

export function toQuestion(fix: Fix, secretName: string): string {
  switch (fix.kind) {
    case 'recover':
      return `Start a run that settles what runs left on ${secretName}, by what works at the target?`;
    case 'drop-pending':
      return `Take AWSPENDING off version ${fix.versionId} of ${secretName}? AWSCURRENT stays as it is; make sure that no other tool rotates the secret now.`;
    case 'promote-pending':
      return `Move AWSCURRENT of ${secretName} from ${fix.from}, which the target refuses, to ${fix.to}, which it accepts?`;
    case 'enable-schedule':
      return `Enable schedule ${fix.name}?`;
  }
}

/** @returns what was done, in a sentence */
export async function applyFix(
  desk: ScheduleDesk,
  fix: Fix,
  writer: Writer | undefined,
): Promise<string> {
  const { config, clock, signal } = desk;
  const secrets = createSecretStore(config, clock);
  switch (fix.kind) {
    case 'recover':
      return await recover(desk, fix.secretId, writer);
    case 'drop-pending': {
      const { arn, versionId } = fix;
      const moved = await secrets.moveLabel({ arn, label: AWSPENDING, from: versionId }, signal);
      return moved === 'refused' ? LOST : `AWSPENDING is off version ${versionId}.`;
    }
    case 'promote-pending': {
      const { arn, from, to } = fix;
      const moved = await secrets.moveLabel({ arn, label: AWSCURRENT, from, to }, signal);
      if (moved === 'refused') return LOST;
      await secrets.moveLabel({ arn, label: AWSPENDING, from: to }, signal);
      return `AWSCURRENT is version ${to} now; version ${from} is AWSPREVIOUS.`;
    }
    case 'enable-schedule':
      return await enable(desk, fix.name);
  }
}

async function recover(
  { config, clock, signal, output }: ScheduleDesk,
  secretId: string,
  writer: Writer | undefined,
): Promise<string> {
  const input = { secretId, mode: 'recover', trigger: 'doctor' } as const;
  const executionArn = await startRotation(config, output('StateMachineArn'), input);
  const print = writer === undefined ? undefined : createProgressPrinter(writer);
  for await (const progress of watchExecution(config, executionArn, clock, signal)) {
    print?.(progress);
    // What follows only waits for the grace period of what it settled forward.
    if (progress.kind === 'entered' && progress.state === 'GracePeriod') break;
    if (progress.kind === 'ended') return `The recovery ended ${progress.status}: ${executionArn}.`;
  }
  return `The recovery goes on: ${executionArn}.`;
}

async function enable(
  { config, clock, signal, schedules, stack }: ScheduleDesk,
  name: string,
): Promise<string> {
  const found = await schedules.find(name, signal);
  if (found === undefined) return `Schedule ${name} is gone: nothing was changed.`;
  await createScheduleWriter(config, clock, stack.group).update(
    { ...found, enabled: true },
    signal,
  );
  return `Schedule ${name} is enabled.`;
}

// `rekey schedules`: every schedule of the deployed group, its next window, and what is wrong with it. It only reads.
import { mapPaced } from '../../src/aws/paced-map.ts';
import type { FoundSchedule } from '../../src/aws/rotation-schedules.ts';
import { listSecrets } from '../../src/aws/secret-list.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import {
  findScheduleProblems,
  type ScheduleFinding,
} from '../../src/rotation/desired/schedule-problems.ts';
import { listSettingsWindows } from '../../src/rotation/desired/schedule-settings.ts';
import { isRotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { isRecoveryScheduleName } from '../../src/rotation/rotation-schedule.ts';
import type { Window } from '../../src/rotation/schedule/schedule.ts';
import { systemClock } from '../clock.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { toIso, toMinute } from '../operate/time-text.ts';
import { type ScheduleDesk, withDesk } from '../schedules/desk.ts';
import { findNameOfArn } from '../schedules/find-schedule.ts';
import { type Column, printTable } from '../table.ts';
import type { StackOptions } from '../verbs/stack-options.ts';
import type { Writer } from '../writer.ts';

export interface SchedulesOptions extends StackOptions {
  readonly json: boolean;
}

interface Row {
  readonly found: FoundSchedule;
  /** Undefined where it is gone, or never was one of ours. */
  readonly secret: SecretDescription | undefined;
  readonly problems: ScheduleFinding['problems'];
  readonly next?: Window;
}

/** Scheduler answers 1000 GetSchedule calls a second, Secrets Manager 40000 DescribeSecret: a few at once leave room. */
const PACE = { atOnceMax: 10, perSecondMax: 100 };

export async function runSchedules(
  options: SchedulesOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  return await withDesk(options, signals, async (desk) => {
    const rows = await loadRows(desk, writer);
    if (options.json) {
      const { stack, region } = options;
      const { group } = desk.stack;
      writer.json({ stack, region, group, schedules: rows.map(toDocument) });
    } else if (rows.length === 0) {
      writer.line(`No schedules in group ${desk.stack.group}: "rekey schedule" makes one.`);
    } else {
      printTable(writer, COLUMNS, rows);
    }
    return exitCodes.ok;
  });
}

async function loadRows(desk: ScheduleDesk, writer: Writer): Promise<readonly Row[]> {
  const { schedules, signal, stack, config } = desk;
  const names: string[] = [];
  for await (const page of schedules.list(signal)) {
    names.push(...page.map(({ name }) => name).filter((name) => !isRecoveryScheduleName(name)));
    writer.moving(`${String(names.length)} schedules`);
  }
  const tagged = new Map<string, SecretDescription>();
  if (names.length > 0) {
    for await (const page of listSecrets(config, systemClock, signal)) {
      for (const secret of page) tagged.set(secret.arn, secret);
    }
  }
  let read = 0;
  const now = systemClock.now();
  const rows = await mapPaced(names, PACE, systemClock, signal, async (name) => {
    const found = await schedules.find(name, signal);
    if (found === undefined) return []; // deleted meanwhile
    const arn = found.rotation?.secretId;
    const secret =
      arn === undefined ? undefined : (tagged.get(arn) ?? (await findSecret(desk, arn)));
    const { schedule, problems } = findScheduleProblems(
      { hash: sha256 },
      found,
      secret,
      stack,
      now,
    );
    const [next] =
      schedule === undefined || !found.enabled ? [] : listSettingsWindows(schedule, found, now, 1);
    read += 1;
    writer.moving(`${String(read)} of ${String(names.length)} schedules`);
    return [{ found, secret, problems, ...(next === undefined ? {} : { next }) }];
  });
  return rows.flat();
}

/** ListSecrets may be minutes behind, and does not list what has lost its tag. */
async function findSecret(
  { describe }: ScheduleDesk,
  arn: string,
): Promise<SecretDescription | undefined> {
  try {
    return await describe(arn);
  } catch (error) {
    if (isRotationError(error) && error.facts.awsError === 'ResourceNotFoundException') {
      return undefined;
    }
    throw error;
  }
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'SECRET', text: toSecretName, style: () => 'strong', shrinks: true },
  { title: 'EXPRESSION', text: ({ found }) => found.rotation?.expression ?? '-' },
  { title: 'WINDOW', text: ({ found }) => found.rotation?.window ?? '-' },
  { title: 'NEXT WINDOW', text: ({ next }) => (next === undefined ? '-' : toMinute(next.opensAt)) },
  {
    title: 'CHANGED',
    text: ({ found }) =>
      found.changedAt === undefined ? '-' : toIso(found.changedAt).slice(0, 10),
  },
  {
    title: 'STATE',
    text: ({ problems }) =>
      problems.length === 0 ? 'enabled' : problems.map(({ text }) => text).join('; '),
    style: ({ problems }) => (problems.length === 0 ? 'good' : 'bad'),
    shrinks: true,
  },
];

function toSecretName({ found, secret }: Row): string {
  const arn = found.rotation?.secretId ?? '';
  return secret?.name ?? findNameOfArn(arn) ?? found.name;
}

function toDocument({ found, secret, problems, next }: Row): object {
  const { name, rotation, enabled, createdAt, changedAt, targetArn } = found;
  return {
    schedule: name,
    ...(rotation === undefined
      ? { targetArn }
      : {
          secret: secret?.name ?? findNameOfArn(rotation.secretId),
          secretArn: rotation.secretId,
          expression: rotation.expression,
          window: rotation.window,
        }),
    enabled,
    ...(next === undefined
      ? {}
      : { nextWindow: { opensAt: toIso(next.opensAt), closesAt: toIso(next.closesAt) } }),
    ...(createdAt === undefined ? {} : { createdAt: toIso(createdAt) }),
    ...(changedAt === undefined ? {} : { changedAt: toIso(changedAt) }),
    problems,
  };
}

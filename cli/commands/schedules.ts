// `rekey schedules`: every schedule of the deployed group, its next window, and what is wrong with it. It only reads.
import type { FoundSchedule } from '../../src/aws/rotation-schedules.ts';
import { listSecrets } from '../../src/aws/secret-list.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import {
  findScheduleProblems,
  type ScheduleFinding,
} from '../../src/rotation/desired/schedule-problems.ts';
import {
  listSettingsWindows,
  type ScheduleStack,
} from '../../src/rotation/desired/schedule-settings.ts';
import type { SecretDescription } from '../../src/rotation/ports.ts';
import { isRecoveryScheduleName } from '../../src/rotation/rotation-schedule.ts';
import type { Window } from '../../src/rotation/schedule/schedule.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Signals } from '../interruption.ts';
import { readEach } from '../operate/reading.ts';
import { toIso, toMinute } from '../operate/time-text.ts';
import { type ScheduleDesk, withDesk } from '../schedules/desk.ts';
import { findNameOfArn, findSecret } from '../schedules/find-schedule.ts';
import { SCHEDULES } from '../schedules/pace.ts';
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

export async function runSchedules(
  options: SchedulesOptions,
  writer: Writer,
  signals: Signals,
): Promise<ExitCode> {
  return await withDesk(options, writer, signals, async (desk) => {
    const rows = await loadRows(desk);
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

async function loadRows(desk: ScheduleDesk): Promise<readonly Row[]> {
  const { schedules, signal, stack, config } = desk;
  const names: string[] = [];
  for await (const page of schedules.list(signal)) {
    names.push(...page.map(({ name }) => name).filter((name) => !isRecoveryScheduleName(name)));
    desk.progress('schedules', names.length);
  }
  const tagged = new Map<string, SecretDescription>();
  if (names.length > 0) {
    for await (const page of listSecrets(config, desk.clock, signal)) {
      for (const secret of page) tagged.set(secret.arn, secret);
    }
  }
  const now = desk.clock.now();
  const rows = new Map<string, Row>();
  await readEach(desk, names, SCHEDULES, async (name) => {
    const found = await schedules.find(name, signal);
    if (found === undefined) return; // deleted meanwhile
    const arn = found.rotation?.secretId;
    // ListSecrets may be minutes behind, and does not list what has lost its tag.
    const secret =
      arn === undefined ? undefined : (tagged.get(arn) ?? (await findSecret(desk, arn)));
    rows.set(name, toRow(found, secret, stack, now));
  });
  return names.flatMap((name) => rows.get(name) ?? []);
}

function toRow(
  found: FoundSchedule,
  secret: SecretDescription | undefined,
  stack: ScheduleStack,
  now: number,
): Row {
  const ports = { hash: sha256 };
  const { schedule, problems } = findScheduleProblems(ports, found, secret, stack, now);
  const isLive = schedule !== undefined && found.enabled;
  const [next] = isLive ? listSettingsWindows(schedule, found, now, 1) : [];
  return { found, secret, problems, ...(next === undefined ? {} : { next }) };
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

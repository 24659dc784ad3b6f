// The long part: every secret with its schedule. Lists tell most; what they leave open is asked. What cannot be looked at is told, and
// all the rest is looked at all the same.

import { listOwned } from '../owner-label.ts';
import { present } from '../shape.ts';
import { findOldAdmin, isAdminOpen } from './admin-never-rotated.ts';
import type { Commands } from './commands.ts';
import type { Finding } from './finding.ts';
import { findSecretOf, matchSchedules } from './match-schedules.ts';
import { findNativeOverdue, findNativeRotation } from './native-rotation.ts';
import { findOverdue, isOverdueOpen } from './overdue.ts';
import { workThrough } from './pace.ts';
import { createPacedAsks, type PacedAsks } from './paced-asks.ts';
import type { ListedSchedule, WatchedSchedule, WatchedSecret, WatchPorts } from './ports.ts';
import { readSchedule } from './read-schedule.ts';
import {
  areLeftoversOpen,
  findDeadRuns,
  findOverdueRetirements,
  findStuckPending,
} from './run-leftovers.ts';
import { findScheduleFaults, findWithoutSchedule, toSecondSchedule } from './schedule-of-secret.ts';
import { toScheduleOfDeleted, toScheduleWithoutSecret } from './schedule-without-secret.ts';
import { isSwitchedOff, type SecretFacts } from './secret-facts.ts';
import { createUnlooked } from './unlooked.ts';

const AT_ONCE_MAX = 16;
const DAY_MS = 86_400_000;
/** A prime: where time is short every day, each day begins somewhere else. */
const STRIDE = 7919;

export interface Listed {
  readonly now: number;
  readonly secrets: readonly WatchedSecret[];
  readonly admins: readonly WatchedSecret[];
  readonly schedules: readonly ListedSchedule[];
}

/** @param until nothing is begun after that */
export async function lookAtSecrets(
  ports: WatchPorts,
  listed: Listed,
  commands: Commands,
  until: number,
): Promise<readonly Finding[]> {
  const { secrets, admins, schedules, now } = listed;
  const matches = matchSchedules(ports, secrets, schedules);
  const look: Look = {
    ports,
    commands,
    now,
    secrets,
    asks: createPacedAsks(ports),
    schedules: new Map(matches.bySecret),
    read: new Map(),
  };
  const all = async <Item extends { readonly name: string }>(
    what: string,
    items: readonly Item[],
    lookAt: (look: Look, item: Item) => Promise<readonly Finding[]>,
  ): Promise<readonly Finding[]> => {
    const findings: Finding[] = [];
    const unlooked = createUnlooked(what);
    const limits = { atOnceMax: AT_ONCE_MAX, until };
    const begun = await workThrough(ports.clock, items, limits, async (item) => {
      try {
        findings.push(...(await lookAt(look, item)));
      } catch (error) {
        unlooked.failed(item.name, error);
      }
    });
    unlooked.late(items.slice(begun).map(({ name }) => name));
    return [...findings, ...unlooked.list(commands.status())];
  };
  return [
    ...(await all('schedules', matches.strays, lookAtStray)),
    ...(await all('admin credentials', admins, lookAtAdmin)),
    ...(await all('secrets', beginElsewhere(secrets, now), lookAtSecret)),
  ];
}

interface Look {
  readonly ports: WatchPorts;
  readonly commands: Commands;
  readonly now: number;
  readonly secrets: readonly WatchedSecret[];
  readonly asks: PacedAsks;
  /** By the secret's ARN. */
  readonly schedules: Map<string, ListedSchedule>;
  /** Schedules that were read already, by name. */
  readonly read: Map<string, WatchedSchedule>;
}

async function lookAtStray(look: Look, listed: ListedSchedule): Promise<readonly Finding[]> {
  const found = await look.asks.schedule(listed.name);
  if (found === undefined) return []; // deleted meanwhile
  const isOurs = found.targetArn === look.ports.stack.machineArn;
  const { secret, secretId } = findSecretOf(found, look.secrets);
  if (secret === undefined) {
    return isOurs ? [toScheduleWithoutSecret(look.commands, listed, secretId)] : [];
  }
  const first = look.schedules.get(secret.arn);
  if (first !== undefined) {
    return isOurs ? [toSecondSchedule(look.commands, secret, listed, first)] : [];
  }
  look.schedules.set(secret.arn, listed);
  look.read.set(listed.name, found);
  return [];
}

async function lookAtAdmin(look: Look, secret: WatchedSecret): Promise<readonly Finding[]> {
  const { now, commands } = look;
  const facts = { now, commands, secret, hasSchedule: look.schedules.has(secret.arn) };
  if (!isAdminOpen(facts)) return findOldAdmin(facts);
  return findOldAdmin({ ...facts, madeAt: await look.asks.adminVersionTimes(secret.arn) });
}

async function lookAtSecret(look: Look, secret: WatchedSecret): Promise<readonly Finding[]> {
  const { commands, ports } = look;
  const listed = look.schedules.get(secret.arn);
  if (secret.deletedAt !== undefined) {
    return listed === undefined ? [] : [toScheduleOfDeleted(commands, listed, secret)];
  }
  const facts = await loadFacts(look, secret, listed);
  return [
    ...findOverdue(facts),
    ...findStuckPending(facts),
    ...findDeadRuns(facts),
    ...findOverdueRetirements(facts),
    ...findNativeRotation(facts),
    ...findNativeOverdue(facts),
    ...findWithoutSchedule(facts),
    ...findScheduleFaults(facts, ports.stack),
  ];
}

async function loadFacts(
  { asks, commands, now, ports, read }: Look,
  secret: WatchedSecret,
  listed: ListedSchedule | undefined,
): Promise<SecretFacts> {
  const isAsked = listed !== undefined && !isSwitchedOff(secret);
  const found = isAsked ? (read.get(listed.name) ?? (await asks.schedule(listed.name))) : undefined;
  const owners = listOwned(secret).map(({ owner }) => owner.executionArn);
  const facts: SecretFacts = {
    now,
    secret,
    commands,
    executions: await asks.executions(owners),
    ...present('schedule', found === undefined ? undefined : readSchedule(found, ports.stack)),
  };
  if (!isOverdueOpen(facts) && !areLeftoversOpen(facts)) return facts;
  return { ...facts, madeAt: await asks.versionTimes(secret.arn) };
}

function beginElsewhere<Item>(items: readonly Item[], now: number): readonly Item[] {
  if (items.length === 0) return items;
  const start = (Math.floor(now / DAY_MS) * STRIDE) % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

// What rotations.yml asks for beside what stands in the account: the changes of each secret, and what the file does not know.
import { listSecrets } from '../../src/aws/secret-list.ts';
import { sha256 } from '../../src/aws/sha256.ts';
import { toTags } from '../../src/rotation/desired/desired-rotation.ts';
import type { FileFault } from '../../src/rotation/desired/file-shape.ts';
import type { FileRotation } from '../../src/rotation/desired/parse-rotations.ts';
import { planSecretChange, type SecretChange } from '../../src/rotation/desired/secret-change.ts';
import {
  isUnmanagedName,
  listUnmanagedSecrets,
  toUnmanagedSchedule,
  type Unmanaged,
} from '../../src/rotation/desired/unmanaged.ts';
import { isRotationError } from '../../src/rotation/errors.ts';
import { toScheduleName } from '../../src/rotation/rotation-schedule.ts';
import type { Schedule } from '../../src/rotation/schedule/schedule.ts';
import { readEach } from '../operate/reading.ts';
import type { ScheduleDesk } from './desk.ts';
import { DESCRIPTIONS, SCHEDULES } from './pace.ts';
import type { RotationsFile } from './rotations-file.ts';

export interface PlannedChange {
  readonly change: SecretChange;
  readonly schedule: Schedule;
}

export interface FilePlan {
  readonly planned: readonly PlannedChange[];
  readonly unmanaged: readonly Unmanaged[];
}

/** @throws RotationError InvalidConfiguration with each entry that cannot be applied, and why */
export async function loadFilePlan(
  desk: ScheduleDesk,
  file: RotationsFile,
  now: number,
): Promise<FilePlan> {
  const { rotations } = file;
  const planned = new Map<FileRotation, Outcome>();
  await readEach(desk, rotations, DESCRIPTIONS, async (rotation) => {
    planned.set(rotation, await planOne(desk, rotation, now));
  });
  const outcomes = rotations.flatMap((rotation) => planned.get(rotation) ?? []);
  const entries = outcomes.flatMap((outcome) => ('faults' in outcome ? [] : [outcome]));
  file.refuse([
    ...outcomes.flatMap((outcome) => ('faults' in outcome ? outcome.faults : [])),
    ...findSameSecrets(entries),
    ...(await findBadAdmins(desk, rotations)),
  ]);
  return { planned: entries, unmanaged: await loadUnmanaged(desk, entries) };
}

type Planned = PlannedChange & { readonly rotation: FileRotation };
type Outcome = Planned | { readonly faults: readonly FileFault[] };

async function planOne(desk: ScheduleDesk, rotation: FileRotation, now: number): Promise<Outcome> {
  const { secret, schedule, path } = rotation;
  const ports = { hash: sha256 };
  try {
    const description = await desk.describe(secret);
    const change = planSecretChange(ports, {
      description,
      tags: toTags(rotation),
      schedule,
      stack: desk.stack,
      found: await desk.schedules.find(toScheduleName(ports, description), desk.signal),
      now,
      rotatesNow: false,
    });
    return { change, schedule, rotation };
  } catch (error) {
    return { faults: [toFault(error, [...path, 'secret'])] };
  }
}

/** A name here and its ARN there are one secret. */
function findSameSecrets(entries: readonly Planned[]): readonly FileFault[] {
  const first = new Map<string, FileRotation>();
  return entries.flatMap(({ change, rotation }) => {
    const { arn, name } = change.secret;
    const other = first.get(arn);
    if (other === undefined) {
      first.set(arn, rotation);
      return [];
    }
    const path = [...rotation.path, 'secret'];
    const message = `secret ${name} stands here twice, by name and by ARN, first in`;
    return [{ path, message, other: [...other.path, 'secret'] }];
  });
}

async function findBadAdmins(
  desk: ScheduleDesk,
  rotations: readonly FileRotation[],
): Promise<readonly FileFault[]> {
  const users = new Map(rotations.toReversed().map((rotation) => [rotation.admin, rotation]));
  const faults: FileFault[] = [];
  for (const [admin, firstUser] of users) {
    if (admin === undefined) continue;
    const path = [...firstUser.path, 'admin'];
    try {
      const { tags } = await desk.describe(admin);
      if (tags.get('rekey:role') === 'admin') continue;
      const message = `admin ${admin}: expected the tag rekey:role=admin, without which the functions may not read it; set it by hand, for it opens the secret to them`;
      faults.push({ path, message });
    } catch (error) {
      faults.push(toFault(error, path));
    }
  }
  return faults;
}

function toFault(error: unknown, path: FileFault['path']): FileFault {
  if (isRotationError(error) && error.code === 'Rekey.InvalidConfiguration') {
    return { path, message: error.message };
  }
  throw error;
}

async function loadUnmanaged(
  desk: ScheduleDesk,
  entries: readonly Planned[],
): Promise<readonly Unmanaged[]> {
  const { config, clock, schedules, stack, signal } = desk;
  const managed = new Set(entries.map(({ change }) => change.schedule.settings.name));
  const names: string[] = [];
  for await (const page of schedules.list(signal)) names.push(...page.map(({ name }) => name));
  const others = names.filter((name) => isUnmanagedName(name, managed));
  const unmanaged: Unmanaged[] = [];
  await readEach(desk, others, SCHEDULES, async (name) => {
    const found = await schedules.find(name, signal);
    if (found !== undefined) unmanaged.push(toUnmanagedSchedule(found, stack));
  });
  unmanaged.sort((one, other) => one.name.localeCompare(other.name));
  const scheduled = new Set(names);
  for await (const page of listSecrets(config, clock, signal)) {
    unmanaged.push(...listUnmanagedSecrets({ hash: sha256 }, page, managed, scheduled));
  }
  return unmanaged;
}

// Which schedule is whose. Ours bear their secret's name and a hash of its ARN, so the list alone tells; one that somebody made by hand
// says it in its input.
import type { Ports } from '../ports.ts';
import { isRecoveryScheduleName, toScheduleName } from '../rotation-schedule.ts';
import type { ListedSchedule, WatchedSchedule, WatchedSecret } from './ports.ts';
import { findSecretId } from './read-schedule.ts';

export interface Matches {
  /** By the secret's ARN. */
  readonly bySecret: ReadonlyMap<string, ListedSchedule>;
  /** Whose secret their names do not tell. */
  readonly strays: readonly ListedSchedule[];
}

export function matchSchedules(
  ports: Pick<Ports, 'hash'>,
  secrets: readonly WatchedSecret[],
  schedules: readonly ListedSchedule[],
): Matches {
  const arns = new Map(secrets.map((secret) => [toScheduleName(ports, secret), secret.arn]));
  const bySecret = new Map<string, ListedSchedule>();
  const strays: ListedSchedule[] = [];
  for (const schedule of schedules) {
    const arn = arns.get(schedule.name);
    if (arn !== undefined) bySecret.set(arn, schedule);
    else if (!isRecoveryScheduleName(schedule.name)) strays.push(schedule);
  }
  return { bySecret, strays };
}

/** The secret that a stray starts runs for. */
export function findSecretOf(
  { input }: WatchedSchedule,
  secrets: readonly WatchedSecret[],
): { readonly secretId?: string; readonly secret?: WatchedSecret } {
  const secretId = findSecretId(input);
  if (secretId === undefined) return {};
  const secret = secrets.find(({ arn, name }) => arn === secretId || name === secretId);
  return secret === undefined ? { secretId } : { secretId, secret };
}

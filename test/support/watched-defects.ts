// One defect for each thing that the watch finds, and beside it what looks alike and is all right.
import { toReservationLabel, toVersionLabel } from '../../src/rotation/owner-label.ts';
import { toRetireLabel } from '../../src/rotation/retire-label.ts';
import { SCHEDULED_TIME } from '../../src/rotation/rotation-schedule.ts';
import type { FindingKind } from '../../src/rotation/watch/kinds.ts';
import {
  addAdmin,
  DAY,
  HOUR,
  hash,
  MINUTE,
  NOW,
  type ScheduleOf,
  type Secret,
  stack,
  toRunArn,
  type WatchedWorld,
} from './watched-world.ts';

export interface Place {
  readonly world: WatchedWorld;
  readonly secret: Secret;
  readonly schedule: ScheduleOf;
}

export interface Defect {
  readonly kind: FindingKind;
  readonly story: string;
  readonly apply: (place: Place) => void;
}

export const defects: readonly Defect[] = [
  {
    kind: 'overdue',
    story: 'no version was made since long before the last window',
    apply: (place) => ageVersions(place, 99 * DAY),
  },
  {
    kind: 'overdue',
    story: 'labels moved since, so that only the version’s own date tells',
    apply: (place) => {
      ageVersions(place, 99 * DAY);
      place.secret.lastChangedAt = NOW - MINUTE;
    },
  },
  {
    kind: 'never-rotated',
    story: 'AWSCURRENT is what somebody put there',
    apply: (place) => {
      replaceVersions(place, 'put-by-hand-version-number-one-1', 99 * DAY);
      place.secret.lastChangedAt = NOW - 99 * DAY;
    },
  },
  {
    kind: 'stuck-pending',
    story: 'a foreign rotation left AWSPENDING days ago',
    apply: ({ world, secret }) =>
      addVersion(world, secret, ['AWSPENDING'], { ageMs: 2 * DAY, byUs: false }),
  },
  {
    kind: 'stuck-pending',
    story: 'a run that ended days ago left AWSPENDING and its label',
    apply: ({ world, secret }) => {
      const label = toVersionLabel(endRun(world, 2 * DAY), 1);
      addVersion(world, secret, ['AWSPENDING', label], { ageMs: 2 * DAY });
    },
  },
  {
    kind: 'stuck-pending',
    story: 'a run that Step Functions has forgotten left AWSPENDING',
    apply: ({ world, secret }) => {
      const label = toReservationLabel(toRunArn('forgotten'));
      addVersion(world, secret, ['AWSPENDING', label], { ageMs: 120 * DAY });
    },
  },
  {
    kind: 'dead-run',
    story: 'a run that ended yesterday left its label',
    apply: ({ world, secret }) =>
      addVersion(world, secret, [toVersionLabel(endRun(world, DAY), 2)], { ageMs: DAY }),
  },
  {
    kind: 'retirement-overdue',
    story: 'the previous credential was due hours ago',
    apply: ({ secret }) => labelPrevious(secret, toRetireLabel(NOW - 4 * HOUR)),
  },
  {
    kind: 'native-rotation',
    story: 'somebody switched Secrets Manager’s own rotation on',
    apply: ({ secret }) => {
      secret.rotationEnabled = true;
    },
  },
  {
    kind: 'native-rotation-overdue',
    story: 'Secrets Manager was to rotate it yesterday, and did not',
    apply: (place) => rotateNatively(place, NOW - DAY),
  },
  {
    kind: 'secret-without-schedule',
    story: 'its schedule was deleted',
    apply: ({ world, schedule }) =>
      void world.schedules.splice(world.schedules.indexOf(schedule), 1),
  },
  {
    kind: 'schedule-without-secret',
    story: 'its secret was deleted for good',
    apply: ({ world, secret }) => void world.secrets.splice(world.secrets.indexOf(secret), 1),
  },
  {
    kind: 'schedule-without-secret',
    story: 'its secret is scheduled for deletion',
    apply: ({ secret }) => {
      secret.deletedAt = NOW - DAY;
    },
  },
  {
    kind: 'schedule-disabled',
    story: 'somebody disabled it and forgot',
    apply: ({ schedule }) => {
      schedule.enabled = false;
    },
  },
  {
    kind: 'schedule-broken',
    story: 'it fires at other times than it says',
    apply: ({ schedule }) => {
      schedule.schedulerExpression = 'rate(999 days)';
    },
  },
  {
    kind: 'schedule-broken',
    story: 'what it says is no schedule',
    apply: ({ schedule, secret }) => {
      const [expression, window] = ['rate(30 fortnights)', '3h'];
      schedule.rotation = { secretId: secret.arn, expression, window };
    },
  },
  {
    kind: 'schedule-broken',
    story: 'it was made by hand, so that nobody can tell its windows',
    apply: ({ schedule, secret }) => {
      schedule.name = 'by-hand';
      schedule.input = JSON.stringify({ secretId: secret.name, scheduledTime: SCHEDULED_TIME });
      delete schedule.rotation;
    },
  },
  {
    kind: 'schedule-broken',
    story: 'there are two of one secret',
    apply: ({ world, schedule }) => void world.schedules.push({ ...schedule, name: 'by-hand' }),
  },
  {
    kind: 'schedule-broken',
    story: 'it fires in another time zone',
    apply: ({ schedule }) => {
      schedule.timezone = 'Europe/Berlin';
    },
  },
  {
    kind: 'schedule-broken',
    story: 'it starts another machine',
    apply: ({ schedule }) => {
      schedule.targetArn = `${stack.machineArn}-old`;
    },
  },
  {
    kind: 'schedule-incomplete',
    story: 'it has no role',
    apply: ({ schedule }) => {
      delete schedule.roleArn;
    },
  },
  {
    kind: 'schedule-incomplete',
    story: 'it has no dead-letter queue',
    apply: ({ schedule }) => {
      delete schedule.deadLetterArn;
    },
  },
  {
    kind: 'schedule-incomplete',
    story: 'its dead-letter queue is another',
    apply: ({ schedule }) => {
      schedule.deadLetterArn = `${stack.refusedStartsArn}-old`;
    },
  },
  {
    kind: 'start-refused',
    story: 'two starts of one schedule were refused',
    apply: ({ world, secret, schedule }) => {
      const message = {
        body: JSON.stringify({ secretId: secret.arn }),
        attributes: new Map([
          ['SCHEDULE_ARN', `arn:aws:scheduler:us-east-1:0:schedule/rekey-test/${schedule.name}`],
          ['SCHEDULED_TIME', new Date(NOW - DAY).toISOString()],
          ['ERROR_CODE', 'AccessDeniedException'],
        ]),
      };
      world.queues.refusedStarts = { count: 2, messages: [message, message] };
    },
  },
  {
    kind: 'run-not-closed',
    story: 'close-rotation failed for good',
    apply: ({ world, secret }) => {
      const detail = {
        executionArn: toRunArn('unheard'),
        status: 'TIMED_OUT',
        stopDate: NOW - DAY,
        input: JSON.stringify({ secretId: secret.arn }),
      };
      const body = JSON.stringify({ requestPayload: { detail } });
      world.queues.unclosedRuns = { count: 1, messages: [{ body, attributes: new Map() }] };
    },
  },
  {
    kind: 'run-not-closed',
    story: 'EventBridge could not deliver the end of a run',
    apply: ({ world }) => {
      const detail = { executionArn: toRunArn('undelivered'), status: 'ABORTED' };
      const body = JSON.stringify({ detail });
      world.queues.unclosedRuns = { count: 1, messages: [{ body, attributes: new Map() }] };
    },
  },
  {
    kind: 'no-subscription',
    story: 'nobody has subscribed',
    apply: ({ world }) => {
      world.subscriptions = [];
    },
  },
  {
    kind: 'no-subscription',
    story: 'who subscribed never agreed',
    apply: ({ world }) => {
      world.subscriptions = world.subscriptions.map((each) => ({ ...each, confirmed: false }));
    },
  },
  {
    kind: 'subscription-unconfirmed',
    story: 'one of two never agreed',
    apply: ({ world }) => {
      world.subscriptions.push({ protocol: 'email', endpoint: 'b@example.org', confirmed: false });
    },
  },
  {
    kind: 'admin-never-rotated',
    story: 'it is older than 90 days',
    apply: ({ world }) => void addAdmin(world, 91 * DAY),
  },
];

/** Each looks like a defect, and is none. */
export const counterparts: readonly Omit<Defect, 'kind'>[] = [
  {
    story: 'a window that closed just now, for lists may be some minutes old',
    apply: (place) => {
      closeWindowAt(place, NOW);
      ageVersions(place, 8 * DAY);
    },
  },
  {
    story: 'a window that closed before the schedule was what it is',
    apply: (place) => {
      ageVersions(place, 99 * DAY);
      place.schedule.changedAt = NOW - MINUTE;
    },
  },
  {
    story: 'a value that somebody put in the window',
    apply: (place) => replaceVersions(place, 'put-by-hand-version-number-two-2', 30 * MINUTE),
  },
  {
    story: 'AWSPENDING of a run that works',
    apply: ({ world, secret }) => {
      const run = toRunArn('working');
      world.executions.set(run, { kind: 'running' });
      addVersion(world, secret, ['AWSPENDING', toVersionLabel(run, 1)], { ageMs: 2 * DAY });
    },
  },
  {
    story: 'AWSPENDING of a foreign rotation within its window',
    apply: ({ world, secret }) =>
      addVersion(world, secret, ['AWSPENDING'], { ageMs: 50 * MINUTE, byUs: false }),
  },
  {
    story: 'AWSPENDING on AWSCURRENT’s version',
    apply: ({ secret }) => {
      const [current = ''] = secret.labels.keys();
      secret.labels.set(current, ['AWSCURRENT', 'AWSPENDING']);
    },
  },
  {
    story: 'labels of a run whose recovery is still tried again',
    apply: ({ world, secret }) =>
      addVersion(world, secret, [toVersionLabel(endRun(world, 7 * HOUR), 1)], { ageMs: 7 * HOUR }),
  },
  {
    story: 'labels of a young run that DescribeExecution does not know yet',
    apply: ({ world, secret }) =>
      addVersion(world, secret, [toVersionLabel(toRunArn('young'), 1)], { ageMs: MINUTE }),
  },
  {
    story: 'a credential in its grace period',
    apply: ({ secret }) => labelPrevious(secret, toRetireLabel(NOW + HOUR)),
  },
  {
    story: 'a retirement that is due and still tried again',
    apply: ({ secret }) => labelPrevious(secret, toRetireLabel(NOW - 2 * HOUR)),
  },
  {
    story: 'a retirement of what somebody rolled back to',
    apply: ({ secret }) => {
      const [current = ''] = secret.labels.keys();
      secret.labels.set(current, ['AWSCURRENT', toRetireLabel(NOW - 9 * DAY)]);
    },
  },
  {
    story: 'a secret without schedule that is switched off',
    apply: ({ world, secret, schedule }) => {
      secret.tags.set('rekey:enabled', 'false');
      world.schedules.splice(world.schedules.indexOf(schedule), 1);
    },
  },
  {
    story: 'a secret that is overdue and switched off',
    apply: (place) => {
      ageVersions(place, 99 * DAY);
      place.secret.tags.set('rekey:enabled', 'false');
    },
  },
  {
    story: 'a disabled schedule of a secret that is switched off',
    apply: ({ secret, schedule }) => {
      secret.tags.set('rekey:enabled', 'false');
      schedule.enabled = false;
    },
  },
  {
    story: 'native rotation of a secret that is switched off for ours',
    apply: ({ secret }) => {
      secret.tags.set('rekey:enabled', 'false');
      secret.rotationEnabled = true;
    },
  },
  {
    story: 'native rotation of a secret that has no schedule of ours',
    apply: (place) => rotateNatively(place, NOW + DAY),
  },
  {
    story: 'native rotation that was due minutes ago',
    apply: (place) => rotateNatively(place, NOW - 30 * MINUTE),
  },
  {
    story: 'native rotation that was due yesterday, of a secret that is switched off',
    apply: (place) => {
      rotateNatively(place, NOW - DAY);
      place.secret.tags.set('rekey:enabled', 'false');
    },
  },
  {
    story: 'a secret in deletion that has no schedule any more',
    apply: ({ world, secret, schedule }) => {
      secret.deletedAt = NOW - DAY;
      world.schedules.splice(world.schedules.indexOf(schedule), 1);
    },
  },
  {
    story: 'a secret that was made just now, whose schedule is still to come',
    apply: ({ world, secret, schedule }) => {
      secret.createdAt = NOW - 10 * MINUTE;
      world.schedules.splice(world.schedules.indexOf(schedule), 1);
    },
  },
  {
    story: 'somebody else’s schedule in the group',
    apply: ({ world, schedule }) =>
      void world.schedules.push({
        ...schedule,
        name: 'theirs',
        targetArn: 'arn:aws:lambda:us-east-1:000000000000:function:theirs',
        input: '{}',
      }),
  },
  {
    story: 'a one-time recovery in the group, whose secret is gone',
    apply: ({ world, schedule }) =>
      void world.schedules.push({
        ...schedule,
        name: `recover-${hash('run').slice(0, 32)}-15m`,
        input: JSON.stringify({ secretId: 'gone', mode: 'recover' }),
      }),
  },
  {
    story: 'an admin credential that is 89 days old',
    apply: ({ world }) => void addAdmin(world, 89 * DAY),
  },
  {
    story: 'an old admin credential that is switched off',
    apply: ({ world }) => void addAdmin(world, 200 * DAY).tags.set('rekey:enabled', 'false'),
  },
];

/** All of its versions are that old, and so is the last change. */
function ageVersions({ world, secret }: Place, ageMs: number): void {
  const times = world.madeAt.get(secret.arn) ?? new Map<string, number>();
  for (const versionId of secret.labels.keys()) times.set(versionId, NOW - ageMs);
  secret.lastChangedAt = NOW - ageMs;
}

function replaceVersions({ world, secret }: Place, versionId: string, ageMs: number): void {
  secret.labels.clear();
  secret.labels.set(versionId, ['AWSCURRENT']);
  secret.lastChangedAt = NOW - ageMs;
  world.madeAt.set(secret.arn, new Map([[versionId, NOW - ageMs]]));
}

function addVersion(
  { madeAt }: WatchedWorld,
  secret: Secret,
  labels: readonly string[],
  { ageMs, byUs = true }: { readonly ageMs: number; readonly byUs?: boolean },
): void {
  const versionId = byUs
    ? `rekey-${hash(labels.join()).slice(0, 26)}`
    : '11111111-2222-3333-4444-555555555555';
  secret.labels.set(versionId, labels);
  madeAt.get(secret.arn)?.set(versionId, NOW - ageMs);
  secret.lastChangedAt = Math.max(secret.lastChangedAt ?? 0, NOW - ageMs);
}

function endRun({ executions }: WatchedWorld, agoMs: number): string {
  const run = toRunArn(`ended-${String(agoMs)}`);
  executions.set(run, { kind: 'ended', endedAt: NOW - agoMs, status: 'FAILED' });
  return run;
}

function labelPrevious({ labels }: Secret, label: string): void {
  const previous = [...labels.keys()].at(-1) ?? '';
  labels.set(previous, [...(labels.get(previous) ?? []), label]);
}

/** Weekly, three hours; the window before that is older than the schedule. */
function closeWindowAt({ schedule, secret }: Place, closesAt: number): void {
  const opensAt = new Date(closesAt - 3 * HOUR);
  const weekday = opensAt.getUTCDay() + 1;
  const expression = `cron(0 ${String(opensAt.getUTCHours())} ? * ${String(weekday)} *)`;
  schedule.rotation = { secretId: secret.arn, expression, window: '3h' };
  schedule.schedulerExpression = expression;
  schedule.changedAt = closesAt - 6 * DAY;
  delete schedule.startAt;
}

/** By Secrets Manager alone: there is no schedule of ours. */
function rotateNatively({ world, secret, schedule }: Place, nextAt: number): void {
  world.schedules.splice(world.schedules.indexOf(schedule), 1);
  secret.rotationEnabled = true;
  secret.nativeRotation = { nextAt };
}

// What the watch needs beside the ports of a rotation. All of it only reads; a message that was looked at stays in its queue.
import type { Ports, SecretDescription } from '../ports.ts';
import type { RotationScheduleInput } from '../rotation-schedule.ts';

/** ListSecrets' answers may be some minutes old (API reference). */
export interface WatchedSecret extends SecretDescription {
  /** Milliseconds since the epoch, as all times here. */
  readonly createdAt?: number;
}

export interface WatchedSecrets {
  /** Tagged rekey:target, page by page; those in deletion too. */
  list(signal: AbortSignal): AsyncIterable<readonly WatchedSecret[]>;
  /** Tagged rekey:role=admin. */
  listAdmins(signal: AbortSignal): AsyncIterable<readonly WatchedSecret[]>;
  /** SecretStore.versionTimes of an admin credential. */
  adminVersionTimes(arn: string, signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
}

/** What a list tells of a schedule. */
export interface ListedSchedule {
  readonly name: string;
  readonly enabled: boolean;
  readonly targetArn: string;
  readonly createdAt?: number;
  readonly changedAt?: number;
}

export interface WatchedSchedule extends ListedSchedule {
  readonly schedulerExpression: string;
  readonly timezone: string;
  /** The first firing of a rate(). */
  readonly startAt?: number;
  readonly flexible: boolean;
  readonly roleArn?: string;
  readonly deadLetterArn?: string;
  /** What it starts the target with. */
  readonly input: string;
  /** The input, where it is one that we wrote. */
  readonly rotation?: RotationScheduleInput;
}

/** The schedules of the deployed group. */
export interface WatchedSchedules {
  list(signal: AbortSignal): AsyncIterable<readonly ListedSchedule[]>;
  find(name: string, signal: AbortSignal): Promise<WatchedSchedule | undefined>;
}

export interface QueuedMessage {
  readonly body: string;
  /** Message attributes, such as `SCHEDULE_ARN`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly sentAt?: number;
}

export interface QueueContents {
  /** As many as the queue says it holds, about. */
  readonly count: number;
  /** Some of them; none is taken away. */
  readonly messages: readonly QueuedMessage[];
}

export interface WatchedQueues {
  peek(queueUrl: string, signal: AbortSignal): Promise<QueueContents>;
}

export interface Subscription {
  /** Such as `email`. */
  readonly protocol: string;
  readonly endpoint: string;
  readonly confirmed: boolean;
}

export interface WatchedSubscriptions {
  list(topicArn: string, signal: AbortSignal): Promise<readonly Subscription[]>;
}

/** The stack that the watch belongs to. */
export interface WatchedStack {
  /** Such as `rekey-dev`. */
  readonly name: string;
  readonly region: string;
  readonly machineArn: string;
  readonly scheduleGroup: string;
  readonly noticeTopicArn: string;
  readonly refusedStartsArn: string;
  readonly refusedStartsUrl: string;
  readonly unclosedRunsUrl: string;
}

export interface WatchPorts extends Ports {
  readonly stack: WatchedStack;
  readonly watchedSecrets: WatchedSecrets;
  readonly schedules: WatchedSchedules;
  readonly queues: WatchedQueues;
  readonly subscriptions: WatchedSubscriptions;
}

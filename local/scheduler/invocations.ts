// Invocations that are under way: each attempt assumes the schedule's role and calls the target; what fails is tried
// again by the retry policy and ends in the dead-letter queue. At least once: a crash between call and note repeats it.
import { nextDelayMs } from '../backoff.ts';
import { createDueQueue } from '../due-queue.ts';
import { type Count, createCount } from '../metrics.ts';
import { createUuid } from '../random.ts';
import type { Environment, Principal } from '../service.ts';
import { isServiceError } from '../service-error.ts';
import { createExecutionId, replaceContextAttributes } from './context-attributes.ts';
import { type GivenUp, toDeadLetter } from './dead-letter.ts';
import { toDefaultInput } from './default-input.ts';
import {
  type Firing,
  type Invocation,
  type Schedule,
  type SchedulerStore,
  toGroupArn,
  toScheduleKey,
} from './store.ts';
import { toTargetCall } from './target-call.ts';

export interface Invocations {
  /** @param isLast no occurrence follows */
  add(schedule: Schedule, firing: Firing, isLast: boolean): void;
  /** Drops what is under way for schedules whose key begins so. */
  drop(scheduleKeyPrefix: string): void;
  start(): void;
  stop(): Promise<void>;
}

/** One attempt as it went out. */
interface Sent {
  readonly payload: string;
  readonly executionId: string;
}

const SERVICE_PRINCIPAL = 'scheduler.amazonaws.com';
const CONCURRENCY_MAX = 100;
const DEAD_LETTER_BYTES_MAX = 262_144;

export function createInvocations(environment: Environment, store: SchedulerStore): Invocations {
  const { clock, random } = environment;
  const count = createCount(environment, 'AWS/Scheduler', SERVICE_PRINCIPAL);
  const queue = createDueQueue({
    clock,
    what: 'Scheduler: invocation',
    isBegun: true,
    concurrencyMax: CONCURRENCY_MAX,
    run: async (key, signal) => {
      const before = store.invocations.get(key);
      if (before === undefined) return;
      const invocation = { ...before, attempts: before.attempts + 1 };
      const sent = toSent(environment, invocation);
      countOf(count, invocation, 'InvocationAttemptCount');
      try {
        await callTarget(environment, invocation, sent.payload, signal);
        finish(key, invocation);
      } catch (error) {
        if (signal.aborted) return; // the endpoint stops: the next start tries again
        countFailure(count, invocation, error);
        await retryOrGiveUp(key, invocation, sent, error, signal);
      }
    },
  });

  const retryOrGiveUp = async (
    key: string,
    invocation: Invocation,
    sent: Sent,
    error: unknown,
    signal: AbortSignal,
  ): Promise<void> => {
    const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } =
      invocation.target.RetryPolicy ?? {};
    const nextMs = clock.now() + nextDelayMs(random, invocation.attempts);
    const isOld = nextMs > invocation.dueMs + MaximumEventAgeInSeconds * 1000;
    if (invocation.attempts <= MaximumRetryAttempts && !isOld) {
      store.invocations.put(key, { ...invocation, nextMs });
      queue.set(key, nextMs);
      return;
    }
    await sendToDeadLetterQueue(environment, count, signal, {
      invocation,
      ...sent,
      ...describeError(error),
      exhausted: isOld ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts',
    });
    finish(key, invocation);
  };

  const finish = (key: string, invocation: Invocation): void => {
    environment.store.transaction(() => {
      store.invocations.delete(key);
      const schedule = store.schedules.get(invocation.scheduleKey);
      // An update meanwhile may have given it new occurrences.
      if (invocation.deletesSchedule && schedule !== undefined && schedule.next === undefined) {
        store.schedules.delete(invocation.scheduleKey);
      }
    });
  };

  return {
    add: (schedule, firing, isLast) => {
      const scheduleKey = toScheduleKey(schedule);
      const key = `${scheduleKey}/${createUuid(random)}`;
      store.invocations.put(key, {
        scheduleKey,
        scheduleArn: store.toScheduleArn(schedule.region, schedule.group, schedule.name),
        group: schedule.group,
        region: schedule.region,
        target: schedule.target,
        ...firing,
        attempts: 0,
        nextMs: firing.dueMs,
        deletesSchedule: isLast && schedule.actionAfterCompletion === 'DELETE',
      });
      queue.set(key, firing.dueMs);
    },
    drop: (scheduleKeyPrefix) => {
      for (const { key } of store.invocations.list({ prefix: scheduleKeyPrefix })) {
        queue.delete(key);
        store.invocations.delete(key);
      }
    },
    start: () => {
      for (const { key, document } of store.invocations.list()) queue.set(key, document.nextMs);
    },
    stop: () => queue.stop(),
  };
}

function toSent(environment: Environment, invocation: Invocation): Sent {
  const executionId = createExecutionId(environment.random);
  const input = invocation.target.Input ?? toDefaultInput(environment, invocation, executionId);
  const payload = replaceContextAttributes(input, {
    scheduleArn: invocation.scheduleArn,
    occurrenceMs: invocation.occurrenceMs,
    executionId,
    number: invocation.attempts,
  });
  return { payload, executionId };
}

async function callTarget(
  environment: Environment,
  invocation: Invocation,
  payload: string,
  signal: AbortSignal,
): Promise<void> {
  const { target, region } = invocation;
  const request = toTargetCall(target, payload, { region, endpointUrl: environment.endpointUrl() });
  const principal = assumeRole(environment, invocation);
  const output = await environment.call<{
    Entries?: { ErrorCode?: string; ErrorMessage?: string }[];
  }>({
    ...request,
    principal,
    signal,
  });
  if (request.service !== 'events' || request.operation !== 'PutEvents') return;
  // PutEvents refuses an entry without refusing the call.
  const refused = output.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
  if (refused !== undefined) {
    throw Object.assign(new Error(refused.ErrorMessage), { code: refused.ErrorCode, status: 400 });
  }
}

/** Trust policies that guard against a confused deputy name the schedule's group, never the schedule. */
function assumeRole(
  { identity, random, accountId }: Environment,
  { target, group, region }: Invocation,
): Principal {
  return identity.assumeRole({
    roleArn: target.RoleArn ?? '',
    sessionName: createExecutionId(random),
    servicePrincipal: SERVICE_PRINCIPAL,
    sourceArn: toGroupArn({ region, accountId }, group),
  });
}

async function sendToDeadLetterQueue(
  environment: Environment,
  count: Count,
  signal: AbortSignal,
  givenUp: GivenUp,
): Promise<void> {
  const { invocation } = givenUp;
  countOf(count, invocation, 'InvocationDroppedCount');
  environment.log({
    level: 'warn',
    message: `Scheduler gave up an invocation after ${String(invocation.attempts)} attempts (${givenUp.exhausted})`,
    resource: invocation.scheduleArn,
    result: givenUp.errorCode,
  });
  const queueArn = invocation.target.DeadLetterConfig?.Arn;
  if (queueArn === undefined) return;
  try {
    await environment.call({
      service: 'sqs',
      operation: 'SendMessage',
      region: queueArn.split(':')[3] ?? invocation.region,
      principal: assumeRole(environment, invocation),
      signal,
      input: toDeadLetter(givenUp, {
        queueArn,
        endpointUrl: environment.endpointUrl(),
        bytesMax: DEAD_LETTER_BYTES_MAX,
      }),
    });
    countOf(count, invocation, 'InvocationsSentToDeadLetterCount');
  } catch (error) {
    const { errorCode } = describeError(error);
    countOf(count, invocation, 'InvocationsFailedToBeSentToDeadLetterCount');
    countOf(count, invocation, `InvocationsFailedToBeSentToDeadLetterCount_${errorCode}`);
    environment.log({
      level: 'error',
      message: 'Scheduler could not send an invocation to its dead-letter queue',
      resource: queueArn,
      result: errorCode,
    });
  }
}

function describeError(error: unknown): Pick<GivenUp, 'errorCode' | 'errorMessage'> {
  if (isServiceError(error)) return { errorCode: error.code, errorMessage: error.message };
  return { errorCode: 'InternalFailure', errorMessage: 'The target failed unexpectedly.' };
}

function countFailure(count: Count, invocation: Invocation, error: unknown): void {
  countOf(count, invocation, 'TargetErrorCount');
  if (/Throttl|TooManyRequests/.test(describeError(error).errorCode)) {
    countOf(count, invocation, 'TargetErrorThrottledCount');
  }
}

function countOf(count: Count, { region, group }: Invocation, name: string): void {
  count({ region, name, dimensions: { ScheduleGroup: group } });
}

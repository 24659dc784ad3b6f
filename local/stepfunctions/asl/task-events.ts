// What a Task tells: in the words of an integration, or of a Lambda function named by its ARN.
import type { Effect } from './effect.ts';
import type { ErrorAndCause, NewEvent } from './history-event.ts';
import { outputDetails, toDetails } from './history-event.ts';
import type { TaskPhase, Thread } from './position.ts';
import { findResource, type Resource } from './resource.ts';
import type { Turn } from './turn.ts';

type TaskEffect = Extract<Effect, { kind: 'task' }>;

/** Tells that the call is scheduled and started, and asks for it to be made. */
export function scheduleTask(turn: Turn, thread: Thread, effect: TaskEffect): void {
  const resource = resourceOf(effect.resource);
  const scheduled = turn.tell(
    scheduledEvent(resource, effect, turn.facts.region),
    thread.previousEventId,
  );
  // An activity's Task is started by the worker that asks for it.
  const started =
    resource.kind === 'activity' ? scheduled : turn.tell(startedEvent(resource), scheduled);
  const { timeoutSeconds, heartbeatSeconds, token, roleArn } = effect;
  const task: TaskPhase = {
    kind: 'task',
    attempt: scheduled,
    resource: effect.resource,
    arguments: effect.arguments,
    ...(timeoutSeconds === undefined ? {} : { timeoutAt: turn.now + timeoutSeconds * 1000 }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
    ...(heartbeatSeconds === undefined || resource.kind === 'activity'
      ? {}
      : { heartbeatAt: turn.now + heartbeatSeconds * 1000 }),
    ...(token === undefined ? {} : { token }),
    ...(roleArn === undefined ? {} : { roleArn }),
  };
  turn.put({ ...thread, phase: task, previousEventId: started });
  turn.run({ threadId: thread.id, task });
}

/** A worker has asked for the activity's Task. */
export function tellActivityStarted(
  turn: Turn,
  thread: Thread,
  workerName: string | undefined,
): Thread {
  return tell(turn, thread, {
    type: 'ActivityStarted',
    detailsMember: 'activityStartedEventDetails',
    details: workerName === undefined ? {} : { workerName },
  });
}

/** There is no such activity. */
export function tellActivityScheduleFailed(
  turn: Turn,
  thread: Thread,
  failure: ErrorAndCause,
): Thread {
  return tell(turn, thread, {
    type: 'ActivityScheduleFailed',
    detailsMember: 'activityScheduleFailedEventDetails',
    details: toDetails(failure),
  });
}

/** The call that hands the token on has been answered. */
export function tellTaskSubmitted(
  turn: Turn,
  thread: Thread,
  task: TaskPhase,
  output: string,
): Thread {
  const details = { ...namesOf(integrationOf(task.resource)), output, outputDetails };
  return tell(turn, thread, {
    type: 'TaskSubmitted',
    detailsMember: 'taskSubmittedEventDetails',
    details,
  });
}

/** The call that was to begin a job has failed. */
export function tellTaskSubmitFailed(
  turn: Turn,
  thread: Thread,
  task: TaskPhase,
  failure: ErrorAndCause,
): Thread {
  const details = { ...namesOf(integrationOf(task.resource)), ...toDetails(failure) };
  return tell(turn, thread, {
    type: 'TaskSubmitFailed',
    detailsMember: 'taskSubmitFailedEventDetails',
    details,
  });
}

export function tellTaskSucceeded(
  turn: Turn,
  thread: Thread,
  task: TaskPhase,
  output: string,
): Thread {
  return tell(turn, thread, toEvent(task, 'Succeeded', { output, outputDetails }));
}

export function tellTaskFailed(
  turn: Turn,
  thread: Thread,
  task: TaskPhase,
  failure: ErrorAndCause,
): Thread {
  return tell(turn, thread, toEvent(task, 'Failed', toDetails(failure)));
}

export function tellTaskTimedOut(turn: Turn, thread: Thread, task: TaskPhase): Thread {
  return tell(turn, thread, toEvent(task, 'TimedOut', { error: 'States.Timeout' }));
}

function tell(turn: Turn, thread: Thread, event: NewEvent): Thread {
  return turn.put({ ...thread, previousEventId: turn.tell(event, thread.previousEventId) });
}

function scheduledEvent(
  resource: Resource,
  { arguments: callArguments, timeoutSeconds, heartbeatSeconds, roleArn }: TaskEffect,
  region: string,
): NewEvent {
  const credentials = roleArn === undefined ? {} : { taskCredentials: { roleArn } };
  const timeout = timeoutSeconds === undefined ? {} : { timeoutInSeconds: timeoutSeconds };
  const text = JSON.stringify(callArguments);
  if (resource.kind === 'function') {
    return {
      type: 'LambdaFunctionScheduled',
      detailsMember: 'lambdaFunctionScheduledEventDetails',
      details: {
        input: text,
        inputDetails: outputDetails,
        resource: resource.arn,
        ...timeout,
        ...credentials,
      },
    };
  }
  if (resource.kind === 'activity') {
    return {
      type: 'ActivityScheduled',
      detailsMember: 'activityScheduledEventDetails',
      details: {
        resource: resource.arn,
        input: text,
        inputDetails: outputDetails,
        ...timeout,
        ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
      },
    };
  }
  return {
    type: 'TaskScheduled',
    detailsMember: 'taskScheduledEventDetails',
    details: {
      ...namesOf(resource),
      region,
      parameters: text,
      ...timeout,
      ...(heartbeatSeconds === undefined ? {} : { heartbeatInSeconds: heartbeatSeconds }),
      ...credentials,
    },
  };
}

function startedEvent(resource: Exclude<Resource, { kind: 'activity' }>): NewEvent {
  if (resource.kind === 'function') return { type: 'LambdaFunctionStarted' };
  return {
    type: 'TaskStarted',
    detailsMember: 'taskStartedEventDetails',
    details: namesOf(resource),
  };
}

function toEvent(
  task: TaskPhase,
  how: 'Succeeded' | 'Failed' | 'TimedOut',
  details: Readonly<Record<string, unknown>>,
): NewEvent {
  const resource = resourceOf(task.resource);
  if (resource.kind === 'function') {
    return {
      type: `LambdaFunction${how}`,
      detailsMember: `lambdaFunction${how}EventDetails`,
      details,
    };
  }
  if (resource.kind === 'activity') {
    return { type: `Activity${how}`, detailsMember: `activity${how}EventDetails`, details };
  }
  return {
    type: `Task${how}`,
    detailsMember: `task${how}EventDetails`,
    details: { ...namesOf(resource), ...details },
  };
}

function namesOf({
  resourceType,
  resource,
}: Extract<Resource, { kind: 'integration' }>): Readonly<Record<string, string>> {
  return { resourceType, resource };
}

function integrationOf(arn: string): Extract<Resource, { kind: 'integration' }> {
  const resource = resourceOf(arn);
  if (resource.kind === 'integration') return resource;
  throw new Error(`${arn} is no integration`);
}

function resourceOf(arn: string): Resource {
  const resource = findResource(arn);
  if (resource === undefined) throw new Error(`${arn} is no resource`);
  return resource;
}

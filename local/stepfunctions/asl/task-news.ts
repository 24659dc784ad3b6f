// What is heard of a Task that waits: the answer of its call, its token, a heartbeat. Whatever comes too late is of an older attempt, or
// finds that nobody waits any more, and changes nothing.
import { failState } from './fail-state.ts';
import { awaitsJob } from './job.ts';
import type { Json } from './json.ts';
import type { Position, TaskNews, TaskPhase, TaskResult, Thread } from './position.ts';
import { isActivity } from './resource.ts';
import { StatesError } from './states-error.ts';
import {
  tellActivityScheduleFailed,
  tellActivityStarted,
  tellTaskFailed,
  tellTaskSubmitFailed,
  tellTaskSubmitted,
} from './task-events.ts';
import { applyTaskOutput } from './task-output.ts';
import type { Turn } from './turn.ts';

type WaitingThread = Thread & { readonly phase: TaskPhase };

export async function applyTaskEnded(
  turn: Turn,
  { result, ...news }: TaskNews & { readonly result: TaskResult },
): Promise<void> {
  const thread = findWaiting(turn.position(), news);
  if (thread === undefined) return;
  const { phase } = thread;
  if (isActivity(phase.resource)) {
    await applyActivityScheduled(turn, thread, result);
    return;
  }
  const isJob = awaitsJob(phase.resource) && phase.job === undefined;
  if (result.kind === 'failed') {
    await applyResult(turn, thread, result, isJob ? 'TaskSubmitFailed' : 'TaskFailed');
    return;
  }
  if (isJob) {
    followJob(turn, thread, result.output);
    return;
  }
  if (phase.token === undefined) {
    await applyResult(turn, thread, result);
    return;
  }
  const submitted = tellTaskSubmitted(turn, thread, phase, JSON.stringify(result.output));
  if (phase.sentBack === undefined) {
    turn.put({ ...submitted, phase: { ...phase, isSubmitted: true } });
  } else await applyResult(turn, { ...submitted, phase }, phase.sentBack);
}

/** The Task waits for a worker, or there is none to wait for. */
async function applyActivityScheduled(
  turn: Turn,
  thread: WaitingThread,
  result: TaskResult,
): Promise<void> {
  if (result.kind === 'succeeded') {
    turn.put({ ...thread, phase: { ...thread.phase, isSubmitted: true } });
    return;
  }
  const told = tellActivityScheduleFailed(turn, thread, result);
  await failState(turn, told, new StatesError(result.error, result.cause));
}

/** A worker has asked for the Task: its heartbeats count from now on. */
export function applyActivityStarted(
  turn: Turn,
  { workerName, ...news }: TaskNews & { readonly workerName?: string | undefined },
): void {
  const thread = findWaiting(turn.position(), news);
  if (thread === undefined || thread.phase.isStarted === true) return;
  const told = tellActivityStarted(turn, thread, workerName);
  const seconds = thread.phase.heartbeatSeconds;
  turn.put({
    ...told,
    phase: {
      ...thread.phase,
      isSubmitted: true,
      isStarted: true,
      ...(seconds === undefined ? {} : { heartbeatAt: turn.now + seconds * 1000 }),
    },
  });
}

/** The call has begun the job: from now on the job is followed. */
function followJob(turn: Turn, thread: WaitingThread, job: Json): void {
  const submitted = tellTaskSubmitted(turn, thread, thread.phase, JSON.stringify(job));
  const task: TaskPhase = { ...thread.phase, isSubmitted: true, job };
  turn.put({ ...submitted, phase: task });
  turn.run({ threadId: thread.id, task });
}

export async function applyTokenSent(
  turn: Turn,
  { result, ...news }: TaskNews & { readonly result: TaskResult },
): Promise<void> {
  const thread = findWaiting(turn.position(), news);
  if (thread === undefined || !isTokenAwaited(thread.phase)) return;
  if (thread.phase.isSubmitted === true) await applyResult(turn, thread, result);
  // Whoever was handed the token has been quicker than the answer of the call that handed it on.
  else turn.put({ ...thread, phase: { ...thread.phase, sentBack: result } });
}

export function applyHeartbeat(turn: Turn, news: TaskNews): void {
  const thread = findWaiting(turn.position(), news);
  const seconds = thread?.phase.heartbeatSeconds;
  if (thread === undefined || seconds === undefined) return;
  turn.put({ ...thread, phase: { ...thread.phase, heartbeatAt: turn.now + seconds * 1000 } });
}

export function isTokenAwaited({ token, sentBack }: TaskPhase): boolean {
  return token !== undefined && sentBack === undefined;
}

function findWaiting(
  position: Position,
  { threadId, attempt }: TaskNews,
): WaitingThread | undefined {
  const thread = position.threads[threadId];
  if (thread?.phase.kind !== 'task' || thread.phase.attempt !== attempt) return undefined;
  return { ...thread, phase: thread.phase };
}

async function applyResult(
  turn: Turn,
  thread: WaitingThread,
  result: TaskResult,
  failedType: 'TaskFailed' | 'TaskSubmitFailed' = 'TaskFailed',
): Promise<void> {
  if (result.kind === 'succeeded') {
    await applyTaskOutput(turn, thread, thread.phase, result.output);
    return;
  }
  const tell = failedType === 'TaskFailed' ? tellTaskFailed : tellTaskSubmitFailed;
  const told = tell(turn, thread, thread.phase, result);
  await failState(turn, told, new StatesError(result.error, result.cause));
}

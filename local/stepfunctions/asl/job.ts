// Jobs: a Task whose Resource ends so begins something, and ends when that ends (AWS documentation, "Run a Job (.sync)").
import type { Position, TaskPhase } from './position.ts';

const SUFFIX = /\.sync(:2)?$/;

/** Whether a Resource waits for what its call begins. */
export function awaitsJob(resource: string): boolean {
  return SUFFIX.test(resource);
}

/** Whether somebody must act for the Task to end: make its call, or follow the job that the call began. */
export function needsRun({ isSubmitted, job }: TaskPhase): boolean {
  return isSubmitted !== true || job !== undefined;
}

/** Tasks whose jobs an execution waited for and no longer waits for: they have ended, or something else has. */
export function listAbandonedJobs(before: Position, after: Position): readonly TaskPhase[] {
  const abandoned: TaskPhase[] = [];
  if (before.status !== 'RUNNING') return abandoned;
  for (const { id, phase } of Object.values(before.threads)) {
    if (phase.kind !== 'task' || phase.job === undefined) continue;
    if (!isAwaited(after, id, phase.attempt)) abandoned.push(phase);
  }
  return abandoned;
}

/** Whether this attempt of the Task still waits to be told how it ended. */
export function isAwaited(position: Position, threadId: string, attempt: number): boolean {
  const phase = position.threads[threadId]?.phase;
  return position.status === 'RUNNING' && phase?.kind === 'task' && phase.attempt === attempt;
}

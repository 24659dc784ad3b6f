// A task token that comes back: which Task it means, and whether that one still waits for it.
import { isSameText } from '../../constant-time.ts';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import { isTokenAwaited } from '../asl/task-news.ts';
import { findTokenPlace } from '../asl/task-token.ts';
import { invalidTaskToken, taskTimedOut } from '../errors.ts';
import { findExecution } from '../lookup.ts';
import type { Parts, SendToken } from '../parts.ts';

const constraints: Constraints = { taskToken: { length: [1, 2048], sensitive: true } };

export function createSendToken(parts: Omit<Parts, 'sendToken'>): SendToken {
  /** Being sent back this moment: of two who send the same, one comes too late. */
  const taken = new Set<string>();
  return async (input, context, sent) => {
    checkConstraints(constraints, input);
    const { taskToken = '' } = input;
    const place = findTokenPlace(taskToken);
    if (place === undefined) throw invalidTaskToken();
    const key = findExecution(parts, place.executionArn, context)?.key ?? '';
    const attempt = findAttempt(parts, key, place.threadId, taskToken);
    if (attempt === undefined || taken.has(taskToken)) throw taskTimedOut();
    const news = { ...sent, threadId: place.threadId, attempt };
    if (sent.kind === 'tokenSent') taken.add(taskToken);
    try {
      await parts.engine.sendNews(key, news);
    } finally {
      if (sent.kind === 'tokenSent') taken.delete(taskToken);
    }
  };
}

/** The attempt of the Task that waits for the token. */
function findAttempt(
  { store }: Pick<Parts, 'store'>,
  key: string,
  threadId: string,
  token: string,
): number | undefined {
  const position = store.positions.get(key);
  const phase = position?.status === 'RUNNING' ? position.threads[threadId]?.phase : undefined;
  if (phase?.kind !== 'task' || !isTokenAwaited(phase)) return undefined;
  return isSameText(phase.token ?? '', token) ? phase.attempt : undefined;
}

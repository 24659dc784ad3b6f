// GetExecutionHistory: ids are dense from 1, so that a page is a range of ids in either order.
import type { GetExecutionHistoryInput, GetExecutionHistoryOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { invalidToken } from '../errors.ts';
import { toHistoryEvent } from '../history-view.ts';
import { loadExecution } from '../lookup.ts';
import { pageSize, parseToken, toToken } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';
import { eventKey } from '../store.ts';

export function createGetExecutionHistory(
  parts: Parts,
): Action<GetExecutionHistoryInput, GetExecutionHistoryOutput> {
  const { store } = parts;
  return {
    permissions: ({ executionArn = '*' }) => permitOn('GetExecutionHistory', executionArn),
    run: (input, context) => {
      const { executionArn = '', reverseOrder = false, includeExecutionData = true } = input;
      const { key } = loadExecution(parts, executionArn, context);
      const [newest] = store.events.list({ prefix: `${key}/`, reverse: true, limit: 1 });
      const last = newest?.document.id ?? 0;
      const first = findFirst(input.nextToken) ?? (reverseOrder ? last : 1);
      const ids = reverseOrder
        ? countDown(first, pageSize(input))
        : countUp(first, last, pageSize(input));
      const events = ids.flatMap((id) => {
        const event = store.events.get(eventKey(key, id));
        return event === undefined ? [] : [toHistoryEvent(event, includeExecutionData)];
      });
      const next = (ids.at(-1) ?? 0) + (reverseOrder ? -1 : 1);
      const isMore = ids.length > 0 && next >= 1 && next <= last;
      return { events, ...(isMore ? { nextToken: toToken(String(next)) } : {}) };
    },
  };
}

function findFirst(token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  const id = Number(parseToken(token));
  if (!Number.isInteger(id) || id < 1) throw invalidToken(token);
  return id;
}

function countUp(first: number, last: number, size: number): number[] {
  const length = Math.max(Math.min(size, last - first + 1), 0);
  return Array.from({ length }, (_, index) => first + index);
}

function countDown(first: number, size: number): number[] {
  return Array.from({ length: Math.min(size, first) }, (_, index) => first - index);
}

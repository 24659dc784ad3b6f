// GetExecutionHistory: ids are dense from 1, so that a page is a range of ids in either order.
import type { GetExecutionHistoryInput, GetExecutionHistoryOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import type { HistoryEvent } from '../asl/history-event.ts';
import { invalidToken, wrongResourceType } from '../errors.ts';
import { toHistoryEvent } from '../executions/history-view.ts';
import { loadExecution } from '../lookup.ts';
import { type PagedList, pageSize, parseToken, toToken } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOnExecution } from '../permission.ts';
import { eventKey, type StatesStore } from '../store.ts';

export function createGetExecutionHistory(
  parts: Parts,
): Action<GetExecutionHistoryInput, GetExecutionHistoryOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ executionArn }, context) =>
      permitOnExecution(parts, 'GetExecutionHistory', executionArn, context),
    run: (input, context) => {
      const { executionArn = '', reverseOrder = false, includeExecutionData = true } = input;
      const { key, execution } = loadExecution(parts, executionArn, context);
      if (execution.expressId !== undefined) throw wrongResourceType('express');
      const last = findLast(store, key);
      const size = pageSize(input);
      const list = ['history', executionArn, reverseOrder, includeExecutionData];
      const paged: PagedList = { clock: environment.clock, list };
      const begin = findFirst(input.nextToken, paged) ?? (reverseOrder ? last : 1);
      const [from, to] = reverseOrder
        ? [Math.max(begin - size + 1, 1), begin]
        : [begin, Math.min(begin + size - 1, last)];
      const events = listEvents(store, key, from, to).map((event) =>
        toHistoryEvent(event, includeExecutionData),
      );
      const next = reverseOrder ? from - 1 : to + 1;
      return {
        events: reverseOrder ? events.reverse() : events,
        ...(next >= 1 && next <= last ? { nextToken: toToken(String(next), paged) } : {}),
      };
    },
  };
}

function findLast({ events }: StatesStore, key: string): number {
  const [newest] = events.list({ prefix: `${key}/`, reverse: true, limit: 1 });
  return newest?.document.at(-1)?.id ?? 0;
}

/** Each step's events lie under the id of its last one, so the first that matters is the next key. */
function listEvents(
  { events }: StatesStore,
  key: string,
  from: number,
  to: number,
): HistoryEvent[] {
  if (to < from) return [];
  return events
    .list({ prefix: `${key}/`, after: eventKey(key, from - 1), limit: to - from + 1 })
    .flatMap(({ document }) => document)
    .filter(({ id }) => id >= from && id <= to);
}

function findFirst(token: string | undefined, paged: PagedList): number | undefined {
  if (token === undefined) return undefined;
  const id = Number(parseToken(token, paged));
  if (!Number.isInteger(id) || id < 1) throw invalidToken(token);
  return id;
}

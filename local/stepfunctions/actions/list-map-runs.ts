// ListMapRuns of an execution, the newest first.
import type { ListMapRunsInput, ListMapRunsOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadExecution } from '../lookup.ts';
import { toListedMapRun } from '../map-runs/map-run-view.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOnExecution } from '../permission.ts';

export function createListMapRuns(parts: Parts): Action<ListMapRunsInput, ListMapRunsOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ executionArn }, context) =>
      permitOnExecution(parts, 'ListMapRuns', executionArn, context),
    run: (input, context) => {
      const { executionArn = '' } = input;
      const { key } = loadExecution(parts, executionArn, context);
      const { items, nextToken } = loadPage(
        { ...input, clock: environment.clock, list: ['map-runs', executionArn] },
        (before, limit) =>
          store.mapRunsOf.list({
            ...{ prefix: `${key}/`, limit, reverse: true },
            ...(before === '' ? {} : { before }),
          }),
        (mapRun) => {
          const document = store.mapRuns.get(mapRun);
          return document && toListedMapRun(context, mapRun, document, store);
        },
      );
      return { mapRuns: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
    },
  };
}

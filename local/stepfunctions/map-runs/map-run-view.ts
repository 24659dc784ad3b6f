// A map run as the API answers it.
import type {
  DescribeMapRunOutput,
  MapRunExecutionCounts,
  MapRunItemCounts,
} from '@aws-sdk/client-sfn';
import { type Place, toExecutionArn, toMachineArn } from '../names.ts';
import type { StatesStore } from '../store.ts';
import {
  CHILD_STATES,
  type Count,
  type MapRunCounts,
  type MapRunDocument,
  toLabelled,
  toMapRunArn,
} from './map-run-document.ts';

export function toMapRun(
  place: Place,
  { key, document, counts }: { key: string; document: MapRunDocument; counts: MapRunCounts },
  store: Pick<StatesStore, 'executions'>,
): DescribeMapRunOutput {
  const { redrivenAt, status } = document;
  return {
    ...toMapRunItem(place, key, document, store),
    status,
    maxConcurrency: document.maxConcurrency,
    toleratedFailureCount: document.toleratedFailureCount,
    toleratedFailurePercentage: document.toleratedFailurePercentage,
    itemCounts: toCounts(counts, 'items', status !== 'RUNNING'),
    executionCounts: toCounts(counts, 'executions', status !== 'RUNNING'),
    redriveCount: document.redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
  };
}

/** What DescribeMapRun and ListMapRuns both say. */
function toMapRunItem(
  place: Place,
  key: string,
  { parentKey, startedAt, stoppedAt }: MapRunDocument,
  { executions }: Pick<StatesStore, 'executions'>,
) {
  const execution = executions.get(parentKey);
  return {
    mapRunArn: toMapRunArn(place, key),
    executionArn: execution === undefined ? '' : toExecutionArn(place, execution),
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
  };
}

export function toListedMapRun(
  place: Place,
  key: string,
  document: MapRunDocument,
  store: Pick<StatesStore, 'executions'>,
) {
  return {
    ...toMapRunItem(place, key, document, store),
    // Recorded: with the label.
    stateMachineArn: toMachineArn(place, toLabelled(document)),
  };
}

/** Nothing is known of it yet, or it ended before its items were. */
export function noCounts(planned: Count = { executions: 0, items: 0 }): MapRunCounts {
  const none = { executions: 0, items: 0 };
  return {
    ...(Object.fromEntries(CHILD_STATES.map((state) => [state, none])) as unknown as MapRunCounts),
    pending: planned,
  };
}

function toCounts(
  counts: MapRunCounts,
  of: keyof Count,
  hasEnded: boolean,
): MapRunExecutionCounts & MapRunItemCounts {
  const count = (state: keyof MapRunCounts): number => counts[state][of];
  const total = CHILD_STATES.reduce((sum, state) => sum + count(state), 0);
  return {
    pending: count('pending'),
    running: count('running'),
    succeeded: count('succeeded'),
    failed: count('failed') + count('failedForGood'),
    timedOut: count('timedOut'),
    aborted: count('aborted'),
    total,
    // Recorded: of all of them once it has ended, those that never began and maps without a ResultWriter too.
    resultsWritten: hasEnded ? total : 0,
    failuresNotRedrivable: count('failedForGood'),
    pendingRedrive: count('pendingRedrive'),
  };
}

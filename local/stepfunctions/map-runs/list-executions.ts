// ListExecutions of a map run: those that have begun, and those that a redrive is yet to begin again. The newest first (recorded).
import type {
  ExecutionStatus,
  ListExecutionsInput,
  ListExecutionsOutput,
} from '@aws-sdk/client-sfn';
import type { CallContext } from '../../service.ts';
import { toListedExecution } from '../executions/listed-execution.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { createChildren } from './children.ts';
import { loadMapRun } from './load-map-run.ts';

export function listOfMapRun(
  parts: Parts,
  mapRunArn: string,
  input: ListExecutionsInput,
  context: CallContext,
): ListExecutionsOutput {
  const { environment, store } = parts;
  const { statusFilter, redriveFilter } = input;
  const { key, document } = loadMapRun(parts, mapRunArn, context);
  const children = createChildren(parts, key, document, () => {});
  const { items, nextToken } = loadPage(
    {
      ...input,
      clock: environment.clock,
      list: ['map-run', mapRunArn, statusFilter, redriveFilter],
    },
    (before, limit) =>
      store.mapRunItems.list({
        ...{ prefix: `${key}/`, limit, reverse: true },
        ...(before === '' ? {} : { before }),
      }),
    ({ itemCount }, itemKey) => {
      const execution = children.find(Number(itemKey.slice(key.length + 1)));
      if (execution === undefined) return undefined;
      const isPending = children.stateOf(execution) === 'pendingRedrive';
      const status: ExecutionStatus =
        isPending && document.status === 'RUNNING' ? 'PENDING_REDRIVE' : execution.status;
      if (statusFilter !== undefined && status !== statusFilter) return undefined;
      const isRedriven = execution.redriveCount > 0 ? 'REDRIVEN' : 'NOT_REDRIVEN';
      if (redriveFilter !== undefined && isRedriven !== redriveFilter) return undefined;
      return { ...toListedExecution(execution, context), status, mapRunArn, itemCount };
    },
  );
  return { executions: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
}

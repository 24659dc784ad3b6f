// ListExecutions of a machine, the newest first.
import type {
  ExecutionListItem,
  ListExecutionsInput,
  ListExecutionsOutput,
} from '@aws-sdk/client-sfn';
import type { Action, CallContext } from '../../service.ts';
import { createStatesError, unsupported } from '../errors.ts';
import { loadMachine } from '../lookup.ts';
import { toExecutionArn, toMachineArn } from '../names.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOnMachine } from '../permission.ts';
import type { ExecutionDocument } from '../store.ts';

export function createListExecutions(
  parts: Parts,
): Action<ListExecutionsInput, ListExecutionsOutput> {
  const { store } = parts;
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnMachine(parts, 'ListExecutions', stateMachineArn, context),
    run: (input, context) => {
      const { stateMachineArn: arn, statusFilter, redriveFilter } = input;
      if (input.mapRunArn !== undefined) throw unsupported('Listing the executions of a map run');
      if (arn === undefined) {
        throw createStatesError(
          'ValidationException',
          'Must provide a State Machine ARN or Map Run ARN',
        );
      }
      const { key: machine } = loadMachine(parts, arn, context);
      const { items, nextToken } = loadPage(
        input,
        (after, limit) => store.newest.list({ prefix: `${machine}/`, after, limit }),
        (key) => {
          const execution = store.executions.get(key);
          if (execution === undefined) return undefined;
          if (statusFilter !== undefined && execution.status !== statusFilter) return undefined;
          const isRedriven = execution.redriveCount > 0 ? 'REDRIVEN' : 'NOT_REDRIVEN';
          if (redriveFilter !== undefined && isRedriven !== redriveFilter) return undefined;
          return toItem(execution, context);
        },
      );
      return { executions: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
    },
  };
}

function toItem(execution: ExecutionDocument, context: CallContext): ExecutionListItem {
  const { stoppedAt, redrivenAt } = execution;
  return {
    executionArn: toExecutionArn(context, execution),
    stateMachineArn: toMachineArn(context, execution.machineName),
    name: execution.name,
    status: execution.status,
    startDate: new Date(execution.startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    redriveCount: execution.redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
  };
}

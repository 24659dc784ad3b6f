// ListExecutions of a machine, of one of its versions or aliases, the newest first.
import type { ListExecutionsInput, ListExecutionsOutput } from '@aws-sdk/client-sfn';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { invalidInput, stateMachineTypeNotSupported } from '../errors.ts';
import { toListedExecution } from '../executions/listed-execution.ts';
import { isExpired } from '../executions/retention.ts';
import { loadQualified, type QualifiedMachine } from '../lookup.ts';
import { listOfMapRun } from '../map-runs/list-executions.ts';
import { loadPage } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { permitOnTagged } from '../permission.ts';
import type { ExecutionDocument } from '../store.ts';

const constraints: Constraints = {
  statusFilter: {
    values: ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'],
  },
  redriveFilter: { values: ['REDRIVEN', 'NOT_REDRIVEN'] },
};

export function createListExecutions(
  parts: Parts,
): Action<ListExecutionsInput, ListExecutionsOutput> {
  const { environment, store } = parts;
  return {
    permissions: ({ stateMachineArn }, context) =>
      permitOnTagged(parts, 'ListExecutions', stateMachineArn, context),
    run: (input, context) => {
      checkConstraints(constraints, input);
      const { stateMachineArn: arn, mapRunArn, statusFilter, redriveFilter } = input;
      if (arn !== undefined && mapRunArn !== undefined) {
        throw invalidInput('Must provide either a State Machine ARN or a Map Run ARN, not both');
      }
      if (mapRunArn !== undefined) return listOfMapRun(parts, mapRunArn, input, context);
      if (arn === undefined) throw invalidInput('Must provide a State Machine ARN or Map Run ARN');
      if (statusFilter === 'PENDING_REDRIVE') {
        throw invalidInput('The status filter PENDING_REDRIVE is for the executions of a Map Run');
      }
      const found = loadQualified(parts, arn, context);
      if (found.machine.type === 'EXPRESS') throw stateMachineTypeNotSupported();
      const now = environment.clock.now();
      const { items, nextToken } = loadPage(
        {
          ...input,
          clock: environment.clock,
          list: ['executions', arn, statusFilter, redriveFilter],
        },
        (after, limit) => store.newest.list({ prefix: `${found.key}/`, after, limit }),
        (key) => {
          const execution = store.executions.get(key);
          if (execution === undefined || isExpired(execution, now)) return undefined;
          // A machine of the same name that has been deleted had executions of its own.
          if (execution.startedAt < found.machine.createdAt) return undefined;
          if (!isOf(execution, found)) return undefined;
          if (statusFilter !== undefined && execution.status !== statusFilter) return undefined;
          const isRedriven = execution.redriveCount > 0 ? 'REDRIVEN' : 'NOT_REDRIVEN';
          if (redriveFilter !== undefined && isRedriven !== redriveFilter) return undefined;
          return toListedExecution(execution, context);
        },
      );
      return { executions: [...items], ...(nextToken === undefined ? {} : { nextToken }) };
    },
  };
}

function isOf(execution: ExecutionDocument, { version, alias }: QualifiedMachine): boolean {
  if (alias !== undefined) return execution.alias === alias.name;
  return version === undefined || execution.version === version.number;
}

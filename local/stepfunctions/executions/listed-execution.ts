// An execution as ListExecutions answers it.
import type { ExecutionListItem } from '@aws-sdk/client-sfn';
import { type Place, toExecutionArn, toMachineArns, toShownName } from '../names.ts';
import type { ExecutionDocument } from '../store.ts';

export function toListedExecution(execution: ExecutionDocument, place: Place): ExecutionListItem {
  const { stoppedAt, redrivenAt } = execution;
  return {
    executionArn: toExecutionArn(place, execution),
    ...toMachineArns(place, execution),
    name: toShownName(execution),
    status: execution.status,
    startDate: new Date(execution.startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    redriveCount: execution.redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
  };
}

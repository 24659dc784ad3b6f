// The detail of `Step Functions Execution Status Change` (Step Functions guide, "Automating with EventBridge").

import { bytesOf } from './asl/json.ts';
import type { ExecutionFacts } from './asl/visit.ts';
import { redriveOf } from './redrivable.ts';
import type { ExecutionDocument } from './store.ts';

/** AWS leaves input and output out where the event would become larger. */
const DATA_BYTES_MAX = 248 * 1024;

export function toStatusDetail(
  facts: ExecutionFacts,
  execution: ExecutionDocument,
): Readonly<Record<string, unknown>> {
  const { input, output } = execution;
  const fits = bytesOf(input) + bytesOf(output ?? '') <= DATA_BYTES_MAX;
  const { redriveStatus, redriveStatusReason } = redriveOf(execution);
  return {
    executionArn: facts.executionArn,
    stateMachineArn: facts.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt ?? null,
    input: fits ? input : null,
    output: fits ? (output ?? null) : null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redrivenAt ?? null,
    redriveStatus,
    redriveStatusReason: redriveStatusReason ?? null,
    inputDetails: { included: fits },
    outputDetails: output === undefined ? null : { included: fits },
    error: execution.error ?? null,
    cause: execution.cause ?? null,
  };
}

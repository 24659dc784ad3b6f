// The detail of `Step Functions Execution Status Change` (Step Functions guide, "Automating with EventBridge").

import { bytesOf } from '../asl/json.ts';
import type { ExecutionFacts } from '../asl/visit.ts';
import { redriveOf } from '../executions/redrivable.ts';
import type { ExecutionDocument } from '../store.ts';

/** The guide on these events: an output that is longer when escaped is left out, and an input that is longer together with it. */
const DATA_BYTES_MAX = 248 * 1024;

export function toStatusDetail(
  facts: ExecutionFacts,
  execution: ExecutionDocument,
): Readonly<Record<string, unknown>> {
  const { input, output } = execution;
  const outputBytes = output === undefined ? 0 : escapedBytesOf(output);
  const outputFits = outputBytes <= DATA_BYTES_MAX;
  const inputFits = escapedBytesOf(input) + (outputFits ? outputBytes : 0) <= DATA_BYTES_MAX;
  const { redriveStatus, redriveStatusReason } = redriveOf(execution);
  return {
    executionArn: facts.executionArn,
    stateMachineArn: facts.machineArn,
    name: execution.name,
    status: execution.status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt ?? null,
    input: inputFits ? input : null,
    output: outputFits ? (output ?? null) : null,
    stateMachineVersionArn: facts.versionArn ?? null,
    stateMachineAliasArn: facts.aliasArn ?? null,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redrivenAt ?? null,
    redriveStatus,
    redriveStatusReason: redriveStatusReason ?? null,
    inputDetails: { included: inputFits },
    outputDetails: output === undefined ? null : { included: outputFits },
    error: execution.error ?? null,
    cause: execution.cause ?? null,
  };
}

function escapedBytesOf(text: string): number {
  return bytesOf(JSON.stringify(text)) - 2;
}

// DescribeExecution
import type { DescribeExecutionInput, DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Action } from '../../service.ts';
import { loadExecution } from '../lookup.ts';
import { toMachineArn } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';
import { redriveOf } from '../redrivable.ts';

export function createDescribeExecution(
  parts: Parts,
): Action<DescribeExecutionInput, DescribeExecutionOutput> {
  return {
    permissions: ({ executionArn = '*' }) => permitOn('DescribeExecution', executionArn),
    run: ({ executionArn = '', includedData }, context) => {
      const { execution } = loadExecution(parts, executionArn, context);
      const { stoppedAt, output, error, cause, redrivenAt, traceHeader } = execution;
      const included = includedData !== 'METADATA_ONLY';
      return {
        executionArn,
        stateMachineArn: toMachineArn(context, execution.machineName),
        name: execution.name,
        status: execution.status,
        startDate: new Date(execution.startedAt),
        ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
        ...(included ? { input: execution.input } : {}),
        inputDetails: { included },
        ...(output !== undefined && included ? { output } : {}),
        ...(output === undefined ? {} : { outputDetails: { included } }),
        ...(traceHeader === undefined ? {} : { traceHeader }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
        redriveCount: execution.redriveCount,
        ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
        ...redriveOf(execution),
      };
    },
  };
}

// DescribeExecution
import type { DescribeExecutionInput, DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { includedDataConstraints, toData } from '../executions/included-data.ts';
import { redriveOf } from '../executions/redrivable.ts';
import { loadRedriveFacts } from '../executions/redrive-facts.ts';
import { loadExecution } from '../lookup.ts';
import { toMapRunArn } from '../map-runs/map-run-document.ts';
import { toMachineArns, toShownName } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOnExecution } from '../permission.ts';

export function createDescribeExecution(
  parts: Parts,
): Action<DescribeExecutionInput, DescribeExecutionOutput> {
  return {
    permissions: ({ executionArn }, context) =>
      permitOnExecution(parts, 'DescribeExecution', executionArn, context),
    run: (input, context) => {
      checkConstraints(includedDataConstraints, input);
      const { executionArn = '', includedData } = input;
      const { key, execution } = loadExecution(parts, executionArn, context);
      const { stoppedAt, redrivenAt } = execution;
      return {
        executionArn,
        ...toMachineArns(context, execution),
        ...(execution.mapRun === undefined
          ? {}
          : { mapRunArn: toMapRunArn(context, execution.mapRun.key) }),
        name: toShownName(execution),
        status: execution.status,
        startDate: new Date(execution.startedAt),
        ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
        ...toData(execution, includedData),
        redriveCount: execution.redriveCount,
        ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
        ...redriveOf(execution, loadRedriveFacts(parts, key, execution)),
      };
    },
  };
}

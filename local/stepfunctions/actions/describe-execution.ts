// DescribeExecution
import type { DescribeExecutionInput, DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { includedDataConstraints, toData } from '../included-data.ts';
import { loadExecution } from '../lookup.ts';
import { toMapRunArn } from '../map-runs/map-run-document.ts';
import { toMachineArns, toShownName } from '../names.ts';
import type { Parts } from '../parts.ts';
import { permitOn } from '../permission.ts';
import { redriveOf } from '../redrivable.ts';
import { loadRedriveFacts } from '../redrive-facts.ts';

export function createDescribeExecution(
  parts: Parts,
): Action<DescribeExecutionInput, DescribeExecutionOutput> {
  return {
    permissions: ({ executionArn = '*' }) => permitOn('DescribeExecution', executionArn),
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

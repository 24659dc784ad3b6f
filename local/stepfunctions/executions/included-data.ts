// Whether an answer carries what an execution works on (API reference, includedData).
import type { DescribeExecutionOutput } from '@aws-sdk/client-sfn';
import type { Constraints } from '../../constraints.ts';
import type { ExecutionDocument } from '../store.ts';

export const includedDataConstraints: Constraints = {
  includedData: { values: ['ALL_DATA', 'METADATA_ONLY'] },
};

type Data = Pick<
  DescribeExecutionOutput,
  'input' | 'inputDetails' | 'output' | 'outputDetails' | 'error' | 'cause' | 'traceHeader'
>;

/** How an execution answers what it works on and how it ended. */
export function toData(execution: ExecutionDocument, includedData: string | undefined): Data {
  const { input, output, error, cause, traceHeader } = execution;
  const included = includedData !== 'METADATA_ONLY';
  return {
    ...(included ? { input } : {}),
    inputDetails: { included },
    ...(output !== undefined && included ? { output } : {}),
    ...(output === undefined ? {} : { outputDetails: { included } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(traceHeader === undefined ? {} : { traceHeader }),
  };
}

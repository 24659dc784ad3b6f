import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  InvalidArn,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createManualClock } from '../../../local/clock.ts';
import { createClientConfig } from '../../../src/aws/clients.ts';
import { createExecutions } from '../../../src/aws/executions.ts';

const arn = 'arn:aws:states:us-east-1:000000000000:execution:rekey-dev-rotation:one';
const { signal } = new AbortController();
const aws = mockClient(SFNClient);
const executions = createExecutions(createClientConfig('us-east-1'), createManualClock(0));

beforeEach(() => {
  aws.reset();
});

test.each(['RUNNING', 'PENDING_REDRIVE'] as const)(
  'an execution that is %s runs',
  async (status) => {
    aws.on(DescribeExecutionCommand, { executionArn: arn }).resolves({ status });
    expect(await executions.find(arn, signal)).toEqual({ kind: 'running' });
  },
);

test('an execution that ended says when and how', async () => {
  aws.on(DescribeExecutionCommand).resolves({ status: 'ABORTED', stopDate: new Date(9000) });
  expect(await executions.find(arn, signal)).toEqual({
    kind: 'ended',
    endedAt: 9000,
    status: 'ABORTED',
  });
});

test.each([
  new ExecutionDoesNotExist({ message: 'Execution Does Not Exist', $metadata: {} }),
  new InvalidArn({ message: 'Invalid Arn', $metadata: {} }),
])('an execution that AWS does not know is unknown ($name)', async (error) => {
  aws.on(DescribeExecutionCommand).rejects(error);
  expect(await executions.find(arn, signal)).toEqual({ kind: 'unknown' });
});

test('a throttled question is asked again later', async () => {
  aws
    .on(DescribeExecutionCommand)
    .rejects(Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }));
  await expect(executions.find(arn, signal)).rejects.toMatchObject({ code: 'Rekey.Transient' });
});

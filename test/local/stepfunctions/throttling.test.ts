// Far more starts than the quota lets through: what was acknowledged runs to its end, what was not is refused in words that SDKs try again.
import {
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
  type StartExecutionOutput,
} from '@aws-sdk/client-sfn';
import { expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { createStepFunctions } from '../../../local/stepfunctions/service.ts';
import { createStore } from '../../../local/store.ts';
import { createLoneEnvironment, run } from '../../support/lone-environment.ts';
import { startStates } from './states.ts';

const ROLE = 'arn:aws:iam::000000000000:role/machine';
const PASS = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };

test('of ten thousand starts at once a bucketful is taken, and every one of those ends', async () => {
  const clock = createManualClock(Date.UTC(2026, 0, 1));
  const environment = createLoneEnvironment({ clock, store: createStore(), answer: () => ({}) });
  const service = createStepFunctions(environment);
  const { stateMachineArn } = await run<{ stateMachineArn: string }>(
    service,
    'CreateStateMachine',
    { name: 'm', roleArn: ROLE, definition: JSON.stringify({ QueryLanguage: 'JSONata', ...PASS }) },
  );
  const startAll = async (count: number) => {
    const answers = await Promise.allSettled(
      Array.from({ length: count }, () =>
        run<StartExecutionOutput>(service, 'StartExecution', { stateMachineArn }),
      ),
    );
    const refusals = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as { code: string; message: string }] : [],
    );
    const started = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? [answer.value.executionArn] : [],
    );
    return { started, refusals };
  };

  const first = await startAll(10_000);
  expect(first.started).toHaveLength(1300);
  expect(first.refusals).toHaveLength(8700);
  expect(new Set(first.refusals.map(({ code, message }) => `${code}: ${message}`))).toEqual(
    new Set(['ThrottlingException: Rate exceeded']),
  );
  await clock.advance(500);
  const second = await startAll(1000);
  expect(second.started).toHaveLength(150);
  await clock.advance(3_600_000);
  expect((await startAll(2000)).started).toHaveLength(1300);
  await clock.advance(1000);
  for (const executionArn of [...first.started, ...second.started]) {
    const { status } = await run<{ status: string }>(service, 'DescribeExecution', {
      executionArn,
    });
    expect(status).toBe('SUCCEEDED');
  }
  await service.stop?.();
});

test('over the wire it is an error that SDKs try again, until the bucket has been refilled', async () => {
  const states = await startStates({
    limits: { startBucket: { size: 3, perSecond: 1 } },
  });
  const machine = await states.createMachine(PASS);
  for (let count = 0; count < 3; count += 1) await states.start(machine);
  const insistent = new SFNClient({ ...states.cloud.clientConfig, maxAttempts: 2 });
  const start = new StartExecutionCommand({ stateMachineArn: machine });
  // The SDK has tried it again before it gave up.
  await expect(insistent.send(start)).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'Rate exceeded',
    $metadata: { httpStatusCode: 400, attempts: 2 },
  });
  await states.clock.advance(1000);
  await insistent.send(start);
  const { executions } = await insistent.send(
    new ListExecutionsCommand({ stateMachineArn: machine, statusFilter: 'SUCCEEDED' }),
  );
  expect(executions?.length).toBeGreaterThanOrEqual(3);
  insistent.destroy();
  await states.close();
});

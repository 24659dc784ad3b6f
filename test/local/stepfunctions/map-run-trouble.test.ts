// What becomes of a map run where its machine goes, where what waits for it has gone before it began, and where the disk is full.
import {
  DeleteStateMachineCommand,
  type DescribeExecutionOutput,
  DescribeStateMachineCommand,
  type ListMapRunsOutput,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { ServiceError } from '../../../local/service-error.ts';
import { createStepFunctions } from '../../../local/stepfunctions/service.ts';
import { createStore } from '../../../local/store.ts';
import { createLoneEnvironment, run } from '../../support/lone-environment.ts';
import { createMortalStore } from '../../support/mortal-store.ts';
import { refusalOf } from '../../support/refusal.ts';
import { describeMapRun, distributed, listChildren, untilEnded } from './map-run-states.ts';
import { type States, startStates } from './states.ts';

describe('of a machine', () => {
  let states: States;
  beforeEach(async () => {
    states = await startStates();
  });
  afterEach(async () => {
    await states.close();
  });

  test.each(['STANDARD', 'EXPRESS'])(
    'that is being deleted it ends with the next transition of one of its executions (%s)',
    async (type) => {
      const stateMachineArn = await states.createMachine(
        distributed(
          { Items: [1, 2, 3, 4], MaxConcurrency: 2 },
          {
            Wait: { Type: 'Wait', Seconds: 100, Next: 'Again' },
            Again: { Type: 'Wait', Seconds: 100, End: true },
          },
          type,
        ),
      );
      const describeIt = () =>
        states.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
      const executionArn = await states.start(stateMachineArn);
      await states.clock.advance(1000);
      await states.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
      await states.clock.advance(50_000);
      expect((await describeIt()).status).toBe('DELETING');
      expect((await states.describe(executionArn)).status).toBe('RUNNING');
      await states.clock.advance(60_000);
      expect((await states.describe(executionArn)).status).toBe('ABORTED');
      await states.clock.advance(200_000);
      const statuses = (await listChildren(states, executionArn)).map(({ status }) => status);
      // An EXPRESS one cannot be stopped, and goes on to its end.
      const ended = type === 'EXPRESS' ? 'SUCCEEDED' : 'ABORTED';
      expect(statuses).toEqual([ended, ended]);
      expect((await describeMapRun(states, executionArn)).status).toBe('ABORTED');
      expect((await refusalOf(describeIt())).name).toBe('StateMachineDoesNotExist');
    },
  );

  test('whose other branch fails in the step that begins it is aborted before it has begun', async () => {
    const { StartAt, States: map } = distributed({ Items: [1, 2] }) as {
      readonly StartAt: string;
      readonly States: object;
    };
    const machine = await states.createMachine({
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'A',
              States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Fail', Error: 'Bad' } },
            },
            { StartAt, States: map },
          ],
          End: true,
        },
      },
    });
    const executionArn = await states.start(machine);
    expect(await untilEnded(states, executionArn)).toMatchObject({ status: 'FAILED' });
    await states.clock.advance(1000);
    const types = (await states.history(executionArn)).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['MapRunStarted', 'MapRunAborted']));
    expect(await describeMapRun(states, executionArn)).toMatchObject({
      status: 'ABORTED',
      executionCounts: { total: 0 },
    });
  });

  test('that is stopped, redriven and stopped again before the first end does not go on', async () => {
    const wait = { Item: { Type: 'Wait', Seconds: 100, End: true } };
    const machine = await states.createMachine(
      distributed({ Items: [1, 2], MaxConcurrency: 1 }, wait, 'EXPRESS'),
    );
    const executionArn = await states.start(machine);
    await states.clock.advance(1000);
    await states.sfn.send(new StopExecutionCommand({ executionArn }));
    await states.sfn.send(new RedriveExecutionCommand({ executionArn }));
    await states.clock.advance(1000);
    await states.sfn.send(new StopExecutionCommand({ executionArn }));
    await states.clock.advance(300_000);
    expect(await describeMapRun(states, executionArn)).toMatchObject({
      status: 'ABORTED',
      executionCounts: { succeeded: 1, pending: 1, running: 0 },
    });
  });
});

describe('where the disk is full', () => {
  const ROLE = 'arn:aws:iam::000000000000:role/machine';

  /** @param commits that are kept before it is, for a minute */
  async function finish(type: string, commits = Number.POSITIVE_INFINITY) {
    const clock = createManualClock(Date.UTC(2026, 0, 1));
    const memory = createMortalStore(createStore());
    const service = createStepFunctions(
      createLoneEnvironment({
        clock,
        store: memory.store,
        // The role may start executions: what it asks with is refused for its name.
        answer: () => {
          throw new ServiceError('InvalidName', 'Invalid Name');
        },
      }),
    );
    await run(service, 'CreateStateMachine', {
      name: 'm',
      roleArn: ROLE,
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        ...distributed(
          { Items: [1, 2, 3], MaxConcurrency: 2 },
          { Item: { Type: 'Wait', Seconds: 1, End: true } },
          type,
        ),
      }),
    });
    const { executionArn } = await run<{ executionArn: string }>(service, 'StartExecution', {
      stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m',
    });
    const before = memory.commits.length;
    memory.dieAfter(commits);
    for (let seconds = 0; seconds < 60; seconds += 1) await clock.advance(1000);
    memory.revive();
    for (let seconds = 0; seconds < 60; seconds += 1) await clock.advance(1000);
    const execution = await run<DescribeExecutionOutput>(service, 'DescribeExecution', {
      executionArn,
    });
    const { mapRuns } = await run<ListMapRunsOutput>(service, 'ListMapRuns', { executionArn });
    await service.stop?.();
    const { status, output } = execution;
    return { ended: [status, output, mapRuns?.length], commits: memory.commits.length - before };
  }

  test.each(['STANDARD', 'EXPRESS'])('a map run goes on once there is room (%s)', async (type) => {
    const { ended, commits } = await finish(type);
    expect(ended).toEqual(['SUCCEEDED', '[1,2,3]', 1]);
    for (let kept = 0; kept < commits; kept += 1) {
      expect([kept, ...(await finish(type, kept)).ended]).toEqual([kept, ...ended]);
    }
  });
});

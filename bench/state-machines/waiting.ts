// What executions that only wait cost in memory: heap and resident memory after a collection, the larger of the two.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSystemClock } from '../../local/clock.ts';
import { createCloud } from '../../local/cloud.ts';

const EXECUTIONS = 1000;
const MACHINE = {
  QueryLanguage: 'JSONata',
  StartAt: 'Rest',
  States: { Rest: { Type: 'Wait', Seconds: 86_400, End: true } },
};
const MS_BETWEEN_LOOKS = 10;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** @returns megabytes that a thousand of them add */
export async function measureWaiting(): Promise<number> {
  const cloud = createCloud();
  await cloud.start();
  const principal = { kind: 'root', accountId: cloud.accountId } as const;
  const call = <Output>(service: string, operation: string, input: object): Promise<Output> =>
    cloud.call<Output>({ service, operation, input, principal, region: 'us-east-1' });
  const trust = {
    Version: '2012-10-17',
    Statement: {
      ...{ Effect: 'Allow', Action: 'sts:AssumeRole' },
      Principal: { Service: 'states.amazonaws.com' },
    },
  };
  const { Role } = await call<{ Role: { Arn: string } }>('iam', 'CreateRole', {
    RoleName: 'machine',
    AssumeRolePolicyDocument: JSON.stringify(trust),
  });
  const { stateMachineArn } = await call<{ stateMachineArn: string }>(
    'stepfunctions',
    'CreateStateMachine',
    { name: 'wait', roleArn: Role.Arn, definition: JSON.stringify(MACHINE) },
  );
  const startAll = async (count: number): Promise<void> => {
    const started: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const { executionArn } = await call<{ executionArn: string }>(
        'stepfunctions',
        'StartExecution',
        { stateMachineArn },
      );
      started.push(executionArn);
    }
    for (const executionArn of started) {
      for (;;) {
        const { events } = await call<{ events: readonly unknown[] }>(
          'stepfunctions',
          'GetExecutionHistory',
          { executionArn },
        );
        if (events.length === 2) break;
        await createSystemClock().sleep(MS_BETWEEN_LOOKS);
      }
    }
  };
  // What is loaded and compiled with the first ones belongs to none of them.
  await startAll(EXECUTIONS / 10);
  const before = read();
  await startAll(EXECUTIONS);
  const after = read();
  await cloud.stop();
  return Math.max(after.heap - before.heap, after.resident - before.resident);
}

function read(): { readonly heap: number; readonly resident: number } {
  collect();
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed / 1024 / 1024, resident: rss / 1024 / 1024 };
}

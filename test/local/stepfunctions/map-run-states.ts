// Machines with a DISTRIBUTED Map, and what is asked of their map runs.
import {
  type DescribeExecutionOutput,
  DescribeMapRunCommand,
  type DescribeMapRunOutput,
  type ExecutionListItem,
  ListExecutionsCommand,
  ListMapRunsCommand,
} from '@aws-sdk/client-sfn';
import type { States } from './states.ts';

/** @param map fields of the Map, `states` those of its item processor */
export function distributed(
  map: object,
  states: object = { Item: { Type: 'Pass', End: true } },
  executionType = 'STANDARD',
): object {
  return {
    StartAt: 'Each',
    States: {
      Each: {
        Type: 'Map',
        Label: 'each',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: executionType },
          StartAt: Object.keys(states)[0],
          States: states,
        },
        End: true,
        ...map,
      },
    },
  };
}

/** Fails where `condition` holds of the item, and passes on the item's input otherwise. */
export function failingWhere(condition: string): object {
  return {
    Item: {
      Type: 'Choice',
      Choices: [{ Condition: `{% ${condition} %}`, Next: 'Bad' }],
      Default: 'Good',
    },
    Bad: { Type: 'Fail', Error: 'Bad', Cause: 'of the item' },
    Good: { Type: 'Pass', End: true },
  };
}

/** Lets time pass until the execution has ended. */
export async function untilEnded(
  { describe, clock }: States,
  executionArn: string,
): Promise<DescribeExecutionOutput> {
  for (let turn = 0; turn < 500; turn += 1) {
    const described = await describe(executionArn);
    if (described.status !== 'RUNNING') return described;
    await clock.advance(turn < 20 ? 0 : 60_000);
  }
  throw new Error('it runs on and on');
}

export async function runMap(
  states: States,
  machineArn: string,
  input: unknown = {},
): Promise<DescribeExecutionOutput> {
  return await untilEnded(states, await states.start(machineArn, input));
}

/** The newest map run of the execution. */
export async function findMapRun({ sfn }: States, executionArn: string): Promise<string> {
  const { mapRuns } = await sfn.send(new ListMapRunsCommand({ executionArn }));
  return mapRuns?.[0]?.mapRunArn ?? '';
}

export async function describeMapRun(
  states: States,
  executionArn: string,
): Promise<DescribeMapRunOutput> {
  const mapRunArn = await findMapRun(states, executionArn);
  return await states.sfn.send(new DescribeMapRunCommand({ mapRunArn }));
}

export async function listChildren(
  states: States,
  executionArn: string,
): Promise<ExecutionListItem[]> {
  const mapRunArn = await findMapRun(states, executionArn);
  const { executions } = await states.sfn.send(
    new ListExecutionsCommand({ mapRunArn, maxResults: 1000 }),
  );
  return executions ?? [];
}

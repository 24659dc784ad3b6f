// What must hold when a run, or the run after it, has ended: DESIGN's I1 to I8, each with the words that say what is broken.
import { secretName } from './person.ts';
import type { World } from './world.ts';

export interface RunFacts {
  readonly executionArn: string;
  readonly status: string;
  readonly output: string;
}

export interface Notice {
  readonly executionArn: string;
  readonly severity: string;
}

/** I2 and I3, after a run without faults: whatever came before has been cleared away. */
export async function findRemains(world: World, isUntouched: boolean): Promise<readonly string[]> {
  const { VersionIdsToStages = {} } = await world.call<{
    VersionIdsToStages?: Record<string, string[]>;
  }>('secretsmanager', 'DescribeSecret', { SecretId: secretName });
  const labels = Object.values(VersionIdsToStages).flat();
  const current = Object.entries(VersionIdsToStages).find(([, found]) =>
    found.includes('AWSCURRENT'),
  )?.[0];
  // What a person made by hand is nobody's to revoke, and what our runs did not touch stays.
  const ours = world.service
    .listNames()
    .filter((name) => name.startsWith('rekey-') || (isUntouched && name === 'first'));
  return [
    ...labels
      .filter((label) => label === 'AWSPENDING' || label.startsWith('rekey:'))
      .map((label) => `I3: ${label} is left on the secret`),
    ...ours
      .filter((name) => name !== current)
      .map((name) => `I2: the service still accepts ${name}`),
  ];
}

/** I4: one notice for a failure, none for a success, but one warning where the old credential could not be retired. */
export function findNoticeFaults(
  runs: readonly RunFacts[],
  notices: readonly Notice[],
): readonly string[] {
  return runs.flatMap(({ executionArn, status }) => {
    const mine = notices.filter((notice) => notice.executionArn === executionArn);
    if (status === 'SUCCEEDED') {
      const wrong = mine.filter(({ severity }) => severity !== 'warning');
      return wrong.length > 0 || mine.length > 1
        ? [`I4: a run that succeeded sent ${String(mine.length)} notices`]
        : [];
    }
    return mine.length === 1
      ? []
      : [`I4: a run that ended ${status} sent ${String(mine.length)} notices`];
  });
}

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** I5: none of the four steps calls anything after its window, an hour after the run's start. */
export function findLateCalls(
  world: World,
  startedAt: ReadonlyMap<string, number>,
): readonly string[] {
  return world.trace
    .filter(({ functionName, executionArn, at }) => {
      const start = startedAt.get(executionArn);
      return STEPS.includes(functionName) && start !== undefined && at > start + 3_600_000;
    })
    .map(({ functionName, call }) => `I5: ${functionName} called ${call} after the deadline`);
}

/** I7: between a run's first and last change of AWSPENDING or the target, no other run changes either. */
export function findInterleaving(world: World): readonly string[] {
  const changes = world.trace.filter(
    ({ call, functionName }) =>
      STEPS.includes(functionName) && /^target:(create|set)|moveLabel AWSCURRENT/.test(call),
  );
  const order = changes.map(({ executionArn }) => executionArn);
  const turns = order.filter((arn, index) => arn !== order[index - 1]);
  return new Set(turns).size === turns.length ? [] : ['I7: two runs changed the secret in turns'];
}

/** I6: no value stands in any history. */
export async function findLeaks(
  world: World,
  runs: readonly RunFacts[],
): Promise<readonly string[]> {
  const keys = world.values.map((value) => (JSON.parse(value) as { key?: string }).key ?? value);
  const leaks: string[] = [];
  for (const { executionArn } of runs) {
    const history = await world.call('stepfunctions', 'GetExecutionHistory', {
      executionArn,
      maxResults: 1000,
    });
    const text = JSON.stringify(history);
    if (keys.some((key) => text.includes(key))) leaks.push('I6: a value stands in the history');
  }
  return leaks;
}

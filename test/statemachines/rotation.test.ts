// What the machine's definition promises by its form: the length of the clean way, one way out of every failure, no value in reach.
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import jsonata from 'jsonata';
import { parse } from 'yaml';

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string }[];
  readonly Catch?: readonly { readonly ErrorEquals: readonly string[]; readonly Next: string }[];
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
  readonly Arguments?: { readonly FunctionName?: string };
  readonly Timestamp?: string;
}

const TRANSITIONS_MAX = 12;
const text = readFileSync('statemachines/rotation.asl.yaml', 'utf8');
const intrinsic = (tag: string) => ({ tag, resolve: (name: string) => name });
const { StartAt, States: states } = parse(text, {
  customTags: [intrinsic('!GetAtt'), intrinsic('!Ref')],
}) as { readonly StartAt: string; readonly States: Readonly<Record<string, State>> };
const lambdas = parse(
  readFileSync('serverless/functions.yml', 'utf8').replaceAll(/!\w+ /g, ''),
) as Readonly<Record<string, unknown>>;

test('a clean rotation takes at most twelve transitions', () => {
  // Where there is a choice, the clean way is the first one, save that nobody has been told.
  const way: string[] = [];
  let name: string | undefined = StartAt;
  while (name !== undefined) {
    way.push(name);
    const state: State | undefined = states[name];
    name = name === 'IsTold' ? state?.Default : (state?.Next ?? state?.Choices?.[0]?.Next);
  }
  expect(way.at(-1)).toBe('Rotated');
  expect(way.length).toBeLessThanOrEqual(TRANSITIONS_MAX);
});

test('every state can be reached, and every way leads to a state that exists', () => {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    expect(states[name]).toBeDefined();
    if (reached.has(name)) return;
    reached.add(name);
    for (const next of listNext(states[name])) visit(next);
  };
  visit(StartAt);
  expect([...reached].sort()).toEqual(Object.keys(states).sort());
});

test('every task catches its failure', () => {
  const tasks = Object.entries(states).filter(([, { Type }]) => Type === 'Task');
  expect(tasks.filter(([, state]) => (state.Catch ?? []).length === 0)).toEqual([]);
});

test('no refusal is ever tried again', () => {
  const refusals = [
    'Rekey.WindowExpired',
    'Rekey.RotationAbandoned',
    'Rekey.RotationInProgress',
    'Rekey.InvalidConfiguration',
    'Rekey.CredentialRefused',
    'Rekey.ValueRejected',
    'Rekey.AccessDenied',
    'Rekey.MaxActiveReached',
  ];
  const working = Object.entries(states).filter(
    ([name]) => !['AnnounceRotation', 'DiagnoseFailure', 'NotifyFailure'].includes(name),
  );
  const retried = working.flatMap(([, { Retry = [] }]) =>
    Retry.flatMap((each) => each.ErrorEquals),
  );
  expect(
    retried.filter((code) => refusals.includes(code) || code.startsWith('States.ALL')),
  ).toEqual([]);
});

test('every Lambda that it calls is deployed', () => {
  const called = Object.values(states).flatMap(({ Arguments }) =>
    Arguments?.FunctionName === undefined ? [] : [Arguments.FunctionName],
  );
  const deployed = Object.keys(lambdas).map(
    (key) => `${key.charAt(0).toUpperCase()}${key.slice(1)}LambdaFunction.Arn`,
  );
  expect(deployed).toEqual(expect.arrayContaining(called));
  expect(called).toHaveLength(9);
});

test('nothing in it looks like a variable of the deploy tool', () => {
  expect(text).not.toContain('${');
});

function listNext(state: State | undefined): readonly string[] {
  const { Next, Default, Choices = [], Catch = [] } = state ?? {};
  return [
    Next,
    Default,
    ...Choices.map((each) => each.Next),
    ...Catch.map((each) => each.Next),
  ].filter((name) => name !== undefined);
}

test.each([0, 1, 500, 999])(
  'the grace period is over when the old credential is due and %d ms, though AWS cuts a Wait off to its second',
  async (ms) => {
    const dueMs = Date.UTC(2126, 0, 1) + ms;
    const until = Math.floor((await findEndOfGrace(dueMs)) / 1000) * 1000;
    expect(until - dueMs).toBe((1000 - ms) % 1000);
  },
);

test('nobody waits for the next second where there is no grace', async () => {
  const dueMs = Date.UTC(2026, 0, 1) + 1;
  expect(await findEndOfGrace(dueMs)).toBe(dueMs);
});

async function findEndOfGrace(dueMs: number): Promise<number> {
  const retireAt = new Date(dueMs).toISOString();
  const expression = states['GracePeriod']?.Timestamp?.slice(2, -2) ?? '';
  const until: unknown = await jsonata(expression).evaluate(undefined, { switched: { retireAt } });
  return Date.parse(String(until));
}

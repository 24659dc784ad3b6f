// Every action that a Lambda's code can come to is granted to its role, and no other. Both sides are derived: the calls from the
// source (test/support/reachable-actions.ts), the grants from serverless/function-roles.cjs.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { createReachableActions, type ReachableActions } from '../support/reachable-actions.ts';

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
type Entry = Statement | { readonly 'Fn::If': readonly [string, Statement, unknown] };
interface Role {
  readonly Properties: {
    readonly Policies: readonly [
      { readonly PolicyDocument: { readonly Statement: readonly Entry[] } },
    ];
  };
}

/** One makes a random text, the other tells names, labels and dates. */
const KNOW_NO_SECRET = ['secretsmanager:GetRandomPassword', 'secretsmanager:ListSecrets'];
const OF_ADMINS = ['SecretStore.readCurrent', 'WatchedSecrets.adminVersionTimes'];

const root = process.cwd();
const { Resources: roles } = createRequire(import.meta.url)(
  '../../serverless/function-roles.cjs',
) as { readonly Resources: Readonly<Record<string, Role>> };
const functions = readdirSync(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''));
let reachable: ReachableActions;

beforeAll(() => {
  reachable = createReachableActions(root, functions.map(toFile));
});

test('every Lambda has a role of its own', () => {
  expect(functions.map(toRoleName).sort()).toEqual(Object.keys(roles).sort());
});

test.each(functions)('the role of %s grants what its code calls, and no more', (name) => {
  const called = reachable
    .listPortMethods(toFile(name))
    .flatMap((method) =>
      reachable
        .listActions(method)
        .map((action) => `${action} on ${describeReach(action, method)}`),
    );
  const granted = listStatements(name)
    .filter(({ Sid }) => !['WriteLog', 'KeepFailedEvent', 'PassScheduleRole'].includes(Sid))
    .flatMap((statement) => toActions(statement).map((a) => `${a} on ${describeScope(statement)}`));
  expect([...new Set(granted)].sort()).toEqual([...new Set(called)].sort());
});

test.each(functions)('%s reaches secrets by tag only', (name) => {
  const open = listStatements(name).filter(
    (statement) =>
      toActions(statement).some(
        (action) => action.startsWith('secretsmanager:') && !KNOW_NO_SECRET.includes(action),
      ) && describeScope(statement) === 'anything',
  );
  expect(open).toEqual([]);
});

test.each(functions)(
  'with a key of one’s own, %s may use it for what it reads and writes',
  (name) => {
    const called = reachable.listPortMethods(toFile(name)).flatMap(reachable.listActions);
    const expected = [
      ...(called.includes('secretsmanager:GetSecretValue')
        ? ['kms:Decrypt', 'kms:DescribeKey']
        : []),
      ...(called.includes('secretsmanager:PutSecretValue') ? ['kms:GenerateDataKey'] : []),
    ];
    const whenKey = listConditional(name, 'HasKmsKey');
    expect(whenKey.flatMap(toActions).sort()).toEqual(expected.sort());
    for (const statement of whenKey.filter(({ Sid }) => Sid === 'UseKey')) {
      expect(statement.Condition).toHaveProperty(['StringLike', 'kms:EncryptionContext:SecretARN']);
    }
  },
);

test('only the failure destination of close-rotation is granted beside what code calls', () => {
  const beside = functions.filter((name) =>
    listStatements(name).some(({ Sid }) => Sid === 'KeepFailedEvent'),
  );
  expect(beside).toEqual(['close-rotation']);
});

test('who makes schedules may pass on the schedules’ role, to EventBridge Scheduler alone', () => {
  const called = (name: string) =>
    reachable.listPortMethods(toFile(name)).flatMap(reachable.listActions);
  const passing = functions.flatMap((name) =>
    listStatements(name)
      .filter((statement) => toActions(statement).includes('iam:PassRole'))
      .map((statement) => [name, statement.Resource, statement.Condition]),
  );
  expect(passing).toEqual(
    functions
      .filter((name) => called(name).includes('scheduler:CreateSchedule'))
      .map((name) => [
        name,
        { 'Fn::GetAtt': ['ScheduleRole', 'Arn'] },
        { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      ]),
  );
  expect(passing).toHaveLength(2);
});

test('a Lambda’s schedules are recoveries, and no secret’s own', () => {
  const resources = functions
    .flatMap(listStatements)
    .filter((statement) => toActions(statement).includes('scheduler:CreateSchedule'))
    .map(({ Resource }) => (Resource as { 'Fn::Sub': string })['Fn::Sub']);
  for (const resource of resources) expect(resource).toMatch(/\/recover-\*$/);
});

function toFile(name: string): string {
  return join(root, 'functions', `${name}.ts`);
}

function toRoleName(name: string): string {
  const words = name.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Role`;
}

function listEntries(name: string): readonly Entry[] {
  return roles[toRoleName(name)]?.Properties.Policies[0].PolicyDocument.Statement ?? [];
}

/** What holds whatever the parameters say. */
function listStatements(name: string): readonly Statement[] {
  return listEntries(name).filter((entry) => 'Sid' in entry);
}

function listConditional(name: string, condition: string): readonly Statement[] {
  return listEntries(name).flatMap((entry) =>
    'Fn::If' in entry && entry['Fn::If'][0] === condition ? [entry['Fn::If'][1]] : [],
  );
}

function toActions({ Action }: Statement): readonly string[] {
  return typeof Action === 'string' ? [Action] : Action;
}

/** The admin credential is another secret than the one that is rotated. */
function describeReach(action: string, method: string): string {
  if (!action.startsWith('secretsmanager:') || KNOW_NO_SECRET.includes(action)) return 'anything';
  return OF_ADMINS.includes(method) ? 'admin secrets' : 'tagged secrets';
}

function describeScope({ Condition = {} }: Statement): string {
  if (Condition['Null']?.['aws:ResourceTag/rekey:target'] === 'false') return 'tagged secrets';
  if (Condition['StringEquals']?.['aws:ResourceTag/rekey:role'] === 'admin') return 'admin secrets';
  return 'anything';
}

// What stacks do to their resources: made, changed, replaced, undone and taken away, over resource types of the test's own.
import { expect, test } from '@jest/globals';
import { createFakeCloud, type FakeCloud } from './fake-cloud.ts';

/** What Fn::Sub replaces; written so that nobody takes it for a template string of our own. */
function placeholder(name: string): string {
  return `\${${name}}`;
}

type Resources = Record<string, object>;

function template(Resources: Resources, rest: object = {}): string {
  return JSON.stringify({ Resources, ...rest });
}

const thing = (Properties: object = {}, rest: object = {}): object => ({
  Type: 'Test::Thing',
  Properties,
  ...rest,
});

async function create(cloud: FakeCloud, TemplateBody: string, rest: object = {}): Promise<string> {
  await cloud.run('CreateStack', { StackName: 'demo', TemplateBody, ...rest });
  return await cloud.rest('demo');
}

async function update(cloud: FakeCloud, TemplateBody: string, rest: object = {}): Promise<string> {
  await cloud.run('UpdateStack', { StackName: 'demo', TemplateBody, ...rest });
  return await cloud.rest('demo');
}

async function events(cloud: FakeCloud, StackName = 'demo'): Promise<string[]> {
  const { StackEvents } = await cloud.run<{
    StackEvents: { LogicalResourceId: string; ResourceStatus: string }[];
  }>('DescribeStackEvents', { StackName });
  return StackEvents.map((one) => `${one.ResourceStatus} ${one.LogicalResourceId}`).reverse();
}

async function reasons(cloud: FakeCloud): Promise<string[]> {
  const { StackEvents } = await cloud.run<{
    StackEvents: { ResourceStatusReason?: string }[];
  }>('DescribeStackEvents', { StackName: 'demo' });
  return StackEvents.flatMap(({ ResourceStatusReason }) => ResourceStatusReason ?? []);
}

test('a stack makes its resources in the order of their references and shows its outputs', async () => {
  const cloud = createFakeCloud();
  const body = template(
    {
      B: thing({ Name: { 'Fn::Sub': `b-of-${placeholder('A.Arn')}` } }),
      A: thing({ Name: 'a', Size: '3' }),
    },
    { Outputs: { Arn: { Value: { 'Fn::GetAtt': ['B', 'Arn'] }, Export: { Name: 'b-arn' } } } },
  );
  expect(await create(cloud, body)).toBe('CREATE_COMPLETE');
  expect(cloud.done).toEqual(['create A', 'create B']);
  expect([...cloud.things]).toEqual([
    ['a', { Name: 'a', Size: 3 }],
    ['b-of-arn:thing:a', { Name: 'b-of-arn:thing:a' }],
  ]);
  expect(await events(cloud)).toEqual([
    'CREATE_IN_PROGRESS demo',
    'CREATE_IN_PROGRESS A',
    'CREATE_IN_PROGRESS A',
    'CREATE_COMPLETE A',
    'CREATE_IN_PROGRESS B',
    'CREATE_IN_PROGRESS B',
    'CREATE_COMPLETE B',
    'CREATE_COMPLETE demo',
  ]);
  const { Stacks } = await cloud.run<{ Stacks: object[] }>('DescribeStacks', { StackName: 'demo' });
  expect(Stacks[0]).toMatchObject({
    Outputs: [{ OutputKey: 'Arn', OutputValue: 'arn:thing:b-of-arn:thing:a', ExportName: 'b-arn' }],
  });
});

test('a resource that cannot be made takes the others of a new stack with it', async () => {
  const cloud = createFakeCloud();
  cloud.refused.add('create B');
  const body = template({
    A: thing(),
    B: thing({}, { DependsOn: 'A' }),
    C: thing({}, { DependsOn: ['B'] }),
  });
  expect(await create(cloud, body)).toBe('ROLLBACK_COMPLETE');
  expect(cloud.things.size).toBe(0);
  expect(cloud.done).toEqual(['create A', 'create B', 'delete A']);
  expect(await events(cloud)).toEqual([
    'CREATE_IN_PROGRESS demo',
    'CREATE_IN_PROGRESS A',
    'CREATE_IN_PROGRESS A',
    'CREATE_COMPLETE A',
    'CREATE_IN_PROGRESS B',
    'CREATE_FAILED B',
    'ROLLBACK_IN_PROGRESS demo',
    'DELETE_COMPLETE B',
    'DELETE_IN_PROGRESS A',
    'DELETE_COMPLETE A',
    'ROLLBACK_COMPLETE demo',
  ]);
  expect(await reasons(cloud)).toEqual(
    expect.arrayContaining([
      'The following resource(s) failed to create: [B]. Rollback requested by user.',
      expect.stringContaining('Resource handler returned message: "no create B'),
    ]),
  );
  await expect(update(cloud, body)).rejects.toThrow(
    /is in ROLLBACK_COMPLETE state and can not be updated/,
  );
});

test('OnFailure says whether a stack that failed stays as it is or goes altogether', async () => {
  const kept = createFakeCloud();
  kept.refused.add('create B');
  const body = template({ A: thing(), B: thing({}, { DependsOn: 'A' }) });
  expect(await create(kept, body, { OnFailure: 'DO_NOTHING' })).toBe('CREATE_FAILED');
  expect(kept.things.size).toBe(1);
  const gone = createFakeCloud();
  gone.refused.add('create B');
  const { StackId } = await gone.run<{ StackId: string }>('CreateStack', {
    StackName: 'demo',
    TemplateBody: body,
    OnFailure: 'DELETE',
  });
  expect(await gone.rest(StackId)).toBe('DELETE_COMPLETE');
  expect(gone.things.size).toBe(0);
});

test('an update changes what differs, replaces what must be, and removes what the template has no more', async () => {
  const cloud = createFakeCloud();
  await create(
    cloud,
    template({
      Same: thing({ Name: 'same' }),
      Changed: thing({ Name: 'changed', Size: 1 }),
      Replaced: thing({ Name: 'old' }),
      Friend: thing({ Friends: [{ Ref: 'Replaced' }] }),
      Gone: thing({ Name: 'gone' }),
    }),
  );
  cloud.done.length = 0;
  const status = await update(
    cloud,
    template({
      Same: thing({ Name: 'same' }),
      Changed: thing({ Name: 'changed', Size: 2 }),
      Replaced: thing({ Name: 'new' }),
      Friend: thing({ Friends: [{ Ref: 'Replaced' }] }),
      Added: thing({ Name: 'added' }),
    }),
  );
  expect(status).toBe('UPDATE_COMPLETE');
  expect(cloud.done).toEqual([
    'update Changed',
    'create Replaced',
    'update Friend',
    'create Added',
    'delete Replaced',
    'delete Gone',
  ]);
  expect([...cloud.things.keys()].filter((name) => !name.startsWith('demo-')).sort()).toEqual([
    'added',
    'changed',
    'new',
    'same',
  ]);
  const { StackResourceSummaries } = await cloud.run<{ StackResourceSummaries: object[] }>(
    'ListStackResources',
    { StackName: 'demo' },
  );
  expect(StackResourceSummaries).toHaveLength(5);
});

test('an update that fails gives every resource its old properties back and removes what it made', async () => {
  const cloud = createFakeCloud();
  await create(
    cloud,
    template({
      A: thing({ Name: 'a', Size: 1 }),
      R: thing({ Name: 'r1' }),
      Z: thing({ Name: 'z' }),
    }),
  );
  const before = [...cloud.things];
  cloud.refused.add('update Z');
  const status = await update(
    cloud,
    template({
      A: thing({ Name: 'a', Size: 2 }),
      R: thing({ Name: 'r2' }),
      New: thing({ Name: 'new' }),
      Z: thing({ Name: 'z', Size: 9 }, { DependsOn: ['A', 'R', 'New'] }),
    }),
  );
  // The refusal holds for the way back too, so the first try cannot settle Z.
  expect(status).toBe('UPDATE_ROLLBACK_FAILED');

  const again = createFakeCloud();
  await create(
    again,
    template({
      A: thing({ Name: 'a', Size: 1 }),
      R: thing({ Name: 'r1' }),
      Z: thing({ Name: 'z' }),
    }),
  );
  again.refused.add('create Last');
  expect(
    await update(
      again,
      template({
        A: thing({ Name: 'a', Size: 2 }),
        R: thing({ Name: 'r2' }),
        New: thing({ Name: 'new' }),
        Last: thing({ Name: 'last' }, { DependsOn: ['A', 'R', 'New'] }),
      }),
    ),
  ).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect([...again.things].sort()).toEqual(before.sort());
  expect((await events(again)).slice(-9)).toEqual(
    [
      'UPDATE_IN_PROGRESS A',
      'UPDATE_COMPLETE A',
      'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS demo',
      'DELETE_COMPLETE Last',
      'DELETE_IN_PROGRESS New',
      'DELETE_COMPLETE New',
      'DELETE_IN_PROGRESS R',
      'DELETE_COMPLETE R',
      'UPDATE_ROLLBACK_COMPLETE demo',
    ].slice(-9),
  );
  const { Stacks } = await again.run<{ Stacks: { StackStatus: string }[] }>('DescribeStacks', {});
  expect(Stacks).toHaveLength(1);
  // And the stack takes a good update afterwards.
  expect(await update(again, template({ A: thing({ Name: 'a', Size: 5 }) }))).toBe(
    'UPDATE_COMPLETE',
  );
  expect([...again.things]).toEqual([['a', { Name: 'a', Size: 5 }]]);
});

test('a resource with a chosen name cannot be replaced under that name', async () => {
  const cloud = createFakeCloud();
  await create(cloud, template({ A: thing({ Name: 'a', Kind: 'x' }) }));
  expect(await update(cloud, template({ A: thing({ Name: 'a', Kind: 'y' }) }))).toBe(
    'UPDATE_ROLLBACK_COMPLETE',
  );
  expect(await reasons(cloud)).toContain(
    'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename a and update the stack again.',
  );
  expect([...cloud.things]).toEqual([['a', { Name: 'a', Kind: 'x' }]]);
});

test('an update without changes is refused, and its change set is FAILED with the words that deploy tools look for', async () => {
  const cloud = createFakeCloud();
  const body = template({ A: thing({ Size: 1 }), B: thing({ Friends: [{ Ref: 'A' }] }) });
  await create(cloud, body);
  await expect(update(cloud, body)).rejects.toThrow('No updates are to be performed.');
  await cloud.run('CreateChangeSet', {
    StackName: 'demo',
    ChangeSetName: 'set',
    TemplateBody: body,
  });
  const described = await cloud.run('DescribeChangeSet', {
    StackName: 'demo',
    ChangeSetName: 'set',
  });
  expect(described).toMatchObject({
    Status: 'FAILED',
    ExecutionStatus: 'UNAVAILABLE',
    StatusReason:
      "The submitted information didn't contain changes. Submit different information to create a change set.",
  });
  await expect(
    cloud.run('ExecuteChangeSet', { StackName: 'demo', ChangeSetName: 'set' }),
  ).rejects.toMatchObject({ code: 'InvalidChangeSetStatusException' });
});

test('a change set says what it would do and does it when executed', async () => {
  const cloud = createFakeCloud();
  await cloud.run('CreateChangeSet', {
    StackName: 'demo',
    ChangeSetName: 'first',
    ChangeSetType: 'CREATE',
    TemplateBody: template({ A: thing({ Name: 'a' }), Gone: thing() }),
    Tags: [{ Key: 'STAGE', Value: 'dev' }],
  });
  const { Stacks } = await cloud.run<{ Stacks: object[] }>('DescribeStacks', { StackName: 'demo' });
  expect(Stacks[0]).toMatchObject({ StackStatus: 'REVIEW_IN_PROGRESS' });
  await cloud.run('ExecuteChangeSet', { StackName: 'demo', ChangeSetName: 'first' });
  expect(await cloud.rest('demo')).toBe('CREATE_COMPLETE');

  const body = template({ A: thing({ Name: 'b' }), B: thing({ Friends: [{ Ref: 'A' }] }) });
  await cloud.run('CreateChangeSet', {
    StackName: 'demo',
    ChangeSetName: 'next',
    TemplateBody: body,
  });
  const { Changes } = await cloud.run<{ Changes: { ResourceChange: object }[] }>(
    'DescribeChangeSet',
    {
      StackName: 'demo',
      ChangeSetName: 'next',
    },
  );
  expect(Changes.map(({ ResourceChange }) => ResourceChange)).toMatchObject([
    { Action: 'Modify', LogicalResourceId: 'A', Replacement: 'True', PhysicalResourceId: 'a' },
    { Action: 'Add', LogicalResourceId: 'B' },
    { Action: 'Remove', LogicalResourceId: 'Gone' },
  ]);
  await cloud.run('ExecuteChangeSet', { StackName: 'demo', ChangeSetName: 'next' });
  expect(await cloud.rest('demo')).toBe('UPDATE_COMPLETE');
  expect(cloud.things.has('b')).toBe(true);
  expect(cloud.things.size).toBe(2);
});

test('deleting a stack takes its resources away, dependents first, and keeps what is to be retained', async () => {
  const cloud = createFakeCloud();
  const { StackId } = await cloud.run<{ StackId: string }>('CreateStack', {
    StackName: 'demo',
    TemplateBody: template({
      A: thing({ Name: 'a' }),
      B: thing({ Name: 'b', Friends: [{ Ref: 'A' }] }),
      Kept: thing({ Name: 'kept' }, { DeletionPolicy: 'Retain' }),
    }),
  });
  await cloud.rest('demo');
  cloud.done.length = 0;
  await cloud.run('DeleteStack', { StackName: 'demo' });
  expect(await cloud.rest(StackId)).toBe('DELETE_COMPLETE');
  expect(cloud.done).toEqual(['delete B', 'delete A']);
  expect([...cloud.things.keys()]).toEqual(['kept']);
  await expect(cloud.run('DescribeStackEvents', { StackName: 'demo' })).rejects.toThrow(
    'Stack [demo] does not exist',
  );
  await expect(cloud.run('DescribeStacks', { StackName: 'demo' })).rejects.toThrow(
    'Stack with id demo does not exist',
  );
});

test('a resource that refuses to go leaves the stack in DELETE_FAILED until it is retained or goes', async () => {
  const cloud = createFakeCloud();
  await create(cloud, template({ A: thing({ Name: 'a' }), B: thing({ Name: 'b' }) }));
  cloud.refused.add('delete A');
  await cloud.run('DeleteStack', { StackName: 'demo' });
  expect(await cloud.rest('demo')).toBe('DELETE_FAILED');
  expect([...cloud.things.keys()]).toEqual(['a']);
  const { Stacks } = await cloud.run<{ Stacks: { StackId: string }[] }>('DescribeStacks', {});
  await cloud.run('DeleteStack', { StackName: 'demo', RetainResources: ['A'] });
  expect(await cloud.rest(Stacks[0]?.StackId ?? '')).toBe('DELETE_COMPLETE');
});

test.each(['create A', 'create B'])(
  'an endpoint that dies in the middle of "%s" goes on where it was',
  async (effect) => {
    const first = createFakeCloud();
    first.hanging.add(effect);
    const TemplateBody = template({
      A: thing({ Name: 'a' }),
      B: thing({ Name: 'b', Friends: [{ Ref: 'A' }] }),
    });
    await first.run('CreateStack', { StackName: 'demo', TemplateBody });
    await first.until(effect);
    const second = first.restart();
    expect(await second.rest('demo')).toBe('CREATE_COMPLETE');
    expect([...second.things.keys()].sort()).toEqual(['a', 'b']);
  },
);

test.each([
  ['update A', 2],
  ['delete R', 1],
])(
  'an endpoint that dies in "%s" on the way back still brings the old state back',
  async (effect, nth) => {
    const first = createFakeCloud();
    await create(first, template({ A: thing({ Name: 'a', Size: 1 }), R: thing({ Name: 'r1' }) }));
    const before = [...first.things].sort();
    first.refused.add('create Z');
    const body = template({
      A: thing({ Name: 'a', Size: 2 }),
      R: thing({ Name: 'r2' }),
      Z: thing({ Name: 'z' }, { DependsOn: ['A', 'R'] }),
    });
    await first.run('UpdateStack', { StackName: 'demo', TemplateBody: body });
    first.hanging.add(`${effect} ${String(nth)}`);
    await first.until(effect, nth);
    const second = first.restart();
    expect(await second.rest('demo')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect([...second.things].sort()).toEqual(before);
  },
);

test('a stack imports what another exports, which then can neither change nor go', async () => {
  const cloud = createFakeCloud();
  const exporter = (Name: string): string =>
    template(
      { A: thing({ Name }) },
      { Outputs: { Name: { Value: { Ref: 'A' }, Export: { Name: 'the-name' } } } },
    );
  await create(cloud, exporter('a'));
  await cloud.run('CreateStack', {
    StackName: 'user',
    TemplateBody: template({
      B: thing({
        Name: { 'Fn::Sub': [`b-${placeholder('n')}`, { n: { 'Fn::ImportValue': 'the-name' } }] },
      }),
    }),
  });
  expect(await cloud.rest('user')).toBe('CREATE_COMPLETE');
  expect(cloud.things.has('b-a')).toBe(true);
  await expect(cloud.run('DeleteStack', { StackName: 'demo' })).rejects.toThrow(
    'Export the-name cannot be deleted as it is in use by user',
  );
  expect(await update(cloud, exporter('c'))).toBe('UPDATE_ROLLBACK_COMPLETE');
  const { Exports } = await cloud.run<{ Exports: object[] }>('ListExports', {});
  expect(Exports).toMatchObject([{ Name: 'the-name', Value: 'a' }]);
});

test('a deletion breaks off a stack that is being made', async () => {
  const cloud = createFakeCloud();
  const { StackId } = await cloud.run<{ StackId: string }>('CreateStack', {
    StackName: 'demo',
    TemplateBody: template({
      A: thing({ Name: 'a' }),
      B: thing({ Name: 'b' }, { DependsOn: 'A' }),
    }),
  });
  await cloud.run('DeleteStack', { StackName: 'demo' });
  expect(await cloud.rest(StackId)).toBe('DELETE_COMPLETE');
  expect(cloud.things.size).toBe(0);
});

test('properties that the type does not have, or that are of another kind, fail the resource by name', async () => {
  const cloud = createFakeCloud();
  expect(await create(cloud, template({ A: thing({ Size: 'big', Colour: 'red' }) }))).toBe(
    'ROLLBACK_COMPLETE',
  );
  expect(await reasons(cloud)).toContain(
    'Properties validation failed for resource A with message:\n#/Size: expected type: Integer, found: String\n#: extraneous key [Colour] is not permitted',
  );
});

test('parameters that are not to be shown are stars to everybody and sealed in the store', async () => {
  const cloud = createFakeCloud();
  const body = template(
    { A: thing({ Kind: { Ref: 'Word' } }) },
    { Parameters: { Word: { Type: 'String', NoEcho: true } } },
  );
  const Parameters = [{ ParameterKey: 'Word', ParameterValue: 'open-sesame' }];
  await create(cloud, body, { Parameters });
  const { Stacks } = await cloud.run<{ Stacks: object[] }>('DescribeStacks', {});
  expect(Stacks[0]).toMatchObject({
    Parameters: [{ ParameterKey: 'Word', ParameterValue: '****' }],
  });
  expect(cloud.dump()).not.toContain('open-sesame');
});

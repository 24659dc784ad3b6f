import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  type PublishStateMachineVersionInput,
  TagResourceCommand,
  UpdateStateMachineCommand,
  type UpdateStateMachineInput,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createStore, type Store } from '../../../local/store.ts';
import { refusalOf } from '../../support/refusal.ts';
import { createRole } from '../../support/roles.ts';
import { createCaller } from './callers.ts';
import { START, type States, startStates } from './states.ts';

let states: States;
let store: Store;
let machine: string;

beforeEach(async () => {
  store = createStore();
  states = await startStates({ store });
  machine = await states.createMachine(answer('one'), { name: 'm' });
});
afterEach(async () => {
  await states.close();
});

const answer = (output: string) => ({
  StartAt: 'S',
  States: { S: { Type: 'Succeed', Output: output } },
});
const toText = (definition: object) => JSON.stringify({ QueryLanguage: 'JSONata', ...definition });

const publish = (more: Partial<PublishStateMachineVersionInput> = {}) =>
  states.sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: machine, ...more }));
const update = (more: Partial<UpdateStateMachineInput>) =>
  states.sfn.send(new UpdateStateMachineCommand({ stateMachineArn: machine, ...more }));
const describeIt = (stateMachineArn: string) =>
  states.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
const list = (more: object = {}) =>
  states.sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn: machine, ...more }));
const remove = (stateMachineVersionArn: string) =>
  states.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn }));

test('a version stays as it was while its machine goes on', async () => {
  const first = await publish({ description: 'the first', revisionId: 'INITIAL' });
  expect([first.stateMachineVersionArn, first.creationDate]).toEqual([
    `${machine}:1`,
    new Date(START),
  ]);
  await states.clock.advance(1000);
  const updated = await update({
    definition: toText(answer('two')),
    publish: true,
    versionDescription: 'the second',
  });
  expect(updated.stateMachineVersionArn).toBe(`${machine}:2`);
  expect(await describeIt(`${machine}:1`)).toMatchObject({
    stateMachineArn: `${machine}:1`,
    name: 'm',
    status: 'ACTIVE',
    description: 'the first',
    definition: toText(answer('one')),
    creationDate: new Date(START),
  });
  expect((await describeIt(`${machine}:1`)).revisionId).toBeUndefined();
  expect(await describeIt(`${machine}:2`)).toMatchObject({
    description: 'the second',
    definition: toText(answer('two')),
    revisionId: updated.revisionId,
    creationDate: new Date(START + 1000),
  });
  const ended = await Promise.all(
    [1, 2].map((number) => states.run(`${machine}:${String(number)}`)),
  );
  expect(ended.map(({ output }) => output)).toEqual(['"one"', '"two"']);
});

test('a revision is published once, and only while it is the one that is meant', async () => {
  await publish({ description: 'once' });
  expect((await publish({ description: 'twice' })).stateMachineVersionArn).toBe(`${machine}:1`);
  const { revisionId = '' } = await update({ definition: toText(answer('two')) });
  expect(await refusalOf(publish({ revisionId: 'INITIAL' }))).toEqual({
    name: 'ConflictException',
    message: `Failed to publish the State Machine version for revision INITIAL. The current State Machine revision is ${revisionId}.`,
  });
  expect((await publish({ revisionId })).stateMachineVersionArn).toBe(`${machine}:2`);
  const same = await update({ definition: toText(answer('two')), publish: true });
  expect([same.revisionId, same.stateMachineVersionArn]).toEqual([revisionId, `${machine}:2`]);
});

test('versions are listed newest first, page by page, and a number is not given twice', async () => {
  await publish();
  for (const name of ['two', 'three']) {
    await update({ definition: toText(answer(name)), publish: true });
  }
  const first = await list({ maxResults: 2 });
  const arns = (page: typeof first) =>
    page.stateMachineVersions?.map(({ stateMachineVersionArn: arn = '' }) => arn.slice(-1));
  expect(arns(first)).toEqual(['3', '2']);
  const second = await list({ maxResults: 2, nextToken: first.nextToken });
  expect([arns(second), second.nextToken]).toEqual([['1'], undefined]);
  await remove(`${machine}:3`);
  await remove(`${machine}:3`);
  await update({ definition: toText(answer('four')), publish: true });
  expect(arns(await list())).toEqual(['4', '2', '1']);
});

test('an execution tells by which version it was started', async () => {
  await publish();
  const { events, ...ended } = await states.run(`${machine}:1`);
  const { executionArn = '' } = ended;
  expect(executionArn).toContain(':execution:m:');
  expect([ended.stateMachineArn, ended.stateMachineVersionArn]).toEqual([machine, `${machine}:1`]);
  expect(events[0]?.executionStartedEventDetails).toMatchObject({
    stateMachineVersionArn: `${machine}:1`,
  });
  const plain = await states.run(machine);
  expect(plain.stateMachineVersionArn).toBeUndefined();
  const { executions = [] } = await states.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: `${machine}:1` }),
  );
  expect(executions).toHaveLength(1);
  expect(executions[0]).toMatchObject({ executionArn, stateMachineVersionArn: `${machine}:1` });
});

test('a machine may be created with its first version, and is the same again only with it', async () => {
  const roleArn = await createRole(states.cloud.cloud, {
    name: 'other',
    service: 'states.amazonaws.com',
    actions: ['*'],
  });
  const create = (more: object) =>
    states.sfn.send(
      new CreateStateMachineCommand({
        name: 'born',
        definition: toText(answer('one')),
        roleArn,
        ...more,
      }),
    );
  const with1 = { publish: true, versionDescription: 'first' };
  const made = await create(with1);
  expect(made.stateMachineVersionArn).toBe(machine.replace(/m$/, 'born:1'));
  expect((await create(with1)).stateMachineVersionArn).toBe(made.stateMachineVersionArn);
  for (const more of [{}, { publish: true }]) {
    expect((await refusalOf(create(more))).name).toBe('StateMachineAlreadyExists');
  }
  expect(await refusalOf(create({ versionDescription: 'x' }))).toEqual({
    name: 'ValidationException',
    message: 'Version description can only be set when publish is true',
  });
  const quick = refusalOf(update({ definition: toText(answer('x')), versionDescription: 'x' }));
  expect((await quick).name).toBe('ValidationException');
});

test('what is no version, and what is for machines alone, is refused', async () => {
  await publish();
  for (const arn of [`${machine}:2`, `${machine}:none`, `${machine}:0`]) {
    expect((await refusalOf(describeIt(arn))).name).toBe('StateMachineDoesNotExist');
    expect((await refusalOf(states.start(arn))).name).toBe('StateMachineDoesNotExist');
  }
  expect((await refusalOf(describeIt(`${machine}:1:1`))).name).toBe('InvalidArn');
  expect((await refusalOf(remove(machine))).name).toBe('InvalidArn');
  const version = { stateMachineArn: `${machine}:1` };
  expect((await refusalOf(publish(version))).name).toBe('StateMachineDoesNotExist');
  expect((await refusalOf(update({ ...version, publish: true }))).name).toBe(
    'MissingRequiredParameter',
  );
  const asMachine = [
    new DeleteStateMachineCommand(version),
    new TagResourceCommand({ resourceArn: `${machine}:1`, tags: [{ key: 'a', value: 'b' }] }),
  ];
  for (const command of asMachine) {
    const refusal = await refusalOf(states.sfn.send(command as TagResourceCommand));
    expect(refusal.name).toBe('InvalidArn');
  }
  expect((await refusalOf(describeIt(machine.replace(':m', ':m/label')))).name).toBe(
    'ValidationException',
  );
});

test('a version is its machine to a policy, and which one is a condition', async () => {
  await publish();
  const call = await createCaller(states, {
    Effect: 'Allow',
    Action: 'states:DescribeStateMachine',
    Resource: machine,
    Condition: { StringEquals: { 'states:StateMachineQualifier': '1' } },
  });
  const ask = (stateMachineArn: string) => call('DescribeStateMachine', { stateMachineArn });
  expect(await ask(`${machine}:1`)).toMatchObject({ name: 'm' });
  expect((await refusalOf(ask(machine))).name).toBe('AccessDeniedException');
});

test('whoever publishes with an update needs the right to publish', async () => {
  const call = await createCaller(states, {
    Effect: 'Allow',
    Action: 'states:UpdateStateMachine',
    Resource: '*',
  });
  const change = (more: object) =>
    call('UpdateStateMachine', {
      stateMachineArn: machine,
      definition: toText(answer('two')),
      ...more,
    });
  expect((await refusalOf(change({ publish: true }))).message).toContain(
    'states:PublishStateMachineVersion',
  );
  await change({});
});

test('a machine has at most a thousand versions', async () => {
  const versions = store.collection('stepfunctions/version');
  for (let number = 1; number <= 1000; number += 1) {
    const key = `us-east-1/m/${String(number).padStart(15, '0')}`;
    versions.put(key, { number, revision: 'another', createdAt: START });
  }
  expect((await refusalOf(publish())).name).toBe('ServiceQuotaExceededException');
});

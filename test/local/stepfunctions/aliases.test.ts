import {
  CreateStateMachineAliasCommand,
  type CreateStateMachineAliasInput,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refusalOf } from '../../support/refusal.ts';
import { createCaller } from './callers.ts';
import { START, type States, startStates } from './states.ts';

let states: States;
let machine: string;
let prod: string;

beforeEach(async () => {
  states = await startStates();
  machine = await createVersions('m');
  prod = `${machine}:PROD`;
});
afterEach(async () => {
  await states.close();
});

const wait = (comment: string) => ({
  Comment: comment,
  StartAt: 'W',
  States: { W: { Type: 'Wait', Seconds: 10, End: true } },
});

/** A machine with the versions 1 and 2. */
async function createVersions(name: string): Promise<string> {
  const stateMachineArn = await states.createMachine(wait('one'), { name });
  await states.sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', ...wait('two') });
  await states.sfn.send(
    new UpdateStateMachineCommand({ stateMachineArn, definition, publish: true }),
  );
  return stateMachineArn;
}

const routes = (weights: Readonly<Record<number, number>>, of = machine) =>
  Object.entries(weights).map(([number, weight]) => ({
    stateMachineVersionArn: `${of}:${number}`,
    weight,
  }));
const create = (more: Partial<CreateStateMachineAliasInput> = {}) =>
  states.sfn.send(
    new CreateStateMachineAliasCommand({
      name: 'PROD',
      routingConfiguration: routes({ 1: 100 }),
      ...more,
    }),
  );
const update = (more: object, stateMachineAliasArn = prod) =>
  states.sfn.send(new UpdateStateMachineAliasCommand({ stateMachineAliasArn, ...more }));
const describeIt = (stateMachineAliasArn = prod) =>
  states.sfn.send(new DescribeStateMachineAliasCommand({ stateMachineAliasArn }));
const remove = (stateMachineAliasArn = prod) =>
  states.sfn.send(new DeleteStateMachineAliasCommand({ stateMachineAliasArn }));

test('an alias is made, described, moved and deleted', async () => {
  const made = await create({ description: 'live' });
  expect([made.stateMachineAliasArn, made.creationDate]).toEqual([prod, new Date(START)]);
  await states.clock.advance(1000);
  expect((await create({ description: 'live' })).creationDate).toEqual(new Date(START));
  expect(await refusalOf(create({ routingConfiguration: routes({ 2: 100 }) }))).toMatchObject({
    name: 'ConflictException',
    message: expect.stringContaining('Failed to create alias because an alias with the same name'),
  });
  const { updateDate } = await update({ routingConfiguration: routes({ 1: 30, 2: 70 }) });
  expect(updateDate).toEqual(new Date(START + 1000));
  const { $metadata: _metadata, ...described } = await describeIt();
  expect(described).toEqual({
    stateMachineAliasArn: prod,
    name: 'PROD',
    description: 'live',
    routingConfiguration: routes({ 1: 30, 2: 70 }),
    creationDate: new Date(START),
    updateDate,
  });
  await remove();
  expect((await refusalOf(describeIt())).name).toBe('ResourceNotFound');
  expect((await refusalOf(remove())).name).toBe('ResourceNotFound');
  expect((await refusalOf(states.start(prod))).name).toBe('StateMachineDoesNotExist');
});

test('an execution tells by which alias it was started and which version it got', async () => {
  await create();
  const { events, ...ended } = await states.run(prod);
  expect(ended).toMatchObject({
    stateMachineArn: machine,
    stateMachineAliasArn: prod,
    stateMachineVersionArn: `${machine}:1`,
  });
  expect(events[0]?.executionStartedEventDetails).toMatchObject({
    stateMachineAliasArn: prod,
    stateMachineVersionArn: `${machine}:1`,
  });
  await states.run(`${machine}:1`);
  const listed = async (stateMachineArn: string) =>
    (await states.sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.length;
  expect([await listed(prod), await listed(`${machine}:1`), await listed(machine)]).toEqual([
    1, 2, 2,
  ]);
});

/** The versions that executions got, each as its number. */
async function drawAll(count: number): Promise<readonly string[]> {
  const drawn: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const executionArn = await states.start(prod, {}, `e${String(index)}`);
    const { stateMachineVersionArn = '' } = await states.describe(executionArn);
    drawn.push(stateMachineVersionArn.slice(-1));
  }
  return drawn;
}

test('executions are drawn by weight, the same ones for the same seed', async () => {
  const routingConfiguration = routes({ 1: 25, 2: 75 });
  await create({ routingConfiguration });
  const drawn = await drawAll(60);
  const ones = drawn.filter((version) => version === '1').length;
  // A quarter of sixty, four standard deviations to either side.
  expect(ones).toBeGreaterThan(1);
  expect(ones).toBeLessThan(29);
  await states.close();
  states = await startStates();
  await createVersions('m');
  await create({ routingConfiguration });
  expect(await drawAll(60)).toEqual(drawn);
});

test('a version of no weight is not drawn', async () => {
  await create({ routingConfiguration: routes({ 1: 0, 2: 100 }) });
  expect(await drawAll(5)).toEqual(['2', '2', '2', '2', '2']);
});

test('a start by name is the same again by its alias, wherever that leads meanwhile', async () => {
  await create();
  const start = (stateMachineArn: string) =>
    states.sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'e', input: '{}' }));
  const { executionArn } = await start(prod);
  await update({ routingConfiguration: routes({ 2: 100 }) });
  expect((await start(prod)).executionArn).toBe(executionArn);
  for (const other of [machine, `${machine}:1`]) {
    expect((await refusalOf(start(other))).name).toBe('ExecutionAlreadyExists');
  }
});

test('a version that an alias leads to cannot be deleted', async () => {
  await create();
  await create({ name: 'beta', routingConfiguration: routes({ 1: 50, 2: 50 }) });
  const removeVersion = (number: number) =>
    states.sfn.send(
      new DeleteStateMachineVersionCommand({
        stateMachineVersionArn: `${machine}:${String(number)}`,
      }),
    );
  expect(await refusalOf(removeVersion(1))).toEqual({
    name: 'ConflictException',
    message:
      'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [beta, PROD]',
  });
  await remove(`${machine}:beta`);
  await removeVersion(2);
});

test('routing configurations that lead nowhere are refused', async () => {
  const other = await createVersions('other');
  const reasonOf = async (routingConfiguration: ReturnType<typeof routes>) => {
    const error = await create({ routingConfiguration }).catch((thrown: unknown) => thrown);
    const { name, reason } = error as { readonly name: string; readonly reason?: string };
    return [name, reason];
  };
  const invalid = ['ValidationException', 'INVALID_ROUTING_CONFIGURATION'];
  expect(await reasonOf(routes({ 1: 99 }))).toEqual(invalid);
  expect(await reasonOf(routes({ 1: 50, 2: 49 }))).toEqual(invalid);
  expect(await reasonOf([...routes({ 1: 50 }), ...routes({ 1: 50 })])).toEqual(invalid);
  expect(await reasonOf([...routes({ 1: 50 }), ...routes({ 2: 50 }, other)])).toEqual(invalid);
  expect(await reasonOf([{ stateMachineVersionArn: machine, weight: 100 }])).toEqual(invalid);
  expect(await reasonOf(routes({ 1: 101 }))).toEqual(['ValidationException', undefined]);
  expect(await reasonOf([])).toEqual(['ValidationException', undefined]);
  expect(await reasonOf(routes({ 3: 100 }))).toEqual(['ResourceNotFound', undefined]);
  await create();
  const toOther = update({ routingConfiguration: routes({ 1: 100 }, other) });
  expect((await refusalOf(toOther)).name).toBe('ValidationException');
  expect((await refusalOf(update({}))).name).toBe('ValidationException');
});

test('a name is no number, and an alias is no machine to describe', async () => {
  for (const name of ['1', '12', 'a b', 'a:b', '', 'x'.repeat(81)]) {
    expect((await refusalOf(create({ name }))).name).toBe('ValidationException');
  }
  await create();
  const described = states.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: prod }));
  expect((await refusalOf(described)).name).toBe('StateMachineDoesNotExist');
});

test('aliases are listed, the newest first, of a machine or of a version', async () => {
  await create({ name: 'a', routingConfiguration: routes({ 1: 100 }) });
  await create({ name: 'b', routingConfiguration: routes({ 2: 100 }) });
  await create({ name: 'c', routingConfiguration: routes({ 1: 10, 2: 90 }) });
  const list = async (stateMachineArn: string, more: object = {}) => {
    const command = new ListStateMachineAliasesCommand({ stateMachineArn, ...more });
    const { stateMachineAliases = [], nextToken } = await states.sfn.send(command);
    const names = stateMachineAliases.map(({ stateMachineAliasArn: arn = '' }) => arn.slice(-1));
    return { names: names.join(''), nextToken };
  };
  const first = await list(machine, { maxResults: 2 });
  expect(first.names).toBe('cb');
  expect(await list(machine, { maxResults: 2, nextToken: first.nextToken })).toEqual({
    names: 'a',
  });
  expect((await list(`${machine}:1`)).names).toBe('ca');
});

test('an alias is its machine to a policy, and which one is a condition', async () => {
  await create();
  await create({ name: 'beta' });
  const call = await createCaller(states, {
    Effect: 'Allow',
    Action: 'states:*',
    Resource: machine,
    Condition: { StringEquals: { 'states:StateMachineQualifier': ['PROD', 'gamma'] } },
  });
  const start = (stateMachineArn: string) => call('StartExecution', { stateMachineArn });
  expect(await start(prod)).toHaveProperty('executionArn');
  expect((await refusalOf(start(`${machine}:beta`))).name).toBe('AccessDeniedException');
  const alias = (name: string) =>
    call('CreateStateMachineAlias', { name, routingConfiguration: routes({ 1: 100 }) });
  await alias('gamma');
  expect((await refusalOf(alias('delta'))).name).toBe('AccessDeniedException');
});

test('a machine has at most a hundred aliases', async () => {
  for (let count = 0; count < 100; count += 1) await create({ name: `a${String(count)}` });
  expect((await refusalOf(create())).name).toBe('ServiceQuotaExceededException');
});

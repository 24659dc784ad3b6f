import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { refusalOf } from '../../support/refusal.ts';
import { createRole } from '../../support/roles.ts';
import { createCaller } from './callers.ts';
import { START, type States, startStates } from './states.ts';

let states: States;
let roleArn: string;

beforeEach(async () => {
  states = await startStates();
  roleArn = await createRole(states.cloud.cloud, {
    name: 'machine',
    service: 'states.amazonaws.com',
    actions: ['*'],
  });
});
afterEach(async () => {
  await states.close();
});

const definition = (comment = 'one'): string =>
  JSON.stringify({
    QueryLanguage: 'JSONata',
    Comment: comment,
    StartAt: 'S',
    States: { S: { Type: 'Succeed', Output: comment } },
  });

const create = (more = {}) =>
  states.sfn.send(
    new CreateStateMachineCommand({ name: 'm', definition: definition(), roleArn, ...more }),
  );
const arnOf = (name: string): string =>
  `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;

describe('CreateStateMachine', () => {
  test('answers the ARN, and the same machine again the same', async () => {
    const { stateMachineArn, creationDate } = await create();
    expect([stateMachineArn, creationDate]).toEqual([arnOf('m'), new Date(START)]);
    await states.clock.advance(1000);
    const again = await create({ tags: [{ key: 'a', value: 'b' }] });
    expect(again.creationDate).toEqual(creationDate);
    expect(await refusalOf(create({ definition: definition('two') }))).toEqual({
      name: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${arnOf('m')}'`,
    });
  });

  test('refuses a definition with all that is wrong in it', async () => {
    const { name, message } = await refusalOf(
      create({
        definition:
          '{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"}}}',
      }),
    );
    expect(name).toBe('InvalidDefinition');
    expect(message).toBe(
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state'",
    );
  });

  test('refuses tasks that nobody carries out, calls that a service has not, and arguments that are not known', async () => {
    const refuse = async (Resource: string, Arguments: object = {}): Promise<string> => {
      const task = { Type: 'Task', Resource, Arguments, End: true };
      const text = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'T', States: { T: task } });
      return (await refusalOf(create({ definition: text }))).message;
    };
    for (const resource of [
      'arn:aws:states:::glue:startJobRun',
      'arn:aws:states:::lambda:invoke.sync',
      'arn:aws:states:::aws-sdk:secretsmanager:noSuchCall',
      'arn:aws:states:::aws-sdk:dynamodb:getItem',
      'arn:aws:states:::constructor:name',
    ]) {
      expect(await refuse(resource)).toContain(
        `The resource provided ${resource} is not recognized.`,
      );
    }
    expect(await refuse('arn:aws:states:::lambda:invoke', { Nmae: 'x' })).toBe(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: The field 'FunctionName' is required but was missing at /States/T/Arguments, SCHEMA_VALIDATION_FAILED: The field \"Nmae\" is not supported by Step Functions at /States/T/Arguments'",
    );
  });

  test('refuses names, roles and settings that it cannot take', async () => {
    for (const name of ['a b', 'a/b', 'a:b', 'a"b', 'a\u0007b', 'n'.repeat(81)]) {
      expect((await refusalOf(create({ name }))).name).toBe('InvalidName');
    }
    expect((await refusalOf(create({ roleArn: 'me' }))).name).toBe('InvalidArn');
    const foreign = await createRole(states.cloud.cloud, {
      name: 'foreign',
      service: 'lambda.amazonaws.com',
      actions: [],
    });
    expect(await refusalOf(create({ roleArn: foreign }))).toEqual({
      name: 'AccessDeniedException',
      message:
        'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    });
    for (const more of [
      { type: 'FAST' },
      { encryptionConfiguration: { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: 'alias/mine' } },
      { loggingConfiguration: { level: 'SOME' } },
    ]) {
      expect((await refusalOf(create(more))).name).toBe('ValidationException');
    }
    for (const more of [
      { type: 'CUSTOMER_MANAGED_KMS_KEY' },
      { type: 'AWS_OWNED_KEY', kmsKeyId: 'alias/mine' },
    ]) {
      expect((await refusalOf(create({ encryptionConfiguration: more }))).name).toBe(
        'InvalidEncryptionConfiguration',
      );
    }
    const level = { loggingConfiguration: { level: 'ALL' } };
    expect((await refusalOf(create(level))).name).toBe('InvalidLoggingConfiguration');
    const large = `{"Comment":"${'x'.repeat(1024 * 1024)}"}`;
    expect((await refusalOf(create({ definition: large }))).name).toBe('ValidationException');
  });
});

describe('a machine', () => {
  test('is described, updated, and described for an execution as it was', async () => {
    await create();
    const executionArn = await states.start(arnOf('m'));
    await states.clock.advance(5000);
    const described = await states.sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: arnOf('m') }),
    );
    expect(described).toMatchObject({
      name: 'm',
      status: 'ACTIVE',
      type: 'STANDARD',
      roleArn,
      definition: definition(),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
    expect(described.revisionId).toBeUndefined();
    const updated = await states.sfn.send(
      new UpdateStateMachineCommand({ stateMachineArn: arnOf('m'), definition: definition('two') }),
    );
    expect(updated.updateDate).toEqual(new Date(START + 5000));
    const after = await states.sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: arnOf('m') }),
    );
    expect([after.definition, after.revisionId]).toEqual([definition('two'), updated.revisionId]);
    const before = await states.sfn.send(
      new DescribeStateMachineForExecutionCommand({ executionArn }),
    );
    expect([before.definition, before.updateDate]).toEqual([definition(), new Date(START)]);
    expect((await states.run(arnOf('m'))).output).toBe('"two"');
  });

  test('is not updated by nothing, nor by what is wrong', async () => {
    await create();
    const update = (more: object) =>
      refusalOf(
        states.sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arnOf('m'), ...more })),
      );
    expect((await update({})).name).toBe('MissingRequiredParameter');
    expect((await update({ definition: '{}' })).name).toBe('InvalidDefinition');
    expect(
      (
        await refusalOf(
          states.sfn.send(
            new UpdateStateMachineCommand({ stateMachineArn: arnOf('none'), roleArn }),
          ),
        )
      ).name,
    ).toBe('StateMachineDoesNotExist');
  });

  test('is deleted once its executions have ended, each with its next transition', async () => {
    const stateMachineArn = await states.createMachine({
      StartAt: 'W',
      States: {
        W: { Type: 'Wait', Seconds: 100, Next: 'V' },
        V: { Type: 'Wait', Seconds: 100, End: true },
      },
    });
    const describeIt = () => states.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    const remove = () => states.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    const executionArn = await states.start(stateMachineArn);
    await states.clock.advance(1000);
    await remove();
    await remove();
    expect((await describeIt()).status).toBe('DELETING');
    const roleAgain = { stateMachineArn, roleArn };
    for (const call of [
      states.start(stateMachineArn),
      states.sfn.send(new UpdateStateMachineCommand(roleAgain)),
      states.sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn })),
      create({ name: 'machine-1' }),
    ]) {
      expect((await refusalOf(call)).name).toBe('StateMachineDeleting');
    }
    await states.clock.advance(100_000);
    expect(await states.describe(executionArn)).toMatchObject({
      status: 'ABORTED',
      stopDate: new Date(START + 100_000),
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'State machine is in DELETING status',
    });
    expect(await refusalOf(describeIt())).toEqual({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    });
    await remove();
  });

  test('takes its versions and aliases with it, and begins to count anew', async () => {
    const { stateMachineArn = '' } = await create({ publish: true });
    const version = `${stateMachineArn}:1`;
    const alias = new CreateStateMachineAliasCommand({
      name: 'live',
      routingConfiguration: [{ stateMachineVersionArn: version, weight: 100 }],
    });
    await states.sfn.send(alias);
    await states.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await create();
    expect((await refusalOf(states.start(`${stateMachineArn}:live`))).name).toBe(
      'StateMachineDoesNotExist',
    );
    expect((await refusalOf(states.sfn.send(alias))).name).toBe('ResourceNotFound');
    const publish = new PublishStateMachineVersionCommand({ stateMachineArn });
    expect((await states.sfn.send(publish)).stateMachineVersionArn).toBe(version);
  });

  test('knows nothing of the executions of one that had its name', async () => {
    const { stateMachineArn = '' } = await create();
    await states.start(stateMachineArn, {}, 'e');
    await states.clock.advance(1000);
    await states.sfn.send(new DeleteStateMachineCommand({ stateMachineArn }));
    await create();
    const list = new ListExecutionsCommand({ stateMachineArn });
    expect((await states.sfn.send(list)).executions).toEqual([]);
    await states.start(stateMachineArn, {}, 'e');
    await states.clock.settle();
    expect((await states.sfn.send(list)).executions).toHaveLength(1);
  });

  test('says which variables its states refer to, and nothing to whoever asks for metadata', async () => {
    const stateMachineArn = await states.createMachine({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: 1, y: 2 }, Next: 'B' },
        B: { Type: 'Pass', Output: "{% $x & '$y' & $string($states.input) %}", Next: 'C' },
        C: {
          Type: 'Map',
          Items: '{% [$y] %}',
          ItemProcessor: {
            StartAt: 'D',
            States: { D: { Type: 'Pass', Output: '{% $x + $y %}', End: true } },
          },
          End: true,
        },
      },
    });
    const ask = (includedData: 'ALL_DATA' | 'METADATA_ONLY') =>
      states.sfn.send(new DescribeStateMachineCommand({ stateMachineArn, includedData }));
    expect((await ask('ALL_DATA')).variableReferences).toEqual({
      B: ['x'],
      C: ['y'],
      D: ['x', 'y'],
    });
    const bare = await ask('METADATA_ONLY');
    expect([bare.definition, bare.variableReferences]).toEqual(['{}', undefined]);
  });

  test('is listed by name, page by page', async () => {
    for (const name of ['c', 'a', 'b']) await create({ name });
    const first = await states.sfn.send(new ListStateMachinesCommand({ maxResults: 2 }));
    const { nextToken } = first;
    const second = await states.sfn.send(
      new ListStateMachinesCommand({ maxResults: 2, nextToken }),
    );
    expect([first, second].map((page) => page.stateMachines?.map(({ name }) => name))).toEqual([
      ['a', 'b'],
      ['c'],
    ]);
    expect(second.nextToken).toBeUndefined();
    const bad = states.sfn.send(new ListStateMachinesCommand({ nextToken: 'bad' }));
    expect((await refusalOf(bad)).name).toBe('InvalidToken');
  });

  test('has tags', async () => {
    await create({ tags: [{ key: 'a', value: '1' }] });
    const resourceArn = arnOf('m');
    await states.sfn.send(
      new TagResourceCommand({ resourceArn, tags: [{ key: 'b', value: '2' }] }),
    );
    await states.sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'z'] }));
    const { tags } = await states.sfn.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: 'b', value: '2' }]);
    const other = new ListTagsForResourceCommand({ resourceArn: arnOf('none') });
    expect((await refusalOf(states.sfn.send(other))).name).toBe('ResourceNotFound');
    const tag = (added: { readonly key: string; readonly value: string }[]) =>
      refusalOf(states.sfn.send(new TagResourceCommand({ resourceArn, tags: added })));
    const many = Array.from({ length: 50 }, (_, index) => ({
      key: `k${String(index)}`,
      value: '',
    }));
    expect((await tag(many)).name).toBe('TooManyTags');
    for (const bad of [
      { key: 'aws:mine', value: '' },
      { key: 'a!', value: '' },
      { key: 'k'.repeat(129), value: '' },
      { key: 'a', value: 'v'.repeat(257) },
    ]) {
      expect((await tag([bad])).name).toBe('ValidationException');
    }
  });

  test('is tagged by whoever may put such tags on it', async () => {
    await create();
    const call = await createCaller(states, {
      Effect: 'Allow',
      Action: ['states:TagResource', 'states:UntagResource'],
      Resource: arnOf('m'),
      Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } },
    });
    const tag = (key: string) =>
      call('TagResource', { resourceArn: arnOf('m'), tags: [{ key, value: 'x' }] });
    await tag('team');
    expect((await refusalOf(tag('other'))).name).toBe('AccessDeniedException');
  });
});

test('ValidateStateMachineDefinition answers what is wrong, by state and field', async () => {
  const validate = (text: string) =>
    states.sfn.send(new ValidateStateMachineDefinitionCommand({ definition: text }));
  expect(await validate(definition())).toMatchObject({
    result: 'OK',
    diagnostics: [],
    truncated: false,
  });
  const { result, diagnostics } = await validate(
    '{"QueryLanguage":"JSONata","StartAt":"E","States":{"E":{"Type":"Pass","Output":"{% phone %}","End":true}}}',
  );
  expect([result, diagnostics]).toEqual([
    'FAIL',
    [
      {
        severity: 'ERROR',
        code: 'UNSUPPORTED_JSONATA_EXPRESSION',
        message: "Reference to 'phone' at the top level is not supported.",
        location: '/States/E/Output',
      },
    ],
  ]);
});

test('a page of less than nothing is refused: it once kept the endpoint busy for ever', async () => {
  await create();
  for (const maxResults of [-1, 1001]) {
    const list = states.sfn.send(new ListStateMachinesCommand({ maxResults }));
    expect(await refusalOf(list)).toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(`'${String(maxResults)}' at 'maxResults'`),
    });
  }
});

test.each([
  [{ type: 'FAST' }, /'type' failed to satisfy .*\[STANDARD, EXPRESS\]/],
  [{ severity: 'INFO' }, /'severity' failed to satisfy .*\[ERROR, WARNING\]/],
  [{ maxResults: 101 }, /'maxResults' failed to satisfy/],
])('ValidateStateMachineDefinition refuses %j', async (more, message) => {
  const input = { definition: '{}', ...more } as { readonly definition: string };
  const refusal = await refusalOf(
    states.sfn.send(new ValidateStateMachineDefinitionCommand(input)),
  );
  expect(refusal.name).toBe('ValidationException');
  expect(refusal.message).toMatch(message);
});

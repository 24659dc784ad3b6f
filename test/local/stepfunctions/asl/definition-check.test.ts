import { describe, expect, test } from '@jest/globals';
import { toMessage } from '../../../../local/stepfunctions/asl/check/diagnostic.ts';
import { findJsonProblem } from '../../../../local/stepfunctions/asl/check/json-text.ts';
import { check } from './drive.ts';

const END = { Type: 'Pass', End: true };
const TASK = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };

/** `CODE message at location` of each diagnostic. */
function refusals(states: object, machine: object = {}): string[] {
  const [StartAt] = Object.keys(states);
  const { diagnostics } = check({ QueryLanguage: 'JSONata', StartAt, States: states, ...machine });
  return diagnostics.map(({ code, message, location }) =>
    [code, message, ...(location === undefined ? [] : ['at', location])].join(' '),
  );
}

test('a definition that is right has nothing to say', () => {
  expect(
    refusals({
      A: {
        ...TASK,
        End: undefined,
        Next: 'B',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'C' }],
      },
      B: { Type: 'Wait', Timestamp: '{% $t %}', Assign: { größe: 1 }, Next: 'C' },
      C: { Type: 'Choice', Choices: [{ Condition: '{%true%}', Next: 'D' }], Default: 'A' },
      D: { Type: 'Succeed', Output: [null, 1, '', { a: '{% $states.input[a > 1].b %}' }] },
    }),
  ).toEqual([]);
});

// Measured on AWS (public reports, 2026: floci-io/floci#2670, #2735, #2745, #2786, #2968, #3733; localstack#11978).
describe('in AWS’s own words', () => {
  test.each<[string, object, string[]]>([
    [
      'a target that is missing, and nothing that ends',
      { A: { Type: 'Pass', Next: 'NOPE' } },
      [
        "MISSING_TRANSITION_TARGET Missing 'Next' target: NOPE at /States/A/Next",
        'MISSING_END_STATE Workflow has no terminal state',
      ],
    ],
    [
      'targets of Choices, Default and Catch',
      {
        C: { Type: 'Choice', Choices: [{ Condition: true, Next: 'X' }], Default: 'T' },
        T: { ...TASK, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Y' }] },
      },
      [
        "MISSING_TRANSITION_TARGET Missing 'Next' target: X at /States/C/Choices[0]/Next",
        "MISSING_TRANSITION_TARGET Missing 'Next' target: Y at /States/T/Catch[0]/Next",
      ],
    ],
    [
      'a state that cannot be reached',
      { A: END, B: END },
      ['MISSING_TRANSITION_TARGET State "B" is not reachable. at /States/B'],
    ],
    [
      'a loop without an end, which hides what cannot be reached',
      {
        A: { Type: 'Pass', Next: 'B' },
        B: { Type: 'Pass', Next: 'A' },
        C: { Type: 'Pass', Next: 'C' },
      },
      ['MISSING_END_STATE Workflow has no terminal state'],
    ],
    [
      'fields that a type does not have',
      { A: { ...END, Retry: [], TimeoutSeconds: 3 } },
      [
        "SCHEMA_VALIDATION_FAILED Field 'Retry' is not supported at /States/A",
        "SCHEMA_VALIDATION_FAILED Field 'TimeoutSeconds' is not supported at /States/A",
      ],
    ],
    [
      'fields of JSONPath',
      { A: { ...END, InputPath: '$.a', Parameters: {} } },
      ['InputPath', 'Parameters'].map(
        (field) =>
          `SCHEMA_VALIDATION_FAILED The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage at /States/A`,
      ),
    ],
    [
      'a state that is JSONPath in a machine that is JSONata',
      { A: { ...END, QueryLanguage: 'JSONPath' } },
      [
        "SCHEMA_VALIDATION_FAILED 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/A",
      ],
    ],
    [
      'a name at the top level',
      { E: { ...END, Output: { v: '{% phone & $x.number %}' } } },
      [
        "UNSUPPORTED_JSONATA_EXPRESSION Reference to 'phone' at the top level is not supported. at /States/E/Output/v",
      ],
    ],
    [
      'an expression that does not parse',
      { E: { ...END, Output: '{% 1 + %}', Assign: { x: ['{% a[1,2) %}'] } } },
      [
        'INVALID_JSONATA_EXPRESSION Unexpected end of expression at /States/E/Output',
        'INVALID_JSONATA_EXPRESSION Expected "]", got "," at /States/E/Assign/x[0]',
      ],
    ],
    [
      'a number below its least',
      {
        M: {
          Type: 'Map',
          MaxConcurrency: -1,
          ItemProcessor: { StartAt: 'I', States: { I: END } },
          End: true,
        },
      },
      ['SCHEMA_VALIDATION_FAILED Minimum value is 0 at /States/M/MaxConcurrency'],
    ],
  ])('%s', (_title, states, expected) => {
    expect(refusals(states)).toEqual(expected);
  });

  test('all in one sentence', () => {
    const { diagnostics } = check({
      QueryLanguage: 'JSONata',
      StartAt: 'pass1',
      States: { pass1: { Type: 'Pass', Next: 'pass3' }, pass2: END },
    });
    expect(toMessage(diagnostics)).toBe(
      "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next, MISSING_TRANSITION_TARGET: State \"pass2\" is not reachable. at /States/pass2'",
    );
  });
});

describe('refused, with state and field', () => {
  test('a machine that is JSONPath, state by state', () => {
    expect(
      refusals({ A: { ...END, Next: 'B', End: undefined }, B: END }, { QueryLanguage: undefined }),
    ).toEqual([
      expect.stringMatching(
        /^SCHEMA_VALIDATION_FAILED State 'A' uses the QueryLanguage 'JSONPath'.* at \/States\/A$/,
      ),
      expect.stringMatching(/^SCHEMA_VALIDATION_FAILED State 'B' .* at \/States\/B$/),
    ]);
  });

  test.each<[string, object, RegExp]>([
    [
      'States.ALL in company',
      { A: { ...TASK, Retry: [{ ErrorEquals: ['States.ALL', 'E'] }] } },
      /alone.*\/Retry\[0\]\/ErrorEquals$/,
    ],
    [
      'States.ALL before the end',
      { A: { ...TASK, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] } },
      /last.*\/Retry\[0\]/,
    ],
    [
      'a heartbeat as long as the timeout',
      { A: { ...TASK, TimeoutSeconds: 5, HeartbeatSeconds: 5 } },
      /smaller.*\/A\/HeartbeatSeconds$/,
    ],
    [
      'a timeout of nothing',
      { A: { ...TASK, TimeoutSeconds: 0 } },
      /Minimum value is 1 at \/States\/A\/TimeoutSeconds$/,
    ],
    [
      'a MaxDelaySeconds not above the interval',
      { A: { ...TASK, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 9, MaxDelaySeconds: 9 }] } },
      /MaxDelaySeconds$/,
    ],
    [
      'a jitter that is none',
      { A: { ...TASK, Retry: [{ ErrorEquals: ['E'], JitterStrategy: 'SOME' }] } },
      /FULL, NONE.*JitterStrategy$/,
    ],
    [
      'a resource of nobody',
      { A: { ...TASK, Resource: 'lambda' } },
      /The resource provided lambda is not recognized.*Resource$/,
    ],
    [
      'Next and End',
      { A: { ...END, Next: 'A' } },
      /only be one of the following fields: \[Next, End\]/,
    ],
    [
      'neither Next nor End',
      { A: { Type: 'Pass' }, S: { Type: 'Succeed' } },
      /One of these fields is required: \[Next, End\]/,
    ],
    ['no Type', { A: { End: true } }, /These fields are required: \[Type\] at \/States\/A$/],
    [
      'a Type that is none',
      { A: { Type: 'constructor', End: true } },
      /supported values.*\/A\/Type$/,
    ],
    [
      'two ways to wait',
      { A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } },
      /Seconds, Timestamp/,
    ],
    [
      'a time that is none',
      { A: { Type: 'Wait', Timestamp: 'soon', End: true } },
      /\/A\/Timestamp$/,
    ],
    ['the variable states', { A: { ...END, Assign: { states: 1 } } }, /'states' is reserved/],
    [
      'a variable that is no name',
      { A: { ...END, Assign: { 'a b': 1 } } },
      /Invalid variable name: a b/,
    ],
    [
      '$states.result where there is none',
      { A: { ...END, Output: '{% $states.result %}' } },
      /\$states\.result/,
    ],
    [
      '$states.errorOutput outside a Catcher',
      { A: { ...TASK, Output: '{% $states.errorOutput %}' } },
      /\$states\.errorOutput/,
    ],
    [
      '$states.result in a Catcher',
      {
        A: { ...TASK, Catch: [{ ErrorEquals: ['E'], Next: 'A', Output: '{% $states.result %}' }] },
      },
      /Catch\[0\]\/Output$/,
    ],
    ['$', { A: { ...END, Output: '{% $.a %}' } }, /'\$' at the top level/],
    ['$$', { A: { ...END, Output: '{% $$ %}' } }, /'\$\$' at the top level/],
    ['$eval', { A: { ...END, Output: '{% $eval("1") %}' } }, /'\$eval'/],
    ['half an expression', { A: { ...END, Output: '{% 1' } }, /begins with/],
    ['a long name', { ['N'.repeat(81)]: END }, /maximum length of 80/],
    [
      'a distributed Map that says not of what executions',
      {
        M: {
          Type: 'Map',
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED' },
            StartAt: 'I',
            States: { I: END },
          },
          End: true,
        },
      },
      /These fields are required: \[ExecutionType\] at .*ProcessorConfig$/,
    ],
    [
      'an outer variable assigned inside',
      {
        A: { ...END, End: undefined, Assign: { x: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'B', States: { B: { ...END, Assign: { x: 2 } } } }],
          End: true,
        },
      },
      /Variable 'x'.* at \/States\/P\/Branches\[0\]\/States\/B\/Assign\/x$/,
    ],
    [
      'a name used twice',
      { A: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: END } }], End: true } },
      /DUPLICATE_STATE_NAME .*\/Branches\[0\]\/States\/A$/,
    ],
    [
      'a target in another scope',
      {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'B', States: { B: { Type: 'Pass', Next: 'P' }, S: { Type: 'Succeed' } } },
          ],
          End: true,
        },
      },
      /Missing 'Next' target: P at \/States\/P\/Branches\[0\]\/States\/B\/Next/,
    ],
  ])('%s', (_title, states, expected) => {
    expect(refusals(states).join('\n')).toMatch(new RegExp(expected.source, 'm'));
  });

  test('what is no JSON, no object, empty, or nested beyond reason', () => {
    for (const text of ['{', '[]', '"x"', '{}', `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`]) {
      expect(check(text).definition).toBeUndefined();
    }
    expect(check('[]').diagnostics[0]?.code).toBe('INVALID_JSON_DESCRIPTION');
  });
});

/** Bad definitions of one state, or of one machine, and what each is told: `field` stands behind `/States/A`. */
describe('each mistake with its place', () => {
  const schema = (message: string, field = ''): string =>
    `SCHEMA_VALIDATION_FAILED ${message} at /States/A${field}`;
  const retrying = (retrier: object): object => ({
    ...TASK,
    Retry: [{ ErrorEquals: ['E'], ...retrier }],
  });
  const catching = (catcher: object): object => ({
    ...TASK,
    Catch: [{ ErrorEquals: ['E'], Next: 'A', ...catcher }],
  });
  const choosing = (rule: object): object => ({
    Type: 'Choice',
    Choices: [{ Condition: true, Next: 'B', ...rule }],
    Default: 'B',
  });
  const unsupported = (name: string, field: string): string =>
    `UNSUPPORTED_JSONATA_EXPRESSION Reference to ${name} is not supported. at /States/A${field}`;

  test.each<[string, object, string | string[]]>([
    // Retry
    [
      'IntervalSeconds 0',
      retrying({ IntervalSeconds: 0 }),
      schema('Minimum value is 1', '/Retry[0]/IntervalSeconds'),
    ],
    [
      'IntervalSeconds too long',
      retrying({ IntervalSeconds: 1e8 }),
      schema('Maximum value is 99999999', '/Retry[0]/IntervalSeconds'),
    ],
    [
      'IntervalSeconds a text',
      retrying({ IntervalSeconds: '{% 1 %}' }),
      schema('Expected value of type Integer', '/Retry[0]/IntervalSeconds'),
    ],
    [
      'MaxAttempts below 0',
      retrying({ MaxAttempts: -1 }),
      schema('Minimum value is 0', '/Retry[0]/MaxAttempts'),
    ],
    [
      'MaxAttempts too many',
      retrying({ MaxAttempts: 1e8 }),
      schema('Maximum value is 99999999', '/Retry[0]/MaxAttempts'),
    ],
    [
      'MaxAttempts a half',
      retrying({ MaxAttempts: 1.5 }),
      schema('Expected value of type Integer', '/Retry[0]/MaxAttempts'),
    ],
    [
      'BackoffRate below 1',
      retrying({ BackoffRate: 0.9 }),
      schema('Minimum value is 1', '/Retry[0]/BackoffRate'),
    ],
    [
      'MaxDelaySeconds too long',
      retrying({ MaxDelaySeconds: 31_622_401 }),
      schema('Maximum value is 31622400', '/Retry[0]/MaxDelaySeconds'),
    ],
    [
      'a field that no Retrier has',
      retrying({ Next: 'A' }),
      schema("Field 'Next' is not supported", '/Retry[0]'),
    ],
    [
      'a Retrier without errors',
      { ...TASK, Retry: [{}] },
      schema('These fields are required: [ErrorEquals]', '/Retry[0]'),
    ],
    [
      'a Retrier of no error',
      retrying({ ErrorEquals: [] }),
      schema('Minimum number of items is 1', '/Retry[0]/ErrorEquals'),
    ],
    [
      'errors that are no list',
      retrying({ ErrorEquals: 'E' }),
      schema('Expected value of type Array', '/Retry[0]/ErrorEquals'),
    ],
    [
      'an error that is no text',
      retrying({ ErrorEquals: [1] }),
      schema('Expected value of type String', '/Retry[0]/ErrorEquals'),
    ],
    [
      'an error of AWS that there is not',
      retrying({ ErrorEquals: ['States.Nonsense'] }),
      schema(
        "The error name 'States.Nonsense' is reserved, and there is no such error",
        '/Retry[0]/ErrorEquals',
      ),
    ],
    [
      'errors of AWS that there are',
      retrying({ ErrorEquals: ['States.Timeout', 'States.Http.StatusCode.429', 'Statesman'] }),
      [],
    ],
    [
      'a Retry that is no list',
      { ...TASK, Retry: {} },
      schema('Expected value of type Array', '/Retry'),
    ],
    [
      'a Retrier that is no object',
      { ...TASK, Retry: ['E'] },
      schema('Expected value of type Object', '/Retry[0]'),
    ],
    // Catch
    [
      'a Catcher without Next',
      { ...TASK, Catch: [{ ErrorEquals: ['E'] }] },
      schema('These fields are required: [Next]', '/Catch[0]'),
    ],
    [
      'a Catcher with ResultPath',
      catching({ ResultPath: '$' }),
      schema(
        "The QueryLanguage is set to 'JSONata', but field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage",
        '/Catch[0]',
      ),
    ],
    [
      'a Catcher that assigns a list',
      catching({ Assign: [] }),
      schema('Expected value of type Object', '/Catch[0]/Assign'),
    ],
    [
      'a Catcher whose comment is a number',
      catching({ Comment: 1 }),
      schema('Expected value of type String', '/Catch[0]/Comment'),
    ],
    // Choice
    [
      'no rules',
      { Type: 'Choice', Choices: [], Default: 'B' },
      schema('Minimum number of items is 1', '/Choices'),
    ],
    [
      'no Choices',
      { Type: 'Choice', Default: 'B' },
      schema('These fields are required: [Choices]'),
    ],
    ['a Choice that ends', { ...choosing({}), End: true }, schema("Field 'End' is not supported")],
    [
      'a Choice that goes on',
      { ...choosing({}), Next: 'B' },
      schema("Field 'Next' is not supported"),
    ],
    [
      'a Condition that is a text',
      choosing({ Condition: 'yes' }),
      schema('Expected value of type Boolean', '/Choices[0]/Condition'),
    ],
    [
      'a rule of JSONPath',
      choosing({ Variable: '$.a' }),
      schema(
        "The QueryLanguage is set to 'JSONata', but field 'Variable' is only supported for the 'JSONPath' QueryLanguage",
        '/Choices[0]',
      ),
    ],
    [
      'a rule without Next',
      { Type: 'Choice', Choices: [{ Condition: true }], Default: 'B' },
      schema('These fields are required: [Next]', '/Choices[0]'),
    ],
    // others
    ['a Fail that goes on', { Type: 'Fail', Next: 'A' }, schema("Field 'Next' is not supported")],
    [
      'a Fail whose Error is a number',
      { Type: 'Fail', Error: 1 },
      schema('Expected value of type String', '/Error'),
    ],
    [
      'a Succeed that assigns',
      { Type: 'Succeed', Assign: {} },
      schema("Field 'Assign' is not supported"),
    ],
    [
      'a negative wait',
      { Type: 'Wait', Seconds: -1, End: true },
      schema('Minimum value is 0', '/Seconds'),
    ],
    [
      'a wait of a half',
      { Type: 'Wait', Seconds: 0.5, End: true },
      schema('Expected value of type Integer', '/Seconds'),
    ],
    [
      'a wait for nothing',
      { Type: 'Wait', End: true },
      schema('One of these fields is required: [Seconds, Timestamp]'),
    ],
    [
      'a heartbeat of nothing',
      { ...TASK, HeartbeatSeconds: 0 },
      schema('Minimum value is 1', '/HeartbeatSeconds'),
    ],
    [
      'a Task without Resource',
      { Type: 'Task', End: true },
      schema('These fields are required: [Resource]'),
    ],
    [
      'an End that is a text',
      { ...END, End: 'true' },
      [
        schema('Expected value of type Boolean', '/End'),
        schema('One of these fields is required: [Next, End]'),
        'MISSING_END_STATE Workflow has no terminal state',
      ],
    ],
    [
      'a Type that is a number',
      { ...END, Type: 1 },
      schema(
        'Value is not one of the supported values: [Pass, Task, Choice, Wait, Succeed, Fail, Parallel, Map]',
        '/Type',
      ),
    ],
    [
      'a comment that is a list',
      { ...END, Comment: [] },
      schema('Expected value of type String', '/Comment'),
    ],
    [
      'a field that nobody knows',
      { ...END, Nonsense: 1 },
      schema("Field 'Nonsense' is not supported"),
    ],
    [
      'a language that nobody knows',
      { ...END, QueryLanguage: 'SQL' },
      schema('Value is not one of the supported values: [JSONPath, JSONata]', '/QueryLanguage'),
    ],
    [
      'branches that are no list',
      { Type: 'Parallel', Branches: {}, End: true },
      schema('Expected value of type Array', '/Branches'),
    ],
    [
      'a branch without states',
      { Type: 'Parallel', Branches: [{}], End: true },
      schema('These fields are required: [StartAt, States]', '/Branches[0]'),
    ],
    ...['ResultSelector', 'OutputPath', 'ResultPath', 'Result', 'SecondsPath'].map(
      (field): [string, object, string] => [
        `${field} of JSONPath`,
        { ...END, [field]: {} },
        schema(
          `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`,
        ),
      ],
    ),
    // variables
    [
      'variables that are a text',
      { ...END, Assign: '{% {} %}' },
      schema('Expected value of type Object', '/Assign'),
    ],
    [
      'a variable with too long a name',
      { ...END, Assign: { ['v'.repeat(81)]: 1 } },
      schema(`Invalid variable name: ${'v'.repeat(81)}`, `/Assign/${'v'.repeat(81)}`),
    ],
    [
      'variables of every script',
      { ...END, Assign: { ñandú: 1, 変数: 2, _x1: 3, ['v'.repeat(80)]: 4 } },
      [],
    ],
    // expressions
    [
      '$ in a list',
      { ...END, Output: [1, '{% $ %}'] },
      unsupported("'$' at the top level", '/Output[1]'),
    ],
    [
      '$$ in a member',
      { ...END, Output: { a: '{% $$.b %}' } },
      unsupported("'$$' at the top level", '/Output/a'),
    ],
    [
      'a name in Arguments',
      { ...TASK, Arguments: { p: { q: '{% name %}' } } },
      unsupported("'name' at the top level", '/Arguments/p/q'),
    ],
    [
      '$eval in a Condition',
      choosing({ Condition: '{% $eval("1") %}' }),
      unsupported("'$eval'", '/Choices[0]/Condition'),
    ],
    [
      '$states.result in a Pass',
      { ...END, Output: '{% $states.result %}' },
      unsupported("'$states.result' in this field", '/Output'),
    ],
    [
      '$states.result in Arguments',
      { ...TASK, Arguments: '{% $states.result %}' },
      unsupported("'$states.result' in this field", '/Arguments'),
    ],
    [
      '$states.errorOutput in Assign',
      { ...TASK, Assign: { e: '{% $states.errorOutput %}' } },
      unsupported("'$states.errorOutput' in this field", '/Assign/e'),
    ],
    [
      'an open bracket',
      { ...END, Output: '{% (1 %}' },
      'INVALID_JSONATA_EXPRESSION Expected ")" before end of expression at /States/A/Output',
    ],
    [
      'an open text',
      { ...TASK, TimeoutSeconds: '{% "a %}' },
      'INVALID_JSONATA_EXPRESSION String literal must be terminated by a matching quote at /States/A/TimeoutSeconds',
    ],
    [
      'an expression of nothing',
      { ...END, Output: '{% %}' },
      'INVALID_JSONATA_EXPRESSION Unexpected end of expression at /States/A/Output',
    ],
  ])('%s', (_title, state, expected) => {
    const needsB = Object.values(state).includes('B');
    expect(refusals({ A: state, ...(needsB ? { B: END } : {}) })).toEqual([expected].flat());
  });

  test.each<[string, object, string | string[]]>([
    [
      'no StartAt',
      { StartAt: undefined },
      [
        'SCHEMA_VALIDATION_FAILED These fields are required: [StartAt] at ',
        'MISSING_TRANSITION_TARGET State "A" is not reachable. at /States/A',
      ],
    ],
    [
      'a StartAt of nobody',
      { StartAt: 'B' },
      [
        "MISSING_TRANSITION_TARGET Missing 'Next' target: B at /StartAt",
        'MISSING_TRANSITION_TARGET State "A" is not reachable. at /States/A',
      ],
    ],
    [
      'no States',
      { States: undefined },
      'SCHEMA_VALIDATION_FAILED These fields are required: [States]',
    ],
    [
      'States that are a list',
      { States: [] },
      'SCHEMA_VALIDATION_FAILED Expected value of type Object at /States',
    ],
    [
      'States that are none',
      { States: {} },
      'SCHEMA_VALIDATION_FAILED Minimum number of states is 1 at /States',
    ],
    [
      'a comment that is a number',
      { Comment: 1 },
      'SCHEMA_VALIDATION_FAILED Expected value of type String at /Comment',
    ],
    [
      'a version that is a number',
      { Version: 1 },
      'SCHEMA_VALIDATION_FAILED Expected value of type String at /Version',
    ],
    [
      'a timeout of nothing',
      { TimeoutSeconds: 0 },
      'SCHEMA_VALIDATION_FAILED Minimum value is 1 at /TimeoutSeconds',
    ],
    [
      'a timeout by expression',
      { TimeoutSeconds: '{% 1 %}' },
      'SCHEMA_VALIDATION_FAILED Expected value of type Integer at /TimeoutSeconds',
    ],
    [
      'a language that nobody knows',
      { QueryLanguage: 'jsonata' },
      'SCHEMA_VALIDATION_FAILED Value is not one of the supported values: [JSONPath, JSONata] at /QueryLanguage',
    ],
    [
      'a field that nobody knows',
      { Nonsense: 1 },
      "SCHEMA_VALIDATION_FAILED Field 'Nonsense' is not supported",
    ],
  ])('of the machine: %s', (_title, machine, expected) => {
    const said = refusals({ A: END }, machine);
    expect(said).toEqual([expected].flat().map((one) => one.replace(/ at $/, '')));
  });
});

describe('a text that is no JSON', () => {
  test.each([
    ['', 'Expected value, found the end of the text at line 1, column 1'],
    ['{', 'Expected name or }, found the end of the text at line 1, column 2'],
    ['{"a": 1,}', "Expected name, found '}' at line 1, column 9"],
    ['{\n  "a": tru\n}', "Expected value, found 't' at line 2, column 8"],
    ['{"a" 1}', "Expected :, found '1' at line 1, column 6"],
    ['{"a": [1 2]}', "Expected , or ], found '2' at line 1, column 10"],
    ["{'a': 1}", "Expected name or }, found ''' at line 1, column 2"],
    ['{"a": "line\nbreak"}', "Expected value, found '\"' at line 1, column 7"],
    ['{} {}', "Expected end, found '{' at line 1, column 4"],
    ['{"States": {\n "A": {},\n "A": {}}}', "Duplicate field 'A' at line 3, column 2"],
    ['{"a": 1, "\\u0061": 2}', "Duplicate field 'a' at line 1, column 10"],
  ])('%j', (text, message) => {
    expect(check(text).diagnostics).toEqual([
      { severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message },
    ]);
  });

  test('what JSON.parse takes is taken, and nothing else', () => {
    const texts = [
      '1',
      '-0.5e+3',
      '"a\\n\\u00e9"',
      '[]',
      '[[],{}]',
      '{"a":{"a":1},"b":[{"a":1}]}',
      ' null ',
      '01',
      '1.',
      '+1',
      '"\\x"',
      '[1,]',
      'nul',
      '{"a"}',
      '\u00a01',
    ];
    for (const text of texts) {
      const isJson = ((): boolean => {
        try {
          JSON.parse(text);
          return true;
        } catch {
          return false;
        }
      })();
      expect([text, findJsonProblem(text) === undefined]).toEqual([text, isJson]);
    }
  });
});

import { describe, expect, test } from '@jest/globals';
import { toMessage } from '../../../../local/stepfunctions/asl/check/diagnostic.ts';
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
      'a distributed Map',
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
      /INLINE/,
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

import { expect, test } from '@jest/globals';
import { matchesEventPattern, parseEventPattern } from '../../../local/event-pattern.ts';

const event = {
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  resources: ['arn:aws:states:us-east-1:000000000000:execution:rotation:a1'],
  account: '000000000000',
  detail: {
    status: 'TIMED_OUT',
    size: 30,
    ratio: 0.5,
    done: false,
    cause: null,
    file: 'notes/Report.TXT',
    ip: '10.0.0.17',
    tags: ['red', 'green'],
    empty: [],
    items: [
      { name: 'a', size: 1 },
      { name: 'b', size: 2 },
    ],
  },
};

function matches(pattern: unknown): boolean {
  return matchesEventPattern(parseEventPattern(JSON.stringify(pattern)), event);
}

test.each<[string, unknown]>([
  ['exact', { source: ['aws.states'], detail: { status: ['FAILED', 'TIMED_OUT'] } }],
  ['number', { detail: { size: [30] } }],
  ['boolean', { detail: { done: [false] } }],
  ['null', { detail: { cause: [null] } }],
  ['one of an array', { detail: { tags: ['green', 'blue'] } }],
  ['prefix', { resources: [{ prefix: 'arn:aws:states:' }] }],
  ['prefix caseless', { detail: { file: [{ prefix: { 'equals-ignore-case': 'NOTES' } }] } }],
  ['suffix', { detail: { file: [{ suffix: '.TXT' }] } }],
  ['suffix caseless', { detail: { file: [{ suffix: { 'equals-ignore-case': '.txt' } }] } }],
  ['ignore case', { detail: { status: [{ 'equals-ignore-case': 'timed_out' }] } }],
  ['anything-but', { detail: { status: [{ 'anything-but': 'FAILED' }] } }],
  ['anything-but list', { detail: { status: [{ 'anything-but': ['FAILED', 'ABORTED'] }] } }],
  ['anything-but number', { detail: { size: [{ 'anything-but': [1, 2] }] } }],
  ['anything-but of null', { detail: { cause: [{ 'anything-but': ['x'] }] } }],
  ['anything-but prefix', { detail: { status: [{ 'anything-but': { prefix: 'FAIL' } }] } }],
  ['anything-but suffixes', { detail: { file: [{ 'anything-but': { suffix: ['.md', '.js'] } }] } }],
  ['anything-but wildcard', { detail: { file: [{ 'anything-but': { wildcard: '*/x*' } }] } }],
  ['numeric =', { detail: { size: [{ numeric: ['=', 30] }] } }],
  ['numeric range', { detail: { ratio: [{ numeric: ['>', 0, '<=', 0.5] }] } }],
  ['exists', { detail: { cause: [{ exists: true }] } }],
  ['does not exist', { detail: { other: [{ exists: false }] } }],
  ['absent below absent', { other: { deeper: [{ exists: false }] } }],
  ['an object is no leaf', { detail: [{ exists: false }] }],
  ['an empty array is absent', { detail: { empty: [{ exists: false }] } }],
  ['wildcard', { resources: [{ wildcard: 'arn:aws:states:*:execution:rotation:*' }] }],
  ['cidr', { detail: { ip: [{ cidr: '10.0.0.0/24' }] } }],
  ['array of objects', { detail: { items: { name: ['b'], size: [2] } } }],
  ['$or', { $or: [{ source: ['aws.ec2'] }, { detail: { size: [{ numeric: ['>', 29] }] } }] }],
  ['$or below', { detail: { $or: [{ status: ['FAILED'] }, { size: [30] }], done: [false] } }],
])('%s matches', (_name, pattern) => {
  expect(matches(pattern)).toBe(true);
});

test.each<[string, unknown]>([
  ['another source', { source: ['aws.ec2'] }],
  ['a number written as text', { detail: { size: ['30'] } }],
  ['a prefix in another case', { detail: { file: [{ prefix: 'NOTES' }] } }],
  ['anything-but of an absent field', { detail: { other: [{ 'anything-but': 'x' }] } }],
  ['anything-but of the value', { detail: { status: [{ 'anything-but': ['TIMED_OUT'] }] } }],
  ['anything-but of its prefix', { detail: { status: [{ 'anything-but': { prefix: 'TIMED' } }] } }],
  ['numeric on text', { detail: { status: [{ numeric: ['>', 0] }] } }],
  ['exists', { detail: { other: [{ exists: true }] } }],
  ['a dot is no wildcard', { detail: { file: [{ wildcard: 'notes.Report*' }] } }],
  ['cidr of another net', { detail: { ip: [{ cidr: '10.0.1.0/24' }] } }],
  ['two elements together', { detail: { items: { name: ['a'], size: [2] } } }],
  ['one field of two', { source: ['aws.states'], detail: { status: ['FAILED'] } }],
  ['$or without a match', { $or: [{ source: ['aws.ec2'] }, { source: ['aws.s3'] }] }],
  ['a field of the prototype', { detail: { constructor: [{ exists: true }] } }],
])('%s does not match', (_name, pattern) => {
  expect(matches(pattern)).toBe(false);
});

test('an escaped star is a star', () => {
  const pattern = parseEventPattern(JSON.stringify({ a: [{ wildcard: 'x\\*y*' }] }));
  expect(matchesEventPattern(pattern, { a: 'x*yz' })).toBe(true);
  expect(matchesEventPattern(pattern, { a: 'xxyz' })).toBe(false);
});

test.each<[string, string]>([
  ['not json', 'Filter is not valid JSON'],
  ['[]', 'Filter is not an object'],
  ['{}', 'Empty objects are not allowed'],
  ['{"detail":{"slug":"x"}}', '"slug" must be an object or an array'],
  ['{"source":[]}', 'Empty arrays are not allowed'],
  ['{"source":[{"like":"x"}]}', 'Unrecognized match type like'],
  ['{"source":[{"prefix":1}]}', 'prefix match pattern must be a string'],
  ['{"source":[{"prefix":"a","suffix":"b"}]}', 'Only one key allowed in match expression'],
  ['{"source":[["a"]]}', 'Match value must be String, number, true, false, or null'],
  ['{"source":[{"exists":"yes"}]}', 'exists match pattern must be either true or false.'],
  ['{"a":[{"numeric":[">",5,"<",1]}]}', 'Bottom must be less than top'],
  ['{"a":[{"numeric":["~",5]}]}', 'Unrecognized numeric range operator: ~'],
  ['{"a":[{"wildcard":"a**b"}]}', 'Consecutive wildcard characters'],
  ['{"$or":[{"a":[1]}]}', 'There must have at least 2 Objects in $or relationship.'],
])('%s is refused: %s', (text, reason) => {
  expect(() => parseEventPattern(text)).toThrow(reason);
});

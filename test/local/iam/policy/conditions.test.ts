import { expect, test } from '@jest/globals';
import { type ConditionBlock, compileConditions } from '../../../../local/iam/policy/conditions.ts';
import type { ContextValue } from '../../../../local/iam/policy/pattern.ts';

const KEYS = new Map<string, ContextValue>([
  ['aws:resourcetag/rekey:target', 'http-api'],
  ['aws:sourcearn', 'arn:aws:events:us-east-1:000000000000:rule/my/rule'],
  ['aws:securetransport', 'true'],
  ['aws:sourceip', '127.0.0.1'],
  ['aws:currenttime', '2026-01-02T00:00:00Z'],
  ['aws:tagkeys', ['a', 'b']],
  ['n', '10'],
]);

function meetsConditions(block: ConditionBlock, keys: typeof KEYS): boolean {
  return compileConditions(block, true).every(({ holds }) => holds(keys));
}

test.each<[string, string, string | string[], boolean]>([
  ['StringEquals', 'aws:ResourceTag/rekey:target', ['other', 'http-api'], true],
  ['StringEquals', 'AWS:RESOURCETAG/rekey:target', 'http-api', true],
  ['StringEquals', 'aws:ResourceTag/rekey:target', 'http-*', false],
  ['StringLike', 'aws:ResourceTag/rekey:target', 'http-*', true],
  ['StringNotLike', 'aws:ResourceTag/rekey:target', 'http-*', false],
  ['StringEqualsIgnoreCase', 'aws:ResourceTag/rekey:target', 'HTTP-API', true],
  ['StringEquals', 'absent', 'x', false],
  ['StringEqualsIfExists', 'absent', 'x', true],
  ['StringEqualsIfExists', 'n', 'x', false],
  ['StringNotEquals', 'absent', 'x', true],
  ['StringNotEquals', 'n', ['9', '10'], false],
  ['Null', 'absent', 'true', true],
  ['Null', 'n', 'true', false],
  ['Null', 'n', 'false', true],
  ['Bool', 'aws:SecureTransport', 'True', true],
  ['Bool', 'aws:SecureTransport', 'false', false],
  ['ArnLike', 'aws:SourceArn', 'arn:aws:events:*:000000000000:rule/*', true],
  ['ArnEquals', 'aws:SourceArn', 'arn:aws:events:us-east-1:*:rule/my/rule', true],
  ['ArnLike', 'aws:SourceArn', 'arn:aws:events:*rule/*', false],
  ['ArnNotLike', 'aws:SourceArn', 'arn:aws:sns:*:*:*', true],
  ['NumericEquals', 'n', '10.0', true],
  ['NumericLessThan', 'n', '11', true],
  ['NumericLessThan', 'n', '10', false],
  ['NumericGreaterThanEquals', 'n', '10', true],
  ['NumericGreaterThan', 'n', 'many', false],
  ['DateLessThan', 'aws:CurrentTime', '2026-01-03T00:00:00Z', true],
  ['DateGreaterThan', 'aws:CurrentTime', '1767312000', false],
  ['IpAddress', 'aws:SourceIp', '127.0.0.0/8', true],
  ['NotIpAddress', 'aws:SourceIp', '10.0.0.0/8', true],
  ['IpAddress', 'aws:SourceIp', '::1', false],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['a', 'b', 'c'], true],
  ['ForAllValues:StringEquals', 'aws:TagKeys', ['a'], false],
  ['ForAllValues:StringEquals', 'absent', ['a'], true],
  ['ForAnyValue:StringEquals', 'aws:TagKeys', ['b'], true],
  ['ForAnyValue:StringEquals', 'absent', ['a'], false],
  ['ForAnyValue:StringNotEquals', 'aws:TagKeys', ['a'], true],
  ['NoSuchOperator', 'n', '10', false],
])('%s on %s with %j is %s', (operator, key, values, expected) => {
  const conditions = { [operator]: { [key]: [values].flat() } };
  expect(meetsConditions(conditions, KEYS)).toBe(expected);
});

test('all operators and all keys must hold', () => {
  const holding = { StringEquals: { n: ['10'] }, Bool: { 'aws:SecureTransport': ['true'] } };
  expect(meetsConditions(holding, KEYS)).toBe(true);
  expect(meetsConditions({ ...holding, Null: { n: ['true'] } }, KEYS)).toBe(false);
  expect(meetsConditions({ StringEquals: { n: ['10'], absent: ['x'] } }, KEYS)).toBe(false);
});

import { expect, test } from '@jest/globals';
import {
  checkPolicyDocument,
  type DocumentKind,
} from '../../../../local/iam/policy/check-document.ts';

const IDENTITY = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
const TRUST = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '123456789012' } };

function toText(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statement });
}

test.each<[DocumentKind, object]>([
  ['identity', IDENTITY],
  [
    'identity',
    [
      { ...IDENTITY, Sid: 'One' },
      { ...IDENTITY, Sid: 'Two', Action: ['s3:*', '*'] },
    ],
  ],
  ['identity', { Effect: 'Deny', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::b/*' }],
  ['trust', TRUST],
  ['trust', { ...TRUST, Principal: { Service: ['lambda.amazonaws.com', 'states.amazonaws.com'] } }],
  ['trust', { ...TRUST, Principal: '*', Condition: { Bool: { 'aws:SecureTransport': true } } }],
  ['trust', { ...TRUST, Principal: { AWS: 'arn:aws:iam::123456789012:role/a/b' } }],
])('as %s, %j is taken', (kind, statement) => {
  expect(() => {
    checkPolicyDocument(toText(statement), kind);
  }).not.toThrow();
});

test.each<[DocumentKind, object, string]>([
  ['identity', [], 'Syntax errors in policy.'],
  ['identity', { ...IDENTITY, Efect: 'x' }, 'Syntax errors in policy.'],
  ['identity', { ...IDENTITY, Effect: 'allow' }, 'Syntax errors in policy.'],
  ['identity', { ...IDENTITY, NotResource: '*' }, 'Syntax errors in policy.'],
  [
    'identity',
    { ...IDENTITY, Action: 'Decrypt' },
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  ['identity', { ...IDENTITY, Action: 'kms:a:b' }, 'Actions/Condition can contain only one colon.'],
  ['identity', { ...IDENTITY, Action: 'k*s:Decrypt' }, 'Vendor k*s is not valid'],
  [
    'identity',
    { ...IDENTITY, Resource: 'my-bucket' },
    'Resource my-bucket must be in ARN format or "*".',
  ],
  ['identity', { ...IDENTITY, Principal: '*' }, 'Policy document should not specify a principal.'],
  [
    'identity',
    { Effect: 'Allow', Action: 'kms:Decrypt' },
    'Policy statement must contain resources.',
  ],
  ['identity', { Effect: 'Allow', Resource: '*' }, 'Policy statement must contain actions.'],
  [
    'identity',
    [
      { ...IDENTITY, Sid: 'A' },
      { ...IDENTITY, Sid: 'A' },
    ],
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    'identity',
    { ...IDENTITY, Condition: { StringAlmost: { k: 'v' } } },
    'Invalid Condition type : StringAlmost.',
  ],
  [
    'identity',
    { ...IDENTITY, Condition: { NullIfExists: { k: 'true' } } },
    'Invalid Condition type : NullIfExists.',
  ],
  ['trust', { ...TRUST, Resource: '*' }, 'Has prohibited field Resource'],
  ['trust', { Effect: 'Allow', Action: 'sts:AssumeRole' }, 'Missing required field Principal'],
  [
    'trust',
    { ...TRUST, Action: ['sts:AssumeRole', 's3:GetObject'] },
    'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
  ['trust', { ...TRUST, Principal: { AWS: 'ann' } }, 'Invalid principal in policy: "AWS":"ann"'],
  [
    'trust',
    { ...TRUST, Principal: { Service: 'lambda' } },
    'Invalid principal in policy: "SERVICE":"lambda"',
  ],
  ['trust', { ...TRUST, Principal: { Robot: 'x' } }, 'Invalid principal in policy.'],
])('as %s, %j is refused', (kind, statement, message) => {
  expect(() => {
    checkPolicyDocument(toText(statement), kind);
  }).toThrow(message);
});

test('what is no JSON is refused in other words', () => {
  expect(() => {
    checkPolicyDocument('{', 'identity');
  }).toThrow('This policy contains invalid Json');
});

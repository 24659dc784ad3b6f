// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its policy variables so
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../../local/iam/policy/decide.ts';
import { type Policy, parsePolicy } from '../../../../local/iam/policy/document.ts';
import type { AccessRequest } from '../../../../local/iam/policy/evaluate.ts';
import type { Principal } from '../../../../local/service.ts';

const accountId = '000000000000';
const root: Principal = { kind: 'root', accountId };
const role: Principal = {
  kind: 'role',
  accountId,
  roleArn: `arn:aws:iam::${accountId}:role/app/worker`,
  arn: `arn:aws:sts::${accountId}:assumed-role/worker/s`,
};
const events: Principal = { kind: 'service', accountId, service: 'events.amazonaws.com' };
const SECRET = `arn:aws:secretsmanager:us-east-1:${accountId}:secret:a-AbCdEf`;

function policy(...statements: readonly object[]): Policy {
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
}

function request(principal: Principal, change: Partial<AccessRequest> = {}): AccessRequest {
  const action = 'secretsmanager:GetSecretValue';
  return { principal, action, resource: SECRET, keys: new Map(), ...change };
}

function isAllowed(
  asked: AccessRequest,
  identity: readonly Policy[],
  resource?: Policy,
  boundary?: Policy,
): boolean {
  return decide(asked, { identity, resource, boundary }).isAllowed;
}

const ALLOW = { Effect: 'Allow', Action: 'secretsmanager:Get*', Resource: SECRET };
const DENY = { ...ALLOW, Effect: 'Deny' };

test('a role may do what its policies say, and nothing else', () => {
  expect(isAllowed(request(role), [policy(ALLOW)])).toBe(true);
  expect(isAllowed(request(role), [])).toBe(false);
  expect(
    isAllowed(request(role, { action: 'secretsmanager:PutSecretValue' }), [policy(ALLOW)]),
  ).toBe(false);
  expect(isAllowed(request(role, { resource: `${SECRET}x` }), [policy(ALLOW)])).toBe(false);
});

test('actions match in any case, and NotAction and NotResource mean all others', () => {
  const shouting = { ...ALLOW, Action: 'SECRETSMANAGER:get*' };
  expect(isAllowed(request(role), [policy(shouting)])).toBe(true);
  const notIam = { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' };
  expect(isAllowed(request(role), [policy(notIam)])).toBe(true);
  expect(isAllowed(request(role, { action: 'iam:CreateRole' }), [policy(notIam)])).toBe(false);
  const notThis = { Effect: 'Allow', Action: '*', NotResource: [SECRET] };
  expect(isAllowed(request(role), [policy(notThis)])).toBe(false);
});

test('an explicit deny wins, wherever it stands', () => {
  const everyone = { ...DENY, Principal: '*' };
  expect(isAllowed(request(role), [policy(ALLOW), policy(DENY)])).toBe(false);
  expect(isAllowed(request(role), [policy(ALLOW)], policy(everyone))).toBe(false);
  expect(isAllowed(request(root), [], policy(everyone))).toBe(false);
  expect(isAllowed(request(root), [])).toBe(true);
});

test.each([
  ['its ARN', { AWS: `arn:aws:iam::${accountId}:role/app/worker` }, true],
  ['its session', { AWS: [`arn:aws:sts::${accountId}:assumed-role/worker/s`] }, true],
  ['everybody', '*', true],
  ['the account, which leaves it to its own policies', { AWS: accountId }, false],
  ['another role', { AWS: `arn:aws:iam::${accountId}:role/other` }, false],
  ['a service', { Service: 'events.amazonaws.com' }, false],
])('a resource policy that names %s', (_name, principal, expected) => {
  const resource = policy({ ...ALLOW, Principal: principal });
  expect(isAllowed(request(role), [], resource)).toBe(expected);
});

test('a service is admitted by the resource only, and only under its conditions', () => {
  const sourceArn = 'arn:aws:events:us-east-1:000000000000:rule/r';
  const resource = policy({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: '*',
    Condition: { ArnLike: { 'AWS:SourceArn': sourceArn } },
  });
  const asked = (arn: string): AccessRequest =>
    request(events, {
      action: 'lambda:InvokeFunction',
      keys: new Map([['aws:sourcearn', arn]]),
    });
  expect(isAllowed(asked(sourceArn), [], resource)).toBe(true);
  expect(isAllowed(asked(`${sourceArn}x`), [], resource)).toBe(false);
  expect(isAllowed(asked(sourceArn), [])).toBe(false);
});

test('a key policy must admit the account before identity policies count', () => {
  const mayDecrypt = policy({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' });
  const asked = request(role, { action: 'kms:Decrypt' });
  const delegating = {
    Effect: 'Allow',
    Action: 'kms:*',
    Resource: '*',
    Principal: { AWS: accountId },
  };
  expect(isAllowed(asked, [mayDecrypt], policy(delegating))).toBe(true);
  expect(isAllowed(asked, [], policy(delegating))).toBe(false);
  const narrow = { ...delegating, Action: 'kms:DescribeKey' };
  expect(isAllowed(asked, [mayDecrypt], policy(narrow))).toBe(false);
});

test('nobody becomes a role against its trust policy, root neither', () => {
  const trust = (principal: object): Policy =>
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal });
  const asked = (principal: Principal): AccessRequest =>
    request(principal, { action: 'sts:AssumeRole' });
  const lambdaOnly = trust({ Service: 'lambda.amazonaws.com' });
  expect(isAllowed(asked(root), [], lambdaOnly)).toBe(false);
  expect(isAllowed(asked(root), [], trust({ AWS: accountId }))).toBe(true);
  expect(isAllowed(asked(events), [], lambdaOnly)).toBe(false);
});

test('a permissions boundary narrows what a role may do', () => {
  const boundary = policy({ Effect: 'Allow', Action: 'logs:*', Resource: '*' });
  expect(isAllowed(request(role), [policy(ALLOW)], undefined, boundary)).toBe(false);
  expect(isAllowed(request(role), [policy(ALLOW)], undefined, policy(ALLOW))).toBe(true);
});

test('what a resource grants to the session or to everybody passes the boundary; to the role, it does not', () => {
  const boundary = policy({ Effect: 'Allow', Action: 'logs:*', Resource: '*' });
  const to = (principal: unknown): boolean =>
    isAllowed(request(role), [], policy({ ...ALLOW, Principal: principal }), boundary);
  expect(to({ AWS: `arn:aws:sts::${accountId}:assumed-role/worker/s` })).toBe(true);
  expect(to('*')).toBe(true);
  expect(to({ AWS: `arn:aws:iam::${accountId}:role/app/worker` })).toBe(false);
});

test('a session policy narrows what a session may do, and its deny wins', () => {
  const asked = request(role);
  const may = (session: Policy): boolean =>
    decide(asked, {
      identity: [policy(ALLOW)],
      boundary: undefined,
      session: [session],
      resource: undefined,
    }).isAllowed;
  expect(may(policy({ Effect: 'Allow', Action: '*', Resource: '*' }))).toBe(true);
  expect(may(policy({ Effect: 'Allow', Action: 'logs:*', Resource: '*' }))).toBe(false);
  expect(may(policy({ Effect: 'Allow', Action: '*', Resource: '*' }, DENY))).toBe(false);
});

test('a deny with NotPrincipal spares who is named with the account, and nobody with a boundary', () => {
  const own = `arn:aws:iam::${accountId}:role/app/worker`;
  const spare = (AWS: readonly string[], boundary?: Policy): boolean =>
    isAllowed(request(role), [policy(ALLOW)], policy({ ...DENY, NotPrincipal: { AWS } }), boundary);
  expect(spare([own, accountId])).toBe(true);
  expect(spare([own])).toBe(false);
  expect(spare([accountId])).toBe(false);
  expect(spare([own, accountId], policy(ALLOW))).toBe(false);
});

test('a policy of the older version, or of none, knows no variables', () => {
  const statement = { ...ALLOW, Resource: '${aws:PrincipalTag/secret}' };
  const asked = request(role, { keys: new Map([['aws:principaltag/secret', SECRET]]) });
  const by = (version: object): boolean =>
    isAllowed(asked, [parsePolicy(JSON.stringify({ ...version, Statement: statement }))]);
  expect(by({ Version: '2012-10-17' })).toBe(true);
  expect(by({ Version: '2008-10-17' })).toBe(false);
  expect(by({})).toBe(false);
});

const anyStatement = fc.record({
  Effect: fc.constantFrom('Allow', 'Deny'),
  Action: fc.constantFrom('*', 'secretsmanager:*', 'secretsmanager:GetSecretValue', 's3:*'),
  Resource: fc.constantFrom('*', SECRET, `${SECRET}-other`),
});

test('whatever else they say, policies with a matching deny refuse', () => {
  fc.assert(
    fc.property(fc.array(anyStatement), fc.nat(), (statements, at) => {
      const all = [...statements];
      all.splice(at % (all.length + 1), 0, DENY as never);
      expect(isAllowed(request(role), [policy(...all)])).toBe(false);
    }),
  );
});

test('one more allow never takes a right away, and one more deny never gives one', () => {
  fc.assert(
    fc.property(fc.array(anyStatement), anyStatement, (statements, added) => {
      const before = isAllowed(request(role), [policy(...statements)]);
      const after = isAllowed(request(role), [policy(...statements), policy(added)]);
      if (added.Effect === 'Allow' && before) expect(after).toBe(true);
      if (added.Effect === 'Deny' && !before) expect(after).toBe(false);
    }),
  );
});

test.each([
  'no JSON',
  '[]',
  '{"Statement":[{"Action":"a","Resource":"*"}]}',
  '{"Statement":[{"Effect":"Maybe","Action":"a","Resource":"*"}]}',
  '{"Statement":[{"Effect":"Allow","Resource":"*"}]}',
  '{"Statement":[{"Effect":"Allow","Action":"a","NotAction":"b","Resource":"*"}]}',
  '{"Statement":[{"Effect":"Allow","Action":{},"Resource":"*"}]}',
  '{"Statement":[{"Effect":"Allow","Action":"a","Resource":"*","Condition":{"Like":{"k":"v"}}}]}',
  '{"Version":"2020-01-01","Statement":[]}',
])('the document %s is refused', (text) => {
  expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ name: 'PolicySyntaxError' }));
});

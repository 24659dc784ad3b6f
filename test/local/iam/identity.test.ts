import { expect, test } from '@jest/globals';
import { createManualClock } from '../../../local/clock.ts';
import { createIdentity } from '../../../local/iam/identity.ts';
import { createKeyIds } from '../../../local/iam/key-ids.ts';
import { createSessions } from '../../../local/iam/sessions.ts';
import { createIamStore } from '../../../local/iam/store.ts';
import { createSeededRandom } from '../../../local/random.ts';
import type { Identity, Principal } from '../../../local/service.ts';
import { createStore } from '../../../local/store.ts';

const accountId = '000000000000';
const ROLE_ARN = `arn:aws:iam::${accountId}:role/app/scheduler`;
const NOW = Date.parse('2026-01-01T00:00:00Z');

function setUp(trust: object) {
  const store = createStore();
  const clock = createManualClock(NOW);
  const masterKey = new Uint8Array(32);
  const keyIds = createKeyIds(masterKey, createSeededRandom('keys'));
  const sessions = createSessions({ store, clock, keyIds, masterKey });
  const iamStore = createIamStore(store);
  iamStore.putRole({
    name: 'scheduler',
    id: 'AROAX',
    path: '/app/',
    arn: ROLE_ARN,
    created: NOW,
    sessionSecondsMax: 3600,
    trustPolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...trust }],
    }),
    inlinePolicies: {},
    attachedArns: [],
    tags: [],
  });
  return { store, clock, sessions, identity: createIdentity(iamStore, sessions, clock, accountId) };
}

function assume(identity: Identity, change: object = {}): Principal {
  return identity.assumeRole({
    roleArn: ROLE_ARN,
    sessionName: 's',
    servicePrincipal: 'scheduler.amazonaws.com',
    ...change,
  });
}

const TRUST = { Principal: { Service: ['lambda.amazonaws.com', 'scheduler.amazonaws.com'] } };
const REFUSAL = expect.objectContaining({ code: 'AccessDenied', status: 403 });

test('a service becomes a role that trusts it', () => {
  expect(assume(setUp(TRUST).identity)).toEqual({
    kind: 'role',
    accountId,
    roleArn: ROLE_ARN,
    arn: `arn:aws:sts::${accountId}:assumed-role/scheduler/s`,
  });
});

test.each([
  [{ servicePrincipal: 'events.amazonaws.com' }],
  [{ roleArn: `arn:aws:iam::${accountId}:role/scheduler` }],
  [{ roleArn: 'arn:aws:iam::111111111111:role/app/scheduler' }],
  [{ roleArn: 'not an ARN' }],
])('with %j it is refused', (change) => {
  expect(() => assume(setUp(TRUST).identity, change)).toThrow(REFUSAL);
});

test('a trust policy may bound the account and the source', () => {
  const sourceArn = 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/rekey';
  const { identity } = setUp({
    ...TRUST,
    Condition: {
      StringEquals: { 'aws:SourceAccount': accountId },
      ArnEquals: { 'aws:SourceArn': sourceArn },
    },
  });
  expect(assume(identity, { sourceArn }).kind).toBe('role');
  expect(() => assume(identity)).toThrow(REFUSAL);
  expect(() => assume(identity, { sourceArn: `${sourceArn}-other` })).toThrow(REFUSAL);
});

test('keys are forgotten a day after they expired, and not before', async () => {
  const { clock, sessions, store } = setUp(TRUST);
  const principal: Principal = { kind: 'root', accountId };
  const first = sessions.issue(principal, 60);
  expect(sessions.find(first.accessKeyId)).toEqual({ principal, credentials: first });
  await clock.advance(3_600_000);
  sessions.issue(principal, 60);
  expect(sessions.find(first.accessKeyId)?.credentials).toEqual(first);
  await clock.advance(48 * 3_600_000);
  sessions.issue(principal, 60);
  expect(sessions.find(first.accessKeyId)).toBeUndefined();
  expect(store.collection('iam/session').count()).toBe(1);
  expect(store.collection('iam/session-expiration').count()).toBe(1);
});

// What the contract does not ask of MongoDB Atlas: what is said to its Admin API word for word, the seconds in which its clusters do not
// know of a change yet, equal rights of both users, and what is refused.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { createManualClock } from '../../../../local/clock.ts';
import { createSystemRandom, createUuid } from '../../../../local/random.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createMongodb } from '../../../../src/targets/mongodb/mongodb.ts';
import {
  type AtlasDouble,
  type AtlasFields,
  startAtlasDouble,
} from '../../../support/doubles/atlas.ts';
import { startNameServer } from '../../../support/name-server.ts';
import { createTargetContext, type TestContext } from '../../../support/target-context.ts';

const PROPAGATION_MS = 7_000;
const ROLES = [{ roleName: 'readWrite', databaseName: 'billing' }];
const clock = createManualClock(Date.UTC(2026, 10, 22));
let atlas: AtlasDouble;

beforeAll(async () => {
  atlas = await startAtlasDouble({ clock, propagationMs: PROPAGATION_MS });
});
afterEach(() => {
  atlas.answerWith(undefined);
  atlas.setAccountRole('GROUP_DATABASE_ACCESS_ADMIN');
});
afterAll(async () => {
  await atlas.close();
});

test('the second user is made with the roles, clusters, labels and description of the first, and changed with its password alone', async () => {
  const alike = {
    roles: [...ROLES, { roleName: 'read', databaseName: 'audit', collectionName: 'runs' }],
    scopes: [{ name: 'prod', type: 'CLUSTER' }],
    description: 'billing service',
  };
  const labels = [{ key: 'team', value: 'billing' }];
  let value = createUser('app', { ...alike, labels });
  const begin = atlas.requests.length;
  for (const turn of ['one', 'two']) value = await rotate(create(), value, turn);
  const users = `/api/atlas/v2/groups/${atlas.groupId}/databaseUsers`;
  const password = expect.any(String) as unknown;
  const note = expect.stringMatching(/^[0-9a-f]{16} 2026-11-22T/) as unknown;
  const noted = [...labels, { key: 'rekey-password', value: note }];
  const { groupId } = atlas;
  const made = { ...alike, databaseName: 'admin', groupId, username: 'app_clone' };
  expect(atlas.requests.slice(begin).filter(({ method, path }) => isChange(method, path))).toEqual([
    { method: 'POST', path: users, body: { ...made, password, labels: noted } },
    { method: 'PATCH', path: `${users}/admin/app`, body: { password, labels: noted } },
    { method: 'PATCH', path: `${users}/admin/app`, body: { password, labels: noted } },
    { method: 'PATCH', path: `${users}/admin/app_clone`, body: { password, labels: noted } },
  ]);
  expect(atlas.listUsernames().filter((name) => name.startsWith('app'))).toEqual([
    'app',
    'app_clone',
  ]);
});

test('a new password is on its way until the cluster knows it: refused by test, and by verify neither refused nor working', async () => {
  const current = createUser('patient');
  const context = open('patient');
  const target = create();
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  const tested = target.test?.({ current, pending }, context);
  await expect(tested).rejects.toMatchObject({ code: 'Rekey.CredentialRefused' });
  expect(await target.verify?.(pending, context)).toBe('unreachable');
  await clock.advance(PROPAGATION_MS);
  await target.test?.({ current, pending }, context);
  expect(await target.verify?.(pending, context)).toBe('working');
  expect(await target.verify?.(current, context)).toBe('working');
});

test('a password that the cluster will know in a moment is taken back before it does', async () => {
  const current = createUser('early');
  const context = open('early');
  const target = create();
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.discard?.({ current, made: pending }, context);
  await clock.advance(2 * PROPAGATION_MS);
  expect(await target.verify?.(pending, context)).toBe('refused');
  expect(await target.verify?.(current, context)).toBe('working');
});

test('where somebody took the label off, what the cluster lets in is discarded all the same', async () => {
  const current = createUser('tidy');
  const context = open('tidy');
  const target = create();
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await clock.advance(PROPAGATION_MS);
  atlas.setUser('tidy_clone', { labels: [] });
  await target.discard?.({ current, made: pending }, context);
  await clock.advance(PROPAGATION_MS);
  expect(await target.verify?.(pending, context)).toBe('refused');
});

test('one user: the old password that still works, and will not in a moment, is not said to work', async () => {
  const current = createUser('alone');
  const context = open('alone');
  const target = create({ users: 'one' });
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  expect(atlas.find('alone')).toMatchObject({ roles: ROLES });
  expect(await target.verify?.(current, context)).toBe('unreachable');
  await clock.advance(PROPAGATION_MS);
  expect(await target.verify?.(current, context)).toBe('refused');
  expect(await target.verify?.(pending, context)).toBe('working');
});

test('while the Admin API cannot be asked what is on its way, nothing is said to be refused', async () => {
  const current = createUser('cautious');
  const context = open('cautious');
  const pending = await create().create(current, context);
  expect(await create().verify?.(pending, context)).toBe('refused');
  atlas.answerWith({ status: 503 });
  expect(await create().verify?.(pending, context)).toBe('unreachable');
  expect(await create().verify?.(current, context)).toBe('working');
});

test('a role that the first user got since, and a cluster that it may use, are given to the second at its next turn', async () => {
  const first = createUser('grown', { scopes: [{ name: 'prod', type: 'CLUSTER' }] });
  const second = await rotate(create(), first, 'grown 1');
  const third = await rotate(create(), second, 'grown 2');
  const more = [...ROLES, { roleName: 'read', databaseName: 'audit' }];
  atlas.setUser('grown', { roles: more, scopes: [] });
  await rotate(create(), third, 'grown 3');
  expect(atlas.find('grown_clone')).toMatchObject({ roles: more, scopes: [] });
});

test.each([
  [
    'a role',
    { roles: [...ROLES, { roleName: 'atlasAdmin', databaseName: 'admin' }] },
    'atlasAdmin@admin',
  ],
  ['a cluster', { scopes: [{ name: 'other', type: 'CLUSTER' }] }, 'CLUSTER other'],
  ['every cluster', { scopes: [] }, 'all clusters'],
])(
  'a user that has the second name by chance and %s more is not taken over',
  async (name, fields, right) => {
    const username = `namesake ${name}`;
    const scopes = [{ name: 'prod', type: 'CLUSTER' }];
    const current = createUser(username, { scopes });
    const theirs = createUser(`${username}_clone`, { scopes, ...fields });
    await expect(rotate(create(), current, username)).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining(right) as unknown,
    });
    expect(await create().verify?.(theirs, open(username))).toBe('working');
  },
);

test('a name that means something in an address is no address', async () => {
  const username = 'app/räks?a=b#c%2F ../x';
  const pending = await rotate(create(), createUser(username), 'odd');
  expect(await create().verify?.(pending, open('odd'))).toBe('working');
  expect(atlas.listUsernames()).toContain(`${username}_clone`);
});

test('a secret in the form that AWS documents for MongoDB Atlas works as it is', async () => {
  const { port, password } = toFields(createUser('documented'));
  const { groupId } = atlas;
  const fields = {
    username: 'documented',
    password,
    clusterUrl: '127.0.0.1',
    databaseName: 'admin',
  };
  const value = new SecretValue(JSON.stringify({ ...fields, groupId, port }));
  const pending = await rotate(create(), value, 'documented');
  expect(toFields(pending)).toMatchObject({
    ...fields,
    username: 'documented_clone',
    groupId,
    password: expect.any(String) as unknown,
  });
});

test('without a port the host is a cluster, whose servers DNS has', async () => {
  const names = await startNameServer();
  try {
    const { username, password } = toFields(createUser('clustered'));
    const fields = { username, password, host: 'cluster0.rekey.test' };
    const value = new SecretValue(JSON.stringify(fields));
    expect(await create().verify?.(value, open('clustered'))).toBe('unreachable');
    expect(names.asked).toContain('SRV _mongodb._tcp.cluster0.rekey.test');
  } finally {
    await names.close();
  }
});

const MARK = 'of-the-answer-nothing-is-passed-on';
const coded = (errorCode: string): object => ({ errorCode, detail: MARK, error: 0, reason: MARK });

test.each([
  [
    'invalid client',
    { status: 401, body: { error: 'invalid_client', error_description: MARK } },
    'Rekey.CredentialRefused',
    'service account',
  ],
  [
    'a role that is missing',
    { status: 403, body: coded('USER_UNAUTHORIZED') },
    'Rekey.TargetFailed',
    'Project Database Access Admin',
  ],
  [
    'an unlisted address',
    { status: 403, body: coded('IP_ADDRESS_NOT_ON_ACCESS_LIST') },
    'Rekey.InvalidConfiguration',
    'access list',
  ],
  [
    'an unknown project',
    { status: 404, body: coded('GROUP_NOT_FOUND') },
    'Rekey.InvalidConfiguration',
    'no such project',
  ],
  [
    'too many requests',
    { status: 429, body: coded('RATE_LIMITED'), headers: { 'retry-after': '55' } },
    'Rekey.Transient',
    'wait for 55 s',
  ],
  [
    'a date to wait for',
    { status: 429, body: coded('RATE_LIMITED'), headers: { 'retry-after': MARK } },
    'Rekey.Transient',
    'cannot answer now.',
  ],
  [
    'a change at the same time',
    { status: 409, body: coded('AUTOMATION_CONFIG_CONCURRENT_MODIFICATION') },
    'Rekey.Transient',
    'another change',
  ],
  [
    'a conflict that stays',
    { status: 409, body: coded('AUTH_TYPE_CANNOT_BE_CHANGED') },
    'Rekey.TargetFailed',
    'cannot go on',
  ],
  [
    'a page in place of an answer',
    { status: 200, body: `<html>${MARK}</html>` },
    'Rekey.TargetFailed',
    'no JSON object',
  ],
  [
    'a page of a gateway',
    { status: 502, body: `<html>${MARK}</html>` },
    'Rekey.Transient',
    'cannot answer now',
  ],
  [
    'a page that is not there',
    { status: 404, body: `<html>${MARK}</html>` },
    'Rekey.TargetFailed',
    'cannot go on',
  ],
  ['no token', { status: 200, body: { token: MARK } }, 'Rekey.TargetFailed', 'without a token'],
  [
    'a way elsewhere',
    { status: 302, headers: { location: 'http://127.0.0.1:9/' } },
    'Rekey.TargetFailed',
    'cannot go on',
  ],
])('the Admin API answers %s', async (_, answer, code, text) => {
  const current = createUser('unlucky');
  const context = open('unlucky');
  const pending = await create().create(current, context);
  atlas.answerWith(answer);
  const error = await create()
    .set?.({ current, pending }, context)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) as unknown });
  expect(JSON.stringify([error, String(error)])).not.toContain(MARK);
});

test('a service account with the wrong secret, one that may only read, and another project are told apart', async () => {
  const current = createUser('outsider');
  const wrong = new SecretValue(JSON.stringify({ ...atlas.account, clientSecret: 'x' }));
  await expect(rotate(create(), current, 'wrong', wrong)).rejects.toMatchObject({
    code: 'Rekey.CredentialRefused',
  });
  const elsewhere = create({ atlas: '0123456789abcdef01234567' });
  const { groupId: _, ...fields } = toFields(current);
  const value = new SecretValue(JSON.stringify(fields));
  await expect(rotate(elsewhere, value, 'elsewhere')).rejects.toMatchObject({
    message: expect.stringContaining('no such project') as unknown,
  });
  atlas.setAccountRole('GROUP_READ_ONLY');
  await expect(rotate(create(), current, 'reader')).rejects.toMatchObject({
    message: expect.stringContaining('Project Database Access Admin') as unknown,
  });
});

test.each([
  [{ x509Type: 'MANAGED' }, 'x509Type'],
  [{ awsIAMType: 'ROLE' }, 'awsIAMType'],
  [{ ldapAuthType: 'GROUP' }, 'ldapAuthType'],
  [{ oidcAuthType: 'IDP_GROUP' }, 'oidcAuthType'],
  [{ deleteAfterDate: '2026-11-24T00:00:00Z' }, 'deleteAfterDate'],
])('a user with %j is not rotated', async (fields, text) => {
  await expect(rotate(create(), createUser(text, fields), text)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining(text) as unknown,
  });
});

test('a user that the project does not have is told as such', async () => {
  const value = toSecret({ username: 'nobody', password: 'irrelevant' });
  await expect(rotate(create(), value, 'nobody')).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('no such user') as unknown,
  });
});

test.each([
  [{ authSource: '$external' }, 'authSource in secret JSON: expected admin'],
  [{ databaseName: 'billing' }, 'databaseName in secret JSON: expected admin'],
  [
    { groupId: '0123456789abcdef01234567' },
    'groupId in secret JSON: expected the project of rekey:options',
  ],
  [{ username: '..' }, 'username in secret JSON: expected a name'],
  [
    { host: 'mongodb+srv://cluster0.abc.mongodb.net' },
    'host in secret JSON: expected one host name',
  ],
  [{ host: undefined }, 'host key is missing'],
])('a secret with %j is refused', (fields, message) => {
  expect(() => {
    create().check(toSecret({ username: 'app', password: 'irrelevant', ...fields }));
  }).toThrow(message);
});

test.each([
  [{ publicKey: 'abc', privateKey: 'def' }, 'an API key, which is not taken'],
  [{ username: 'root', password: 'irrelevant' }, 'the secret of an Atlas service account'],
])('an admin %j is no service account', async (admin, text) => {
  const secret = new SecretValue(JSON.stringify(admin));
  await expect(rotate(create(), createUser('led'), 'led', secret)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining(text) as unknown,
  });
});

test.each(['one', 'two'])(
  'without a service account nothing is changed, users=%s',
  async (users) => {
    const current = createUser('unattended');
    const context = createTargetContext('unattended', { clock });
    const pending = await create({ users }).create(current, context);
    await expect(create({ users }).set?.({ current, pending }, context)).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('no user changes itself') as unknown,
    });
  },
);

test("the server's own commands are refused by Atlas, with the option that is missing", async () => {
  const admin = createUser('commander', {
    roles: [{ roleName: 'userAdminAnyDatabase', databaseName: 'admin' }],
  });
  const plain = createMongodb(new Map([['tls', 'off']]));
  await expect(rotate(plain, createUser('plain'), 'plain', admin)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining('atlas=') as unknown,
  });
});

test.each([
  [
    { atlas: 'my-project' },
    'atlas: expected the 24 hexadecimal digits of a project, found "my-project"',
  ],
  [{ atlas: '0123456789ABCDEF01234567' }, 'atlas: expected the 24 hexadecimal digits'],
  [
    { atlasUrl: 'https://evil.example' },
    'atlasUrl: expected https://cloud.mongodb.com or https://cloud.mongodbgov.com, found',
  ],
  [{ atlasUrl: 'http://cloud.mongodb.com' }, 'atlasUrl: expected https://cloud.mongodb.com'],
  [{ atlasUrl: 'http://127.0.0.1:1@evil.example' }, 'atlasUrl: expected'],
  [{ propagation: '0' }, 'propagation: expected a whole number from 1 to 300'],
])('options %j are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

test('options of Atlas are refused without its project', () => {
  expect(() => createMongodb(new Map([['propagation', '5']]))).toThrow('none without atlas');
});

test('a change may take half a minute, or as long as the options say', () => {
  expect(create().propagationMs).toBe(30_000);
  expect(
    create({ propagation: '90', atlasUrl: 'https://cloud.mongodbgov.com' }).propagationMs,
  ).toBe(90_000);
});

function create(options: Readonly<Record<string, string>> = {}): Target {
  const atlasUrl = `http://127.0.0.1:${String(atlas.port)}`;
  const all = { tls: 'off', atlas: atlas.groupId, atlasUrl, ...options };
  return createMongodb(new Map(Object.entries(all)));
}

function open(seed: string, admin?: SecretValue): TestContext {
  const account = new SecretValue(JSON.stringify(atlas.account));
  return createTargetContext(seed, { clock, admin: admin ?? account });
}

function createUser(username: string, fields: AtlasFields = {}): SecretValue {
  const password = createUuid(createSystemRandom());
  atlas.setUser(username, { roles: ROLES, ...fields, password });
  return toSecret({ username, password });
}

function toSecret(fields: AtlasFields): SecretValue {
  const { port, groupId } = atlas;
  return new SecretValue(JSON.stringify({ host: '127.0.0.1', port, groupId, ...fields }));
}

function toFields(value: SecretValue): AtlasFields {
  return JSON.parse(value.reveal()) as AtlasFields;
}

async function rotate(
  target: Target,
  current: SecretValue,
  seed: string,
  admin?: SecretValue,
): Promise<SecretValue> {
  const context = open(seed, admin);
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await clock.advance(PROPAGATION_MS);
  await target.test?.({ current, pending }, context);
  await target.retire?.({ current: pending, previous: current }, context);
  await clock.advance(PROPAGATION_MS);
  return pending;
}

function isChange(method: string, path: string): boolean {
  return method !== 'GET' && path !== '/api/oauth/token';
}

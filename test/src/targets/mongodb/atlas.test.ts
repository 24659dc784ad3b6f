// What the contract does not ask of MongoDB Atlas: what is said to its Admin API word for word, equal rights of both users, and the seconds
// in which its clusters do not know of a change yet. What it refuses: atlas-refusals.test.ts.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import {
  type AtlasProject,
  PROPAGATION_MS,
  ROLES,
  startAtlasProject,
  toFields,
} from '../../../support/atlas-project.ts';
import { startNameServer } from '../../../support/name-server.ts';

let project: AtlasProject;

beforeAll(async () => {
  project = await startAtlasProject();
});
afterEach(() => {
  project.atlas.answerWith(undefined);
  project.atlas.setAccountRole('GROUP_DATABASE_ACCESS_ADMIN');
});
afterAll(async () => {
  await project.atlas.close();
});

test('the second user is made with the roles, clusters, labels and description of the first, and changed with its password alone', async () => {
  const alike = {
    roles: [...ROLES, { roleName: 'read', databaseName: 'audit', collectionName: 'runs' }],
    scopes: [{ name: 'prod', type: 'CLUSTER' }],
    description: 'billing service',
  };
  const labels = [{ key: 'team', value: 'billing' }];
  let value = project.createUser('app', { ...alike, labels });
  const begin = project.atlas.requests.length;
  for (const turn of ['one', 'two']) value = await project.rotate(project.create(), value, turn);
  const users = `/api/atlas/v2/groups/${project.atlas.groupId}/databaseUsers`;
  const password = expect.any(String) as unknown;
  const note = expect.stringMatching(/^[0-9a-f]{16} 2026-11-22T/) as unknown;
  const noted = [...labels, { key: 'rekey-password', value: note }];
  const { groupId } = project.atlas;
  const made = { ...alike, databaseName: 'admin', groupId, username: 'app_clone' };
  expect(
    project.atlas.requests.slice(begin).filter(({ method, path }) => isChange(method, path)),
  ).toEqual([
    { method: 'POST', path: users, body: { ...made, password, labels: noted } },
    { method: 'PATCH', path: `${users}/admin/app`, body: { password, labels: noted } },
    { method: 'PATCH', path: `${users}/admin/app`, body: { password, labels: noted } },
    { method: 'PATCH', path: `${users}/admin/app_clone`, body: { password, labels: noted } },
  ]);
  expect(project.atlas.listUsernames().filter((name) => name.startsWith('app'))).toEqual([
    'app',
    'app_clone',
  ]);
});

test('a new password is on its way until the cluster knows it: refused by test, and by verify neither refused nor working', async () => {
  const current = project.createUser('patient');
  const context = project.open('patient');
  const target = project.create();
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  const tested = target.test?.({ current, pending }, context);
  await expect(tested).rejects.toMatchObject({ code: 'Rekey.CredentialRefused' });
  expect(await target.verify?.(pending, context)).toBe('unreachable');
  await project.clock.advance(PROPAGATION_MS);
  await target.test?.({ current, pending }, context);
  expect(await target.verify?.(pending, context)).toBe('working');
  expect(await target.verify?.(current, context)).toBe('working');
});

test('a password that the cluster will know in a moment is taken back before it does', async () => {
  const current = project.createUser('early');
  const context = project.open('early');
  const target = project.create();
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await target.discard?.({ current, made: pending }, context);
  await project.clock.advance(2 * PROPAGATION_MS);
  expect(await target.verify?.(pending, context)).toBe('refused');
  expect(await target.verify?.(current, context)).toBe('working');
});

test('where somebody took the label off, what the cluster lets in is discarded all the same', async () => {
  const current = project.createUser('tidy');
  const context = project.open('tidy');
  const target = project.create();
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  await project.clock.advance(PROPAGATION_MS);
  project.atlas.setUser('tidy_clone', { labels: [] });
  await target.discard?.({ current, made: pending }, context);
  await project.clock.advance(PROPAGATION_MS);
  expect(await target.verify?.(pending, context)).toBe('refused');
});

test('one user: the old password that still works, and will not in a moment, is not said to work', async () => {
  const current = project.createUser('alone');
  const context = project.open('alone');
  const target = project.create({ users: 'one' });
  const pending = await target.create(current, context);
  await target.set?.({ current, pending }, context);
  expect(project.atlas.find('alone')).toMatchObject({ roles: ROLES });
  expect(await target.verify?.(current, context)).toBe('unreachable');
  await project.clock.advance(PROPAGATION_MS);
  expect(await target.verify?.(current, context)).toBe('refused');
  expect(await target.verify?.(pending, context)).toBe('working');
});

test('while the Admin API cannot be asked what is on its way, nothing is said to be refused', async () => {
  const current = project.createUser('cautious');
  const context = project.open('cautious');
  const pending = await project.create().create(current, context);
  expect(await project.create().verify?.(pending, context)).toBe('refused');
  project.atlas.answerWith({ status: 503 });
  expect(await project.create().verify?.(pending, context)).toBe('unreachable');
  expect(await project.create().verify?.(current, context)).toBe('working');
});

test('a role that the first user got since, and a cluster that it may use, are given to the second at its next turn', async () => {
  const first = project.createUser('grown', { scopes: [{ name: 'prod', type: 'CLUSTER' }] });
  const second = await project.rotate(project.create(), first, 'grown 1');
  const third = await project.rotate(project.create(), second, 'grown 2');
  const more = [...ROLES, { roleName: 'read', databaseName: 'audit' }];
  project.atlas.setUser('grown', { roles: more, scopes: [] });
  await project.rotate(project.create(), third, 'grown 3');
  expect(project.atlas.find('grown_clone')).toMatchObject({ roles: more, scopes: [] });
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
    const current = project.createUser(username, { scopes });
    const theirs = project.createUser(`${username}_clone`, { scopes, ...fields });
    await expect(project.rotate(project.create(), current, username)).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining(right) as unknown,
    });
    expect(await project.create().verify?.(theirs, project.open(username))).toBe('working');
  },
);

test('a name that means something in an address is no address', async () => {
  const username = 'app/räks?a=b#c%2F ../x';
  const pending = await project.rotate(project.create(), project.createUser(username), 'odd');
  expect(await project.create().verify?.(pending, project.open('odd'))).toBe('working');
  expect(project.atlas.listUsernames()).toContain(`${username}_clone`);
});

test('a secret in the form that AWS documents for MongoDB Atlas works as it is', async () => {
  const { port, password } = toFields(project.createUser('documented'));
  const { groupId } = project.atlas;
  const fields = {
    username: 'documented',
    password,
    clusterUrl: '127.0.0.1',
    databaseName: 'admin',
  };
  const value = new SecretValue(JSON.stringify({ ...fields, groupId, port }));
  const pending = await project.rotate(project.create(), value, 'documented');
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
    const { username, password } = toFields(project.createUser('clustered'));
    const fields = { username, password, host: 'cluster0.rekey.test' };
    const value = new SecretValue(JSON.stringify(fields));
    expect(await project.create().verify?.(value, project.open('clustered'))).toBe('unreachable');
    expect(names.asked).toContain('SRV _mongodb._tcp.cluster0.rekey.test');
  } finally {
    await names.close();
  }
});

test('no access token is left, also where the work fails', async () => {
  await project.rotate(project.create(), project.createUser('thrifty'), 'thrifty');
  const external = project.createUser('gone', { x509Type: 'MANAGED' });
  await expect(project.rotate(project.create(), external, 'gone')).rejects.toThrow('x509Type');
  expect(project.atlas.countTokens()).toBe(0);
});

function isChange(method: string, path: string): boolean {
  return method !== 'GET' && !path.startsWith('/api/oauth/');
}

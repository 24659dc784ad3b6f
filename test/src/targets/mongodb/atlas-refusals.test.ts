// What MongoDB Atlas, or the target for it, does not take: each is told apart, in words of ours, and nothing is changed.
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createMongodb } from '../../../../src/targets/mongodb/mongodb.ts';
import { type AtlasProject, startAtlasProject, toFields } from '../../../support/atlas-project.ts';
import { createTargetContext } from '../../../support/target-context.ts';

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
    'as many tokens as there may be',
    { status: 403, body: { error: 'access_denied', error_description: MARK } },
    'Rekey.Transient',
    'no more access tokens',
  ],
  [
    'as many users as there may be',
    { status: 403, body: coded('GROUP_USERS_LIMIT_EXCEEDED') },
    'Rekey.TargetFailed',
    'no more database users',
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
  const current = project.createUser('unlucky');
  const context = project.open('unlucky');
  const pending = await project.create().create(current, context);
  project.atlas.answerWith(answer);
  const error = await project
    .create()
    .set?.({ current, pending }, context)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code, message: expect.stringContaining(text) as unknown });
  expect(JSON.stringify([error, String(error)])).not.toContain(MARK);
});

test('a service account with the wrong secret, one that may only read, and another project are told apart', async () => {
  const current = project.createUser('outsider');
  const wrong = new SecretValue(JSON.stringify({ ...project.atlas.account, clientSecret: 'x' }));
  await expect(project.rotate(project.create(), current, 'wrong', wrong)).rejects.toMatchObject({
    code: 'Rekey.CredentialRefused',
  });
  const elsewhere = project.create({ atlas: '0123456789abcdef01234567' });
  const { groupId: _, ...fields } = toFields(current);
  const value = new SecretValue(JSON.stringify(fields));
  await expect(project.rotate(elsewhere, value, 'elsewhere')).rejects.toMatchObject({
    message: expect.stringContaining('no such project') as unknown,
  });
  project.atlas.setAccountRole('GROUP_READ_ONLY');
  await expect(project.rotate(project.create(), current, 'reader')).rejects.toMatchObject({
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
  await expect(
    project.rotate(project.create(), project.createUser(text, fields), text),
  ).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining(text) as unknown,
  });
});

test('a user that the project does not have is told as such', async () => {
  const value = project.toSecret({ username: 'nobody', password: 'irrelevant' });
  await expect(project.rotate(project.create(), value, 'nobody')).rejects.toMatchObject({
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
    project
      .create()
      .check(project.toSecret({ username: 'app', password: 'irrelevant', ...fields }));
  }).toThrow(message);
});

test.each([
  [{ publicKey: 'abc', privateKey: 'def' }, 'an API key, which is not taken'],
  [{ username: 'root', password: 'irrelevant' }, 'the secret of an Atlas service account'],
])('an admin %j is no service account', async (admin, text) => {
  const secret = new SecretValue(JSON.stringify(admin));
  await expect(
    project.rotate(project.create(), project.createUser('led'), 'led', secret),
  ).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
    message: expect.stringContaining(text) as unknown,
  });
});

test.each(['one', 'two'])(
  'without a service account nothing is changed, users=%s',
  async (users) => {
    const current = project.createUser('unattended');
    const context = createTargetContext('unattended', { clock: project.clock });
    const pending = await project.create({ users }).create(current, context);
    await expect(
      project.create({ users }).set?.({ current, pending }, context),
    ).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('no user changes itself') as unknown,
    });
  },
);

test("the server's own commands are refused by Atlas, with the option that is missing", async () => {
  const admin = project.createUser('commander', {
    roles: [{ roleName: 'userAdminAnyDatabase', databaseName: 'admin' }],
  });
  const plain = createMongodb(new Map([['tls', 'off']]));
  await expect(
    project.rotate(plain, project.createUser('plain'), 'plain', admin),
  ).rejects.toMatchObject({
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
  expect(() => project.create(options)).toThrow(message);
});

test('options of Atlas are refused without its project', () => {
  expect(() => createMongodb(new Map([['propagation', '5']]))).toThrow('none without atlas');
});

test('a change may take half a minute, or as long as the options say', () => {
  expect(project.create().propagationMs).toBe(30_000);
  expect(
    project.create({ propagation: '90', atlasUrl: 'https://cloud.mongodbgov.com' }).propagationMs,
  ).toBe(90_000);
});

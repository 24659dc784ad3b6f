// `rekey recipe`: what a recipe would send, told without sending it; and a whole rotation on a throw-away credential.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { runRekey } from '../support/command-line.ts';
import { createKey } from '../support/recipe-fixture.ts';
import {
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
  startStandIn,
} from '../support/stand-in.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-recipe-'));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('check', () => {
  test('shows every request with placeholders, and where it may go', async () => {
    const { code, out } = await runRekey(
      'recipe',
      'check',
      'recipes/entra-application-password.yaml',
    );
    expect(code).toBe(0);
    expect(out).toContain('entra-application-password');
    expect(out).toContain('may call: secret.graphUrl, secret.loginUrl');
    expect(out).toContain('"client_secret":"(admin.clientSecret)"');
    expect(out).toContain(
      'POST https://graphurl.invalid/v1.0/applications/(current.objectId)/addPassword',
    );
    expect(out).toContain('authorization: (session)');
    expect(out).toContain('{"keyId":"(item.keyId)"}');
  });

  test('fills in what is not secret, and never a credential', async () => {
    const apiKey = createKey();
    const secret = write(
      'acme.json',
      JSON.stringify({ baseUrl: 'https://api.eu.sendgrid.com', keyId: 'the-id', apiKey }),
    );
    const checked = await runRekey(
      'recipe',
      'check',
      'recipes/sendgrid-api-key.yaml',
      '--secret',
      secret,
      '--json',
    );
    expect(checked.code).toBe(0);
    const { good, requests } = JSON.parse(checked.out) as { good: boolean; requests: object[] };
    expect(good).toBe(true);
    expect(requests).toContainEqual({
      verb: 'retire.each.0',
      method: 'DELETE',
      url: 'https://api.eu.sendgrid.com/v3/api_keys/the-id',
      headers: { authorization: 'Bearer (current.apiKey)' },
    });
    expect(checked.out + checked.errors).not.toContain(apiKey);
  });

  test.each([
    [
      'a bad expression',
      '$current.apiKey %}',
      '$current.. %}',
      /sendgrid.yaml:\d+:\d+: .*JSONata: /,
    ],
    [
      'a host that nobody named',
      "$current.baseUrl & '/v3/scopes'",
      "'https://evil.example/v3/scopes'",
      /:\d+:\d+: lookup\.scopes\.request\.url: expected one of hosts, or a field of the kind url, found https:\/\/evil\.example/,
    ],
    [
      'a variable of another verb',
      '$encodeUrlComponent($previous.keyId)',
      '$encodeUrlComponent($pending.keyId)',
      /:\d+:\d+: retire\.request\.url: expected one of \$current \$token \$scopes \$previous here, found \$pending/,
    ],
    [
      'a field that the secret has not',
      '$response.body.api_key_id',
      '$current.keyID',
      /create\.pending\.keyId: expected a field of secret \(baseUrl, keyId, apiKey\), found \$current\.keyID/,
    ],
    [
      'a function that is none',
      '$encodeUrlComponent($previous',
      '$encodeUri($previous',
      /:\d+:\d+: retire\.request\.url: calls a function that JSONata does not have/,
    ],
  ])('tells %s with its line', async (_, from, to, expected) => {
    const text = readFileSync('recipes/sendgrid-api-key.yaml', 'utf8').replace(from, to);
    const file = write('sendgrid.yaml', text);
    const people = await runRekey('recipe', 'check', file);
    expect(people.code).toBe(1);
    expect(people.out).toMatch(expected);
    const machines = await runRekey('recipe', 'check', file, '--json');
    const { good, problems } = JSON.parse(machines.out) as {
      good: boolean;
      problems: { line: number }[];
    };
    expect(good).toBe(false);
    expect(problems[0]?.line).toBeGreaterThan(10);
  });

  test('a file that is not there is a wrong call', async () => {
    const { code, errors } = await runRekey('recipe', 'check', 'recipes/none.yaml');
    expect(code).toBe(2);
    expect(errors).toContain(
      'expected a recipe file, and recipes/none.yaml cannot be read (ENOENT)',
    );
  });
});

describe('try', () => {
  let keys: { id: string; key: string; name: string }[];
  let service: StandIn;
  let isForgetful = false;
  beforeEach(async () => {
    isForgetful = false;
    keys = [{ id: 'first', key: createKey(), name: 'by hand' }];
    service = await startStandIn(serve);
  });
  afterEach(async () => {
    await service.close();
  });

  const serve = ({ method, path, headers, body }: StandInRequest): StandInAnswer => {
    if (!keys.some(({ key }) => headers['authorization'] === `Bearer ${key}`))
      return { status: 401 };
    if (path === '/v3/scopes') return { status: 200, body: { scopes: ['all'] } };
    if (method === 'POST') {
      const made = { id: createKey(), key: createKey(), name: String(body['name']) };
      keys.push(made);
      return { status: 201, body: { api_key_id: made.id, api_key: made.key } };
    }
    if (method === 'GET') {
      return {
        status: 200,
        body: { result: keys.map(({ id, name }) => ({ api_key_id: id, name })) },
      };
    }
    if (!isForgetful) keys = keys.filter(({ id }) => path !== `/v3/api_keys/${id}`);
    return { status: 204 };
  };
  const given = (): string =>
    write(
      'given.json',
      JSON.stringify({ baseUrl: service.url, keyId: 'first', apiKey: keys[0]?.key }),
    );

  test('makes two keys one after the other, retires them, and leaves the given one as it was', async () => {
    const before = [...keys];
    const { code, out, errors } = await runRekey(
      'recipe',
      'try',
      'recipes/sendgrid-api-key.yaml',
      '--secret',
      given(),
    );
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(out).toContain('✓ the next one, by the new one: create');
    expect(out).toContain('The given credential works as before, and nothing else is left.');
    expect(keys).toEqual(before);
    expect(service.requests.filter((request) => request === 'POST /v3/api_keys')).toHaveLength(2);
    expect(out).not.toContain(keys[0]?.key);
  });

  test('cleans up where the answer to create is lost, and says what failed', async () => {
    const before = [...keys];
    service.failRequest(3, 'after');
    const { code, out, errors } = await runRekey(
      'recipe',
      'try',
      'recipes/sendgrid-api-key.yaml',
      '--secret',
      given(),
    );
    expect(code).toBe(1);
    expect(service.hasFailed()).toBe(true);
    expect(out).toContain('✗ a new credential: create');
    expect(out).toContain('✓ nothing is left');
    expect(errors).toContain('The connection to the target failed or was cut.');
    expect(keys).toEqual(before);
  });

  test('says so where a retired credential goes on working', async () => {
    isForgetful = true;
    const { code, out, errors } = await runRekey(
      'recipe',
      'try',
      'recipes/sendgrid-api-key.yaml',
      '--secret',
      given(),
      '--json',
    );
    expect(code).toBe(1);
    const steps = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { step: string; ok: boolean });
    expect(steps.find(({ ok }) => !ok)?.step).toBe('the new one is retired by the next: refused');
    expect(errors).toContain('Expected the service to refuse the credential, found working.');
  });

  test('a credential that does not work is told before anything is made', async () => {
    const wrong = write(
      'wrong.json',
      JSON.stringify({ baseUrl: service.url, keyId: 'x', apiKey: createKey() }),
    );
    const { code, errors } = await runRekey(
      'recipe',
      'try',
      'recipes/sendgrid-api-key.yaml',
      '--secret',
      wrong,
    );
    expect(code).toBe(1);
    expect(errors).toContain('Expected the service to accept the credential, found refused.');
    expect(service.requests.every((request) => request === 'GET /v3/scopes')).toBe(true);
  });

  test('without overlap it asks where the new secret goes, before anything is sent', async () => {
    const { code, errors } = await runRekey(
      'recipe',
      'try',
      'recipes/gitlab-token.yaml',
      '--secret',
      given(),
    );
    expect(code).toBe(2);
    expect(errors).toContain('has no overlap, so the given credential dies: expected --save');
    expect(service.requests).toEqual([]);
  });
});

test('try without overlap writes the new secret for its owner alone, and over nothing', async () => {
  let token = createKey();
  const service = await startStandIn(({ method, headers }) => {
    if (headers['private-token'] !== token) return { status: 401 };
    if (method === 'POST') token = createKey();
    return { status: 200, body: { token } };
  });
  const secret = write('token.json', JSON.stringify({ baseUrl: service.url, token }));
  const save = join(folder, 'new.json');
  const call = ['recipe', 'try', 'recipes/gitlab-token.yaml', '--secret', secret, '--save', save];
  const first = await runRekey(...call);
  expect({ code: first.code, errors: first.errors }).toEqual({ code: 0, errors: '' });
  expect(JSON.parse(readFileSync(save, 'utf8'))).toEqual({ baseUrl: service.url, token });
  expect(statSync(save).mode & 0o777).toBe(0o600);
  const second = await runRekey(...call);
  expect(second.code).toBe(2);
  expect(second.errors).toContain('--save: expected a file that is not there yet');
  expect(first.out + second.out + second.errors).not.toContain(token);
  await service.close();
});

// The SendGrid recipe against a stand-in that answers as the documentation of its API keys says.
import { expect, test } from '@jest/globals';
import type { TargetFixture } from '../contract/fixture.ts';
import { HTTP_LACKS } from '../contract/lacks.ts';
import { testTargetContract } from '../contract/target.ts';
import {
  createKey,
  fieldsOf,
  loadRecipeTarget,
  soon,
  toSecret,
  toStranger,
} from '../support/recipe-fixture.ts';
import { type StandInAnswer, type StandInRequest, startStandIn } from '../support/stand-in.ts';

import { createTargetContext } from '../support/target-context.ts';

interface Key {
  readonly api_key_id: string;
  readonly api_key: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

const SCOPES = ['api_keys.create', 'api_keys.delete', 'api_keys.read', 'mail.send'];

const start = async (): Promise<TargetFixture> => (await startSendGrid()).fixture;
testTargetContract('http-api/sendgrid-api-key', start, HTTP_LACKS);

test('a key has the scopes of the one that made it, no more and no less', async () => {
  const { fixture, keys } = await startSendGrid();
  await fixture.target.create(await fixture.createCurrent(), createTargetContext('scopes'));
  expect(keys.map(({ scopes }) => scopes)).toEqual([SCOPES, SCOPES]);
  await fixture.close();
});

async function startSendGrid(): Promise<{ fixture: TargetFixture; keys: readonly Key[] }> {
  const keys: Key[] = [];
  const make = (name: string, scopes: readonly string[]): Key => {
    const made = { api_key_id: createKey(), api_key: `SG.${createKey()}`, name, scopes };
    keys.push(made);
    return made;
  };
  const serve = ({ method, path, headers, body }: StandInRequest): StandInAnswer => {
    const caller = keys.find(({ api_key }) => headers['authorization'] === `Bearer ${api_key}`);
    if (caller === undefined) return { status: 401, body: { errors: [{ message: 'no' }] } };
    if (path === '/v3/scopes') return { status: 200, body: { scopes: caller.scopes } };
    if (path === '/v3/api_keys' && method === 'POST') {
      return { status: 201, body: make(String(body['name']), body['scopes'] as string[]) };
    }
    if (path === '/v3/api_keys') {
      const result = keys.map(({ name, api_key_id }) => ({ name, api_key_id }));
      return { status: 200, body: { result } };
    }
    const index = keys.findIndex(({ api_key_id }) => path === `/v3/api_keys/${api_key_id}`);
    if (method !== 'DELETE' || index === -1) return { status: 404, body: { errors: [] } };
    keys.splice(index, 1);
    return { status: 204 };
  };
  const { url, requests: _, ...hands } = await startStandIn(serve);
  const remove = (value: Parameters<TargetFixture['accepts']>[0]): void => {
    const index = keys.findIndex(({ api_key }) => api_key === fieldsOf(value)['apiKey']);
    keys.splice(index, 1);
  };
  const fixture: TargetFixture = {
    ...hands,
    target: loadRecipeTarget('sendgrid-api-key'),
    createCurrent: async () => {
      keys.length = 0;
      const { api_key_id: keyId, api_key: apiKey } = make('by hand', SCOPES);
      return toSecret({ baseUrl: url, keyId, apiKey, note: 'stays' });
    },
    accepts: async (value) =>
      await soon(() => keys.some(({ api_key }) => api_key === fieldsOf(value)['apiKey'])),
    countCredentials: () => keys.length,
    changeByHand: async (value) => {
      remove(value);
    },
    toStranger: (value) => toStranger(value, 'baseUrl'),
  };
  return { fixture, keys };
}

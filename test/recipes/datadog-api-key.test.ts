// The Datadog recipe against a stand-in that answers as the documentation of its key management says.
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

interface Key {
  readonly id: string;
  readonly key: string;
  readonly name: string;
}

testTargetContract('http-api/datadog-api-key', startDatadog, HTTP_LACKS);

async function startDatadog(): Promise<TargetFixture> {
  const keys: Key[] = [];
  const admin = { apiKey: createKey(), applicationKey: createKey() };
  const make = (name: string): Key => {
    const made = { id: createKey(), key: createKey(), name };
    keys.push(made);
    return made;
  };
  /** The filter finds names that contain it; page[number] begins at 0. */
  const list = (query: URLSearchParams): StandInAnswer => {
    const size = Number(query.get('page[size]') ?? 10);
    const from = Number(query.get('page[number]') ?? 0) * size;
    const data = keys
      .filter(({ name }) => name.includes(query.get('filter') ?? ''))
      .slice(from, from + size)
      .map(({ id, key, name }) => ({ id, attributes: { name, last4: key.slice(-4) } }));
    return { status: 200, body: { data } };
  };
  const serve = ({ method, path, query, headers, body }: StandInRequest): StandInAnswer => {
    const apiKey = headers['dd-api-key'];
    if (path === '/api/v1/validate') {
      const valid = keys.some(({ key }) => key === apiKey);
      return valid ? { status: 200, body: { valid } } : { status: 403, body: { errors: ['no'] } };
    }
    if (apiKey !== admin.apiKey || headers['dd-application-key'] !== admin.applicationKey) {
      return { status: 403, body: { errors: ['Forbidden'] } };
    }
    if (path === '/api/v2/api_keys' && method === 'GET') return list(query);
    if (path === '/api/v2/api_keys' && method === 'POST') {
      const { data } = body as { data: { type: string; attributes: { name: string } } };
      const { id, ...attributes } = make(data.attributes.name);
      return { status: 201, body: { data: { id, type: data.type, attributes } } };
    }
    const index = keys.findIndex(({ id }) => path === `/api/v2/api_keys/${id}`);
    if (method !== 'DELETE' || index === -1) return { status: 404, body: { errors: ['no'] } };
    keys.splice(index, 1);
    return { status: 204 };
  };
  const { url, requests: _, ...hands } = await startStandIn(serve);
  return {
    ...hands,
    // The stand-in knows a change at once: nobody need ask again.
    target: { ...loadRecipeTarget('datadog-api-key'), propagationMs: 0 },
    admin: toSecret(admin),
    createCurrent: async () => {
      keys.length = 0;
      const { id, key } = make('by hand');
      return toSecret({ apiUrl: url, keyId: id, apiKey: key });
    },
    accepts: async (value) =>
      await soon(() => keys.some(({ key }) => key === fieldsOf(value)['apiKey'])),
    countCredentials: () => keys.length,
    changeByHand: async (value) => {
      const index = keys.findIndex(({ key }) => key === fieldsOf(value)['apiKey']);
      keys.splice(index, 1);
    },
    toStranger: (value) => toStranger(value, 'apiUrl'),
  };
}

// What a recipe may say beyond one request a verb: lookups, pages, steps, conditions, computed values, a policy's refusal.
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createManualClock } from '../../../../local/clock.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createHttpApi } from '../../../../src/targets/http-api.ts';
import { compileRecipe } from '../../../../src/targets/recipe/compile.ts';
import { createKey, fieldsOf, toSecret } from '../../../support/recipe-fixture.ts';
import {
  type StandIn,
  type StandInAnswer,
  type StandInRequest,
  startStandIn,
} from '../../../support/stand-in.ts';
import { createTargetContext } from '../../../support/target-context.ts';

const RECIPE = `name: grammar
overlap: native
secret: { baseUrl: url, user: string, label: string, password: secret }
lookup:
  session:
    request: { method: POST, url: "{% $current.baseUrl & '/session' %}", form: { user: "{% $current.user %}" } }
    take: "{% $response.body.token %}"
  groups:
    request: { method: GET, url: "{% $current.baseUrl & '/groups' %}", headers: { authorization: "{% $session %}" } }
    take: "{% [$response.body] %}"
create:
  generate:
    password: { length: 32, alphabet: url-safe }
    label: "{% $current.user & '-' & $token %}"
set:
  - request:
      method: PUT
      url: "{% $current.baseUrl & '/users/' & $pending.label %}"
      headers: { authorization: "{% $session %}" }
      body: { password: "{% $pending.password %}", until: "{% $millis() + 1000 %}" }
    rejected: "{% $response.status = 422 %}"
  - for: "{% $groups %}"
    when: "{% $item.locked = false %}"
    request: { method: PUT, url: "{% $current.baseUrl & '/groups/' & $item.name & '/' & $pending.label %}" }
test:
  request: { method: GET, url: "{% $pending.baseUrl & '/me' %}", headers: { authorization: "{% $basic($pending.label, $pending.password) %}" } }
retire:
  request: { method: DELETE, url: "{% $current.baseUrl & '/users/' & $previous.label %}" }
discard:
  find:
    request: { method: GET, url: "{% $current.baseUrl & '/users?page=1' %}" }
    items: "{% $response.body[name = $made.label] %}"
    next: "{% $match($response.headers.link, /<([^>]+)>; *rel=\\"next\\"/)[0].groups[0] %}"
  keep: "{% $item.name = $keep.label %}"
  each:
    - request: { method: POST, url: "{% $current.baseUrl & '/users/' & $item.name & '/off' %}" }
      gone: "{% $response.status = 409 %}"
    - request: { method: DELETE, url: "{% $current.baseUrl & '/users/' & $item.name %}" }
`;

let service: StandIn;
let target: Target;
let answer: (request: StandInRequest) => StandInAnswer | undefined;
let seen: StandInRequest[];
const clock = createManualClock(Date.parse('2026-11-22T00:00:00Z'));
const context = createTargetContext('grammar', { clock });
const current = () =>
  toSecret({ baseUrl: service.url, user: 'ada', label: 'ada-1', password: createKey() });

beforeAll(async () => {
  service = await startStandIn((request) => {
    seen.push(request);
    return answer(request) ?? usual(request);
  });
  target = createHttpApi(compileRecipe(RECIPE, 'grammar.yaml'), new Map());
});
afterAll(async () => {
  await service.close();
});
beforeEach(() => {
  seen = [];
  answer = () => undefined;
});

const usual = ({ path }: StandInRequest): StandInAnswer => {
  if (path === '/session') return { status: 200, body: { token: 'Bearer of a session' } };
  if (path === '/groups') {
    return {
      status: 200,
      body: [
        { name: 'a', locked: false },
        { name: 'b', locked: true },
      ],
    };
  }
  return path === '/me' ? { status: 401 } : { status: 204 };
};
const paths = (): readonly string[] => seen.map(({ method, path }) => `${method} ${path}`);

test('a computed field follows from the run, a random one from chance', async () => {
  const made = fieldsOf(await target.create(current(), context));
  expect(made['label']).toBe(`ada-${context.token}`);
  expect(made['password']).toMatch(/^[\w.~-]{32}$/);
  expect(seen).toEqual([]);
});

test('lookups are asked once, those above first, and steps go through their list where they should', async () => {
  const pair = { current: current(), pending: await target.create(current(), context) };
  const { label } = fieldsOf(pair.pending);
  await target.set?.({ ...pair, current: toSecret({ ...fieldsOf(pair.current) }) }, context);
  expect(paths()).toEqual([
    'POST /session',
    `PUT /users/${label ?? ''}`,
    'GET /groups',
    `PUT /groups/a/${label ?? ''}`,
  ]);
  expect(seen[0]?.body).toEqual({ user: 'ada' });
  expect(seen[2]?.headers['authorization']).toBe('Bearer of a session');
  expect(seen[1]?.body['until']).toBe(clock.now() + 1000);
});

test("a policy's refusal makes another value, any other refusal ends the run", async () => {
  const pending = await target.create(current(), context);
  for (const [status, code] of [
    [422, 'Rekey.ValueRejected'],
    [400, 'Rekey.TargetFailed'],
    [403, 'Rekey.CredentialRefused'],
    [503, 'Rekey.Transient'],
  ] as const) {
    answer = ({ path }) => (path.startsWith('/users/') ? { status } : undefined);
    await expect(target.set?.({ current: current(), pending }, context)).rejects.toMatchObject({
      code,
    });
  }
});

test('a session that is refused ends the run before anything is changed', async () => {
  answer = ({ path }) => (path === '/session' ? { status: 401 } : undefined);
  const pair = { current: current(), pending: await target.create(current(), context) };
  await expect(target.set?.(pair, context)).rejects.toMatchObject({
    code: 'Rekey.CredentialRefused',
    facts: { call: 'target:lookup', status: 401 },
  });
  expect(paths()).toEqual(['POST /session']);
});

test('a list is read to its last page before anything of it is removed', async () => {
  const made = await target.create(current(), context);
  const name = fieldsOf(made)['label'];
  answer = ({ path, query, method }) => {
    if (path !== '/users') return method === 'POST' ? { status: 409 } : undefined;
    const page = Number(query.get('page'));
    const link = `<${service.url}/users?page=1>; rel="first", <${service.url}/users?page=${String(page + 1)}>; rel="next"`;
    const body = [{ name: `other-${String(page)}` }, ...(page === 2 ? [{ name }] : [])];
    return { status: 200, body, ...(page < 3 ? { headers: { link } } : {}) };
  };
  await target.discard?.({ current: current(), made }, context);
  expect(seen.map(({ path, query }) => `${path}${query.get('page') ?? ''}`)).toEqual([
    '/users1',
    '/users2',
    '/users3',
    `/users/${name ?? ''}/off`,
    `/users/${name ?? ''}`,
  ]);
});

test.each([
  [
    'a list that names itself as its next page ends',
    () => `${service.url}/users?page=1`,
    'Rekey.TargetFailed',
    100,
  ],
  [
    "a next page at a stranger's host is not asked for",
    () => 'http://127.0.0.1:9/users',
    'Rekey.InvalidConfiguration',
    1,
  ],
])('%s', async (_, next, code, requests) => {
  answer = () => ({ status: 200, body: [], headers: { link: `<${next()}>; rel="next"` } });
  await expect(target.discard?.({ current: current() }, context)).rejects.toMatchObject({ code });
  expect(seen).toHaveLength(requests);
});

test('a pending value of another user is refused, and nothing is sent', async () => {
  const pending = toSecret({ ...fieldsOf(await target.create(current(), context)), user: 'eve' });
  await expect(target.set?.({ current: current(), pending }, context)).rejects.toMatchObject({
    code: 'Rekey.InvalidConfiguration',
  });
  expect(seen).toEqual([]);
});

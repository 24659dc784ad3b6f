// A recipe for a service whose API makes, lists and deletes keys, as most do; and its test against a stand-in of that service.

export function listRecipeFiles(name: string): ReadonlyMap<string, string> {
  return new Map([
    [`recipes/${name}.yaml`, toRecipe(name)],
    [`test/recipes/${name}.test.ts`, toTest(name)],
  ]);
}

function toRecipe(name: string): string {
  return `# ${name}: WHICH SERVICE, AND WHICH OF ITS CREDENTIALS.
# Documentation: THE PAGES THAT THIS IS WRITTEN FROM, AND WHEN THEY WERE READ.
# Tried against a stand-in only. SAY WHAT IT WAS TRIED AGAINST, AND NO MORE THAN IS TRUE.
#
# docs/recipes.md explains every word. npx rekey recipe check recipes/${name}.yaml shows what would be sent.
name: ${name}
overlap: native # old and new both work until retirement; slots (with maxActive), or none
secret: { baseUrl: url, keyId: string, apiKey: secret }

# Makes the new key, under a name that carries $token: by it, whatever a crash leaves is found.
create:
  request:
    method: POST
    url: "{% $current.baseUrl & '/keys' %}"
    headers: { authorization: "{% 'Bearer ' & $current.apiKey %}" }
    body: { name: "{% $token %}" }
  pending:
    keyId: "{% $response.body.id %}"
    apiKey: "{% $response.body.key %}"

# Uses the new key for something that only a valid one can do.
test:
  request:
    method: GET
    url: "{% $pending.baseUrl & '/keys' %}"
    headers: { authorization: "{% 'Bearer ' & $pending.apiKey %}" }

# Revokes the old key, once its grace period is over.
retire:
  request:
    method: DELETE
    url: "{% $current.baseUrl & '/keys/' & $encodeUrlComponent($previous.keyId) %}"
    headers: { authorization: "{% 'Bearer ' & $current.apiKey %}" }

# Removes whatever carries $token: what a run that died has left.
discard:
  find:
    request:
      method: GET
      url: "{% $current.baseUrl & '/keys' %}"
      headers: { authorization: "{% 'Bearer ' & $current.apiKey %}" }
    items: "{% $response.body.keys[name = $token] %}"
  keep: "{% $item.id = $keep.keyId %}"
  each:
    request:
      method: DELETE
      url: "{% $current.baseUrl & '/keys/' & $encodeUrlComponent($item.id) %}"
      headers: { authorization: "{% 'Bearer ' & $current.apiKey %}" }
`;
}

function toTest(name: string): string {
  return `// The recipe ${name} against a stand-in that answers as the service's documentation says.
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

testTargetContract('http-api/${name}', startFixture, HTTP_LACKS);

async function startFixture(): Promise<TargetFixture> {
  const keys: Key[] = [];
  const make = (name: string): Key => {
    const made = { id: createKey(), key: createKey(), name };
    keys.push(made);
    return made;
  };
  const serve = ({ method, path, headers, body }: StandInRequest): StandInAnswer => {
    const isKnown = keys.some(({ key }) => headers['authorization'] === \`Bearer \${key}\`);
    if (!isKnown) return { status: 401 };
    if (path === '/keys' && method === 'POST') {
      return { status: 201, body: make(String(body['name'])) };
    }
    if (path === '/keys') {
      return { status: 200, body: { keys: keys.map(({ id, name }) => ({ id, name })) } };
    }
    const index = keys.findIndex(({ id }) => path === \`/keys/\${id}\`);
    if (method !== 'DELETE' || index === -1) return { status: 404 };
    keys.splice(index, 1);
    return { status: 204 };
  };
  const { url, requests: _, ...hands } = await startStandIn(serve);
  return {
    ...hands,
    target: loadRecipeTarget('${name}'),
    createCurrent: async () => {
      keys.length = 0;
      const { id: keyId, key: apiKey } = make('by hand');
      return toSecret({ baseUrl: url, keyId, apiKey });
    },
    accepts: async (value) =>
      await soon(() => keys.some(({ key }) => key === fieldsOf(value)['apiKey'])),
    countCredentials: () => keys.length,
    changeByHand: async (value) => {
      keys.splice(
        keys.findIndex(({ key }) => key === fieldsOf(value)['apiKey']),
        1,
      );
    },
    toStranger: (value) => toStranger(value, 'baseUrl'),
  };
}
`;
}

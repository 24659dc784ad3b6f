import { describe, expect, test } from '@jest/globals';
import { createHttpApi, createTester } from '../../../../src/targets/http-api.ts';
import { createManual } from '../../../../src/targets/manual.ts';
import { bundledRecipes } from '../../../../src/targets/recipe/bundled.ts';
import { compileRecipe, RecipeFileError } from '../../../../src/targets/recipe/compile.ts';

const GOOD = `name: good
overlap: native
secret: { baseUrl: url, id: string, key: secret }
create:
  request: { method: POST, url: "{% $current.baseUrl %}", body: { name: "{% $token %}" } }
  pending: { id: "{% $response.body.id %}", key: "{% $response.body.key %}" }
test:
  request: { method: GET, url: "{% $pending.baseUrl %}" }
retire:
  request: { method: DELETE, url: "{% $current.baseUrl %}" }
discard:
  find: { request: { method: GET, url: "{% $current.baseUrl %}" }, items: "{% $response.body[name = $token] %}" }
  keep: "{% $item.id = $keep.id %}"
  each: { request: { method: DELETE, url: "{% $current.baseUrl %}" } }
`;

test('every recipe in the folder compiles, and is named as its file is', () => {
  expect(bundledRecipes.map(({ name }) => name)).toContain('better-auth-api-key');
});

test('a good recipe comes out as it went in', () => {
  expect(compileRecipe(GOOD, 'good.yaml')).toMatchObject({ name: 'good', overlap: 'native' });
});

const TESTING = `name: testing
overlap: native
hosts: [https://api.example.com]
secret: { user: string, token: secret }
test:
  request: { method: GET, url: "https://api.example.com", headers: { authorization: "{% $pending.token %}" } }
`;

test('a recipe that only tests is for what a person makes, and makes nothing itself', () => {
  const recipe = compileRecipe(TESTING, 'testing.yaml');
  expect(() => createHttpApi(recipe, new Map())).toThrow('for the target manual alone');
  const target = createManual(new Map([['field', 'token']]), createTester(recipe));
  expect(target).toMatchObject({ creation: 'person', overlap: 'native' });
  expect(target.test).toBeDefined();
});

describe('a bad recipe is refused with file, line and column', () => {
  test.each([
    ['a YAML error', GOOD.replace('native', '"native'), /^good\.yaml:\d+:\d+: /],
    ['an unknown key', GOOD.replace('test:', 'tset:'), /good\.yaml:1:1: .*"tset"|test/],
    ['a wrong overlap', GOOD.replace('native', 'some'), /^good\.yaml:2:1: overlap: /],
    [
      'a bad expression',
      GOOD.replace('$response.body.id %}', '$response.body. %}'),
      /^good\.yaml:6:14: create\.pending\.id: JSONata: /,
    ],
    [
      'a rotation that would change the host',
      GOOD.replace('pending: { id:', 'pending: { baseUrl:'),
      /^good\.yaml:6:14: create\.pending\.baseUrl: a url fixes the host/,
    ],
    [
      'a field that the secret does not have',
      GOOD.replace('pending: { id:', 'pending: { ide:'),
      /create\.pending\.ide: expected a field that stands under secret/,
    ],
    [
      'no way to find an orphan',
      GOOD.slice(0, GOOD.indexOf('discard:')),
      /^good\.yaml:4:1: create: .*expected a discard section/,
    ],
    [
      'a retirement of what a person makes',
      `${TESTING}retire:\n  request: { method: DELETE, url: https://api.example.com }\n`,
      /^good\.yaml:7:1: retire: without create a person makes/,
    ],
    [
      'an overlap that nobody ends',
      GOOD.replace(/retire:\n.*\n/, ''),
      /^good\.yaml:2:1: overlap: .*expected a retire section/,
    ],
    [
      'a replacement that has overlap',
      GOOD.replace('  pending: {', '  replaces: true\n  pending: {'),
      /^good\.yaml:6:3: create\.replaces: .*expected overlap: none, found native/,
    ],
    [
      'a call that ends the old credential and does not say so',
      GOOD.replace('native', 'none'),
      /^good\.yaml:4:1: create: .*expected replaces: true/,
    ],
    [
      'a credential that would carry no token',
      GOOD.replace('name: "{% $token %}"', 'name: app'),
      /^good\.yaml:5:3: create\.request: expected \$token in what is made/,
    ],
    [
      'a test that anything passes',
      GOOD.replace('$pending.baseUrl', "'https://api.example.com'"),
      /^good\.yaml:8:3: test\.request: expected \$pending/,
    ],
    [
      'a search that would find anything',
      GOOD.replace('[name = $token]', ''),
      /discard\.find\.items: expected \$token or \$made in it/,
    ],
    [
      'a step of a list',
      GOOD.replace(/ {2}each: .*/, () =>
        [
          '  each:',
          '    - request: { method: GET, url: "{% $current.baseUrl %}" }',
          '    - request: { method: GET, url: "{% $current.nope %}" }',
        ].join('\n'),
      ),
      /^good\.yaml:16:31: discard\.each\.1\.request\.url: expected a field/,
    ],
    [
      'a lookup that waits for one below it',
      GOOD.replace(
        'create:',
        'lookup:\n  one: { request: { method: GET, url: "{% $current.baseUrl & $two %}" }, take: "{% 1 %}" }\n  two: { request: { method: GET, url: "{% $current.baseUrl %}" }, take: "{% 1 %}" }\ncreate:',
      ),
      /lookup\.one\.request\.url: expected one of \$current \$token here, found \$two/,
    ],
    [
      'a status that is none',
      GOOD.replace('test:', 'test:\n  expect: [42]'),
      /:8:\d+: test\.expect/,
    ],
  ])('%s', (_, text, message) => {
    const compile = () => compileRecipe(text, 'good.yaml');
    expect(compile).toThrow(RecipeFileError);
    expect(compile).toThrow(message);
  });
});

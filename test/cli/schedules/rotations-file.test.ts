// A bad rotations.yml: every fault with its line and column, all at once.
import { expect, test } from '@jest/globals';
import { parseRotationsFile } from '../../../cli/schedules/rotations-file.ts';

function listFaults(text: string): readonly string[] {
  try {
    parseRotationsFile(text, 'r.yml');
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
}

const GOOD = 'secret: a, target: generated, expression: rate(9 days)';

test.each([
  { what: 'a list', text: `- {${GOOD}}` },
  {
    what: 'rotations with defaults',
    text: 'defaults: {target: generated, window: 2h}\nrotations:\n  - {secret: a, expression: rate(9 days)}',
  },
  { what: 'an empty list', text: '[]' },
  {
    what: 'an anchor',
    text: `- &one {${GOOD}, options: &o {length: 48}}\n- {secret: b, target: generated, expression: rate(9 days), options: *o}`,
  },
  {
    what: 'a recipe in the defaults beside a target that has none',
    text: 'defaults: {target: http-api, recipe: r}\nrotations: [{secret: a, target: generated, expression: rate(9 days)}]',
  },
  {
    what: 'a recipe that tests what a person made',
    text: '- {secret: a, target: manual, recipe: r, expression: rate(9 days)}',
  },
])('$what is taken', ({ text }) => {
  expect(listFaults(text)).toEqual([]);
});

test('a recipe in the defaults is for those who need one, and for people where the defaults are theirs', () => {
  const listRecipes = (defaults: string): readonly (string | undefined)[] =>
    parseRotationsFile(
      `defaults: {${defaults}, recipe: r, expression: rate(9 days)}
rotations: [{secret: a, target: http-api}, {secret: b, target: manual}, {secret: c, target: generated}]`,
      'r.yml',
    ).rotations.map(({ recipe }) => recipe);
  expect(listRecipes('target: http-api')).toEqual(['r', undefined, undefined]);
  expect(listRecipes('target: manual')).toEqual(['r', 'r', undefined]);
});

test.each([
  { what: 'no YAML', text: '- {secret: a', says: /^r\.yml:1:13: / },
  {
    what: 'nothing',
    text: '',
    says: /^r\.yml:1:1: expected a list of rotations, .* found nothing$/,
  },
  {
    what: 'a text',
    text: 'secret',
    says: /^r\.yml:1:1: expected a list of rotations, .* found a text$/,
  },
  {
    what: 'an entry that is no map',
    text: '- secret',
    says: /^r\.yml:1:3: expected a map .* found a text$/,
  },
  {
    what: 'no list',
    text: 'rotations: 5',
    says: /^r\.yml:1:12: rotations: expected a list, found a number$/,
  },
  {
    what: 'an unknown key',
    text: `- {${GOOD}, widnow: 2h}`,
    says: /^r\.yml:1:60: unknown key widnow: expected one of secret, target, /,
  },
  {
    what: 'a secret among the defaults',
    text: 'defaults: {secret: a}\nrotations: []',
    says: /^r\.yml:1:12: unknown key secret/,
  },
  {
    what: 'an unknown target',
    text: '- {secret: a, target: mainframe, expression: rate(9 days)}',
    says: /^r\.yml:1:23: target: expected one of aws-access-key, .*, found "mainframe"$/,
  },
  {
    what: 'no expression',
    text: '- {secret: a, target: generated}',
    says: /^r\.yml:1:3: expected expression, found none$/,
  },
  {
    what: 'a bad expression',
    text: '- {secret: a, target: generated, expression: rate(3 hours)}',
    says: /^r\.yml:1:46: Schedule, rate\(\) Value: expected at least 4 hours/,
  },
  {
    what: 'an expression of another type',
    text: '- {secret: a, target: generated, expression: [1]}',
    says: /^r\.yml:1:46: expression: expected a text, found a list$/,
  },
  {
    what: 'a window into the next one',
    text: '- {secret: a, target: generated, expression: rate(4 hours), window: 5h}',
    says: /^r\.yml:1:69: Schedule, window: expected at most 4h/,
  },
  {
    what: 'a window into the next day, from the defaults',
    text: 'defaults: {window: 20h}\nrotations:\n  - {secret: a, target: generated, expression: cron(0 8 1 * ? *)}',
    says: /^r\.yml:3:48: Schedule, window: expected at most 16h/,
  },
  {
    what: 'a window in minutes',
    text: `- {${GOOD}, window: 90m}`,
    says: /^r\.yml:1:68: window: expected whole hours from 1h to 24h, found "90m"/,
  },
  {
    what: 'a bad grace period',
    text: `- {${GOOD}, grace: soon}`,
    says: /^r\.yml:1:67: grace: expected a grace period such as .* found "soon"/,
  },
  {
    what: 'a grace period without unit',
    text: `- {${GOOD}, grace: 10}`,
    says: /^r\.yml:1:67: grace: expected a text, found a number$/,
  },
  {
    what: 'options that are a text',
    text: `- {${GOOD}, options: length=48}`,
    says: /^r\.yml:1:69: options: expected a map such as \{length: 48\}, found a text$/,
  },
  {
    what: 'an option with a space',
    text: `- {${GOOD}, options: {field: a b}}`,
    says: /^r\.yml:1:77: option field: expected .*no spaces/,
  },
  {
    what: 'an option that is a list',
    text: `- {${GOOD}, options: {field: [a]}}`,
    says: /^r\.yml:1:77: option field: expected a text or a number, found a list$/,
  },
  {
    what: 'an option with a bad name',
    text: `- {${GOOD}, options: {"a,b": c}}`,
    says: /^r\.yml:1:70: options: expected names of letters, digits and hyphens/,
  },
  {
    what: 'options longer than a tag',
    text: `- {${GOOD}, options: {field: ${'x'.repeat(260)}}}`,
    says: /^r\.yml:1:69: options: expected at most 256 characters .* found 266$/,
  },
  {
    what: 'enabled that is a text',
    text: `- {${GOOD}, enabled: "no"}`,
    says: /^r\.yml:1:69: enabled: expected true or false, found a text$/,
  },
  {
    what: 'http-api without a recipe',
    text: '- {secret: a, target: http-api, expression: rate(9 days)}',
    says: /^r\.yml:1:23: target http-api: expected a recipe, found none$/,
  },
  {
    what: 'a recipe for another target',
    text: `- {${GOOD}, recipe: r}`,
    says: /^r\.yml:1:68: target generated: expected no recipe, found r$/,
  },
  {
    what: 'a character that no tag takes',
    text: '- {secret: a, target: generated, admin: "a*b", expression: rate(9 days)}',
    says: /^r\.yml:1:41: admin: expected letters, digits and/,
  },
])('$what is refused with line and column', ({ text, says }) => {
  const faults = listFaults(text);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(says);
});

test('a secret that stands twice is told with both lines', () => {
  expect(listFaults(`- {${GOOD}}\n\n- {${GOOD}}`)).toEqual([
    'r.yml:3:12: secret a stands here twice, first in r.yml:1:12',
  ]);
});

test('all faults are told at once, in the order of the file, also beside a key that stands twice', () => {
  const text = `defaults:
  windw: 3h
rotations:
  - secret: a
    target: generated
    expression: rate(1 minute)
    grace: 3 h
  - secret: a
    secret: b
    options: {x: }
`;
  expect(listFaults(text).map((fault) => fault.slice(0, 60))).toEqual([
    expect.stringMatching(/^r\.yml:2:3: unknown key windw/),
    expect.stringMatching(/^r\.yml:6:17: Schedule, rate/),
    expect.stringMatching(/^r\.yml:7:12: grace: expected/),
    expect.stringMatching(/^r\.yml:8:5: expected target, found none/),
    expect.stringMatching(/^r\.yml:8:5: expected expression, found none/),
    expect.stringMatching(/^r\.yml:9:5: Map keys must be unique/),
    expect.stringMatching(/^r\.yml:10:\d+: option x: expected/),
  ]);
});

test('no value is shown that could be a secret put into the wrong place', () => {
  const faults = listFaults(
    '- {secret: a, target: generated, expression: rate(9 days), options: hunter2, admin: "hunter2!"}',
  );
  expect(faults).toHaveLength(2);
  expect(faults.join()).not.toContain('hunter2');
});

// Inputs of an operation by its schema: mostly of the right types, so that actions are reached, and wrong in every
// way that JSON has. What only an earlier answer can know (an ARN, an id, a token) is drawn when the call is made.
import type { NormalizedSchema } from '@smithy/core/schema';
import fc from 'fast-check';
import { listRequiredMembers, toShapeKind } from '../../../local/wire/shape/kind.ts';
import { ARNS_BY_NAME, TEXTS_BY_NAME } from './texts.ts';

/** In every value that the model calls sensitive: it must never be seen in an error or in the log. */
export const MARKER = 'kept-to-itself';

/** A text of an earlier answer, the `pick`th that fits. */
export class FromAnswers {
  readonly pick: number;

  constructor(pick: number) {
    this.pick = pick;
  }
}

/** A document nested `depth` times, made when the call is: reports of a failure would print it all. */
export class Nested {
  readonly depth: number;

  constructor(depth: number) {
    this.depth = depth;
  }
}

const DEPTH_MAX = 6;

/** Two of three are what a careful caller sends, so that states arise which the others then meet. */
export function createInputs(schema: NormalizedSchema): fc.Arbitrary<unknown> {
  if (schema.isUnitSchema()) return fc.constant({});
  return fc.oneof(
    { weight: 2, arbitrary: structure(schema, 0, 'careful') },
    { weight: 1, arbitrary: structure(schema, 0, 'careless') },
  );
}

type Manner = 'careful' | 'careless';

function value(schema: NormalizedSchema, depth: number, manner: Manner): fc.Arbitrary<unknown> {
  // Later, for shapes may hold themselves.
  const rightLater = fc.constant(undefined).chain(() => right(schema, depth, manner));
  if (manner === 'careful') return rightLater;
  return fc.oneof(
    { weight: 30, arbitrary: rightLater },
    { weight: 1, arbitrary: wrong },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

function right(schema: NormalizedSchema, depth: number, manner: Manner): fc.Arbitrary<unknown> {
  if (depth > DEPTH_MAX) return fc.constant(null);
  switch (toShapeKind(schema)) {
    case 'unit':
      return fc.constant({});
    case 'structure':
      return structure(schema, depth, manner);
    case 'list': {
      const item = value(schema.getValueSchema(), depth + 1, manner);
      const few = fc.array(item, { minLength: manner === 'careful' ? 1 : 0, maxLength: 3 });
      return manner === 'careful'
        ? few
        : fc.oneof({ weight: 20, arbitrary: few }, { weight: 1, arbitrary: many(item) });
    }
    case 'map': {
      const key = text(schema.getKeySchema(), manner) as fc.Arbitrary<string>;
      const odd = fc.oneof(fc.constantFrom(...KEYS), key);
      const entry = value(schema.getValueSchema(), depth + 1, manner);
      return fc.dictionary(manner === 'careful' ? key : odd, entry, { maxKeys: 3 });
    }
    case 'string':
      return text(schema, manner);
    case 'boolean':
      return fc.boolean();
    case 'number': {
      const usual = fc.integer({ min: 0, max: 40 });
      return manner === 'careful'
        ? usual
        : fc.oneof({ weight: 3, arbitrary: usual }, fc.constantFrom(...NUMBERS));
    }
    case 'timestamp': {
      const usual = fc.integer({ min: 1_760_000_000, max: 1_780_000_000 });
      return manner === 'careful' ? usual : fc.oneof(usual, fc.constantFrom(...NUMBERS));
    }
    case 'blob': {
      const usual = fc
        .uint8Array({ maxLength: 40 })
        .map((bytes) => Buffer.concat([Buffer.from(MARKER), bytes]).toString('base64'));
      const odd = fc.constantFrom('', '!', 'a', 'AAAA'.repeat(30_000));
      return manner === 'careful' ? fc.oneof(usual, drawn) : fc.oneof(usual, drawn, odd);
    }
    case 'document':
      return fc.jsonValue();
  }
}

/** Without these a call of theirs is seldom one, though the models do not require them. */
const OFTEN =
  /^(?:ClientRequestToken|SecretString|VersionStages?|VersionId|ZipFile|Code|TemplateBody|EventPattern)$/u;

function structure(
  schema: NormalizedSchema,
  depth: number,
  manner: Manner,
): fc.Arbitrary<Record<string, unknown>> {
  const required = new Set(listRequiredMembers(schema));
  const members = [...schema.structIterator()].map(([name, member]) => {
    const [there, away] = required.has(name)
      ? [manner === 'careful' ? 400 : 40, 1]
      : [OFTEN.test(name) ? 2 : 1, OFTEN.test(name) ? 1 : 7];
    const present = { weight: there, arbitrary: value(member, depth + 1, manner) };
    const none = { weight: away, arbitrary: fc.constant(undefined) };
    return [name, fc.oneof(present, none)] as const;
  });
  const known = fc.record(Object.fromEntries(members), { noNullPrototype: true });
  if (manner === 'careful') return known;
  const odd = fc
    .tuple(known, fc.constantFrom(...KEYS), wrong)
    .map(([input, key, item]) => Object.fromEntries([...Object.entries(input), [key, item]]));
  return fc.oneof({ weight: 20, arbitrary: known }, { weight: 1, arbitrary: odd });
}

function many(item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(item, fc.constantFrom(11, 21, 51, 101, 300))
    .map(([one, count]) => Array<unknown>(count).fill(one));
}

function text(schema: NormalizedSchema, manner: Manner): fc.Arbitrary<unknown> {
  const name = (schema.isMemberSchema() ? schema.getMemberName() : schema.getName()) ?? '';
  const table = manner === 'careful' ? TEXTS_BY_NAME : [...TEXTS_BY_NAME, ...ARNS_BY_NAME];
  const fitting = table.filter(([pattern]) => pattern.test(name)).flatMap(([, texts]) => texts);
  const usual = fc.constantFrom('aaa', 'bbb', 'name-1');
  const odd = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'binary', maxLength: 20 }));
  const any = manner === 'careful' ? usual : fc.oneof(usual, { weight: 2, arbitrary: odd });
  if (isSensitive(schema, name)) return any.map((value) => MARKER + value);
  return fc.oneof(
    { weight: fitting.length === 0 ? 12 : 2, arbitrary: drawn },
    { weight: manner === 'careful' ? 1 : 4, arbitrary: any },
    ...(fitting.length === 0 ? [] : [{ weight: 10, arbitrary: fc.constantFrom(...fitting) }]),
  );
}

/** Of a definition that is no JSON AWS tells where, and quotes it. */
function isSensitive(schema: NormalizedSchema, name: string): boolean {
  return schema.getMergedTraits().sensitive !== undefined && !/definition/iu.test(name);
}

const drawn = fc.nat({ max: 30 }).map((pick) => new FromAnswers(pick));

const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '', 'a', 'é'];

const NUMBERS = [
  ...[-1, 0, 1, 0.5, -0, 7, 30, 31, 100, 1000, 4096, 4097, 65_536],
  ...[
    2 ** 31 - 1,
    2 ** 31,
    2 ** 53,
    2 ** 63,
    -(2 ** 63),
    1e21,
    1e300,
    -1e300,
    5e-324,
    8.64e12,
    8.64e15,
  ],
];

const ODD_TEXTS = [
  ...[
    '',
    ' ',
    '\0',
    '\u{1F511}',
    '\ud800',
    'ä\u0308',
    '\u2028',
    '\u202e',
    '\r\n',
    '%',
    '%00',
    '../..',
    '/',
    '//',
  ],
  ...[
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'NaN',
    'null',
    'undefined',
    '-1',
    '1e999',
    '*',
    '?',
    '$' + '{a}',
  ],
  ...[
    'a'.repeat(64),
    'a'.repeat(257),
    'a'.repeat(2049),
    'é'.repeat(40_000),
    'x'.repeat(70_000),
    'x'.repeat(300_000),
  ],
  ...[
    '{}',
    '[]',
    '"',
    '{',
    '<a/>',
    '<!DOCTYPE a>',
    '[['.repeat(20_000),
    '{"a":'.repeat(5000),
    '('.repeat(5000),
  ],
];

const wrong: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(0, -1, 1e300, true, false, '', 'a', [], {}, [[]], [null], { a: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(new Nested(50), new Nested(3000)),
);

// What a recipe file must be. Only the compiler reads this, so that no Lambda carries the checker (zod is 90 KiB of code
// to read at every cold start).
import * as z from 'zod';
import { alphabets, textLengthMax } from '../random-text.ts';

/** `url`: fixes the host. `string`: a name or id. `secret`: the credential; it is never shown. */
const fieldKind = z.enum(['url', 'string', 'secret']);
const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'expected an expression in {% %}');
const seconds = z.string().regex(/^\d{1,3}s$/, 'expected seconds such as 10s');

const request = z.strictObject({
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
  url: z.string().min(1),
  headers: z.record(z.string(), z.string()).optional(),
  /** Sent as JSON. */
  body: z.unknown().optional(),
  /** Sent as application/x-www-form-urlencoded. */
  form: z.record(z.string(), z.string()).optional(),
});

const exchangeShape = {
  request,
  /** Statuses that are success; any 2xx where it is left out. */
  expect: z.array(z.int().min(100).max(599)).min(1).optional(),
  /** True where the answer means that the credential is not valid; 401 and 403 where it is left out. */
  refused: expression.optional(),
  timeout: seconds.optional(),
};
/** An answer that is asked for its data alone. */
const lookup = z.strictObject({ ...exchangeShape, take: expression });
const finder = z.strictObject({
  ...exchangeShape,
  items: expression,
  /** The URL of the page after this one; nothing, where this one is the last. */
  next: expression.optional(),
});
const stepShape = {
  ...exchangeShape,
  /** Where it is false nothing is sent, and the step counts as done. */
  when: expression.optional(),
  /** A list: the step is done for each of its items, `$item`. */
  for: expression.optional(),
};
/** `rejected`: true where the answer means that the service's policy refuses the value. */
const setting = z.strictObject({ ...stepShape, rejected: expression.optional() });
/** `gone`: true where the answer means that what should go is gone already; 404 where it is left out. */
const removal = z.strictObject({ ...stepShape, gone: expression.optional() });

/** One step may stand for itself. */
function oneOrMore<Step extends z.ZodType>(step: Step) {
  return z.preprocess(
    (found) => (found === undefined || Array.isArray(found) ? found : [found]),
    z.array(step).min(1),
  );
}

const generated = z.strictObject({
  length: z.int().min(8).max(textLengthMax),
  alphabet: z.enum(Object.keys(alphabets) as [keyof typeof alphabets]),
  require: z.array(z.enum(['lowercase', 'uppercase', 'digit', 'symbol'])).default([]),
});

export const recipeSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'expected lower case, digits and hyphens'),
  overlap: z.enum(['native', 'slots', 'alternate', 'none']),
  maxActive: z.int().min(1).optional(),
  /** How long the service may take until all of it knows a change. */
  propagation: seconds.optional(),
  locksOut: z.boolean().optional(),
  /** Origins that requests may go to, beside those of the secret's `url` fields. */
  hosts: z.array(z.url()).optional(),
  secret: z.record(z.string(), fieldKind),
  admin: z.record(z.string(), fieldKind).optional(),
  /** Asked once for each verb that mentions it, `$<name>`, before the verb's first request. */
  lookup: z.record(z.string(), lookup).optional(),
  /** Left out where a person makes the credential (the target manual): the recipe then only tests. */
  create: z
    .union([
      z.strictObject({
        ...exchangeShape,
        pending: z.record(z.string(), z.string()),
        /** True where this very call ends the old credential. */
        replaces: z.boolean().optional(),
      }),
      z.strictObject({ generate: z.record(z.string(), z.union([generated, expression])) }),
    ])
    .optional(),
  set: oneOrMore(setting).optional(),
  test: z.strictObject(exchangeShape),
  retire: z
    .preprocess(
      (found) => (isFinding(found) ? found : { each: found }),
      z.strictObject({ find: finder.optional(), each: oneOrMore(removal) }),
    )
    .optional(),
  discard: z
    .strictObject({
      find: finder,
      /** True where `$item` is the credential that `$keep` holds. */
      keep: expression,
      each: oneOrMore(removal),
    })
    .optional(),
});

/** Whether what to revoke is looked for first. */
function isFinding(found: unknown): boolean {
  return typeof found === 'object' && found !== null && ('find' in found || 'each' in found);
}

export type Recipe = z.infer<typeof recipeSchema>;
export type Creation = NonNullable<Recipe['create']>;
export type RecipeRequest = z.infer<typeof request>;
export type Exchange = Pick<z.infer<typeof lookup>, keyof typeof exchangeShape>;
export type Lookup = z.infer<typeof lookup>;
export type Finder = z.infer<typeof finder>;
export type Setting = z.infer<typeof setting>;
export type Removal = z.infer<typeof removal>;

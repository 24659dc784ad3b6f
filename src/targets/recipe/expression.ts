// Evaluates the JSONata of a recipe. Texts in {% %} are expressions, anything else stands for itself.
// JSONata's own errors quote values, so none of them gets out: only its code and the place in the recipe do.
import jsonata from 'jsonata';
import { RotationError } from '../../rotation/errors.ts';

export type Bindings = Readonly<Record<string, unknown>>;

export interface Expressions {
  /** The template with every expression in it evaluated. `place` names it in errors, such as `test.request`. */
  fill(template: unknown, bindings: Bindings, place: string): Promise<unknown>;
  /** What the expression finds, as a list: one thing is a list of it, nothing an empty one. */
  list(template: string, bindings: Bindings, place: string): Promise<readonly unknown[]>;
  /** @throws RotationError InvalidConfiguration where the result is no boolean */
  decide(template: string, bindings: Bindings, place: string): Promise<boolean>;
}

const PATTERN = /^\{%([\s\S]*)%\}$/;
/** Depth and steps of one evaluation: far above what a request needs, far below an endless loop. */
const STEPS_MAX = 100_000;

export function isExpression(text: string): boolean {
  return PATTERN.test(text);
}

/**
 * @returns what is wrong with the expression, in JSONata's words, or undefined
 */
export function findSyntaxError(text: string): string | undefined {
  try {
    jsonata(toSource(text));
    return undefined;
  } catch (error) {
    return (error as { message?: string }).message ?? 'not valid JSONata';
  }
}

/** JSONata's syntax tree. @throws Error where it is none */
export function parseExpression(text: string): object {
  return jsonata(toSource(text)).ast();
}

export function createExpressions(recipeName: string): Expressions {
  const evaluate = async (text: string, bindings: Bindings, place: string): Promise<unknown> => {
    try {
      const result: unknown = await createBounded(text).evaluate(null, { basic, ...bindings });
      return toPlain(result);
    } catch (error) {
      throw invalid(recipeName, place, `failed (${String((error as { code?: string }).code)})`);
    }
  };

  const fill = async (template: unknown, bindings: Bindings, place: string): Promise<unknown> => {
    if (typeof template === 'string') {
      if (!isExpression(template)) return template;
      const result = await evaluate(template, bindings, place);
      if (result === undefined) throw invalid(recipeName, place, 'returned nothing (undefined)');
      return result;
    }
    if (Array.isArray(template)) {
      return await Promise.all(
        template.map(
          async (item, index) => await fill(item, bindings, `${place}[${String(index)}]`),
        ),
      );
    }
    if (typeof template !== 'object' || template === null) return template;
    const entries = Object.entries(template).map(
      async ([key, item]) => [key, await fill(item, bindings, `${place}.${key}`)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  };

  return {
    fill,
    list: async (template, bindings, place) => {
      const result = await evaluate(`{% [${toSource(template)}] %}`, bindings, place);
      return result as readonly unknown[];
    },
    decide: async (template, bindings, place) => {
      const result = await evaluate(template, bindings, place);
      if (typeof result === 'boolean') return result;
      throw invalid(recipeName, place, `returned no boolean but ${typeof result}`);
    },
  };
}

/** `$basic(user, password)`: the header's value (RFC 7617, in UTF-8). */
function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function toSource(text: string): string {
  return (PATTERN.exec(text)?.[1] ?? text).trim();
}

/** JSONata offers a hook for each step of an evaluation: a recipe cannot spin for ever. */
function createBounded(text: string): jsonata.Expression {
  const expression = jsonata(toSource(text));
  let steps = 0;
  expression.assign(Symbol.for('jsonata.__evaluate_entry') as never, () => {
    steps += 1;
    if (steps > STEPS_MAX) throw Object.assign(new Error(), { code: 'too many steps' });
  });
  return expression;
}

/** JSONata marks its sequences with hidden members; what goes into a request is plain data. */
function toPlain(result: unknown): unknown {
  return result === undefined ? undefined : (JSON.parse(JSON.stringify(result)) as unknown);
}

function invalid(recipeName: string, place: string, what: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `Recipe ${recipeName}, ${place}: the expression ${what}.`,
  );
}

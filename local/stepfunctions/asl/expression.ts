// Expressions between `{%` and `%}`: compiled once, evaluated within bounds, their errors in AWS's words.
import jsonata from 'jsonata';
import { createPatternEngine, loadBoundedFunctions } from './bounded-functions.ts';
import { BoundReachedError, type Bounds, createBounds, STEPS_MAX, TOO_DEEP } from './bounds.ts';
import { createFunctions } from './functions.ts';
import {
  isObject,
  type Json,
  type JsonObject,
  NestedTooDeepError,
  toJson,
  UnsupportedValueError,
} from './json.ts';
import { shapeOf } from './shape.ts';
import {
  type FailedExpression,
  returnedNothing,
  returnedUnsupported,
  threwAnError,
} from './states-error.ts';
import type { ExpressionFailure, Surroundings } from './surroundings.ts';
import { findReferences, type References, type SyntaxNode } from './syntax-tree.ts';

/** What an expression can see. */
export interface Scope {
  /** `$states`: input and context, and result or errorOutput where they exist. */
  readonly states: JsonObject;
  readonly variables: Readonly<Record<string, Json>>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface Expressions {
  /**
   * @param text with `{%` and `%}`
   * @param field where it stands, such as `Output/a`
   * @throws StatesError States.QueryEvaluationError
   */
  evaluate(text: string, field: string, scope: Scope): Promise<Json>;
  /** Tells whoever wants to know that an expression failed, or had a result that its field cannot take. */
  tellFailure(failed: FailedExpression, scope: Scope): void;
  /** What the expression refers to. @throws an object with JSONata's `code` and `message` where it cannot be parsed */
  references(text: string): References;
}

/** Compiled expressions that are kept; the oldest go first. */
const COMPILED_MAX = 10_000;
/** A name that no expression can write: `$` takes no blank. */
const BOUNDS = ' bounds';
const ENTER = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

export function isExpression(value: Json | undefined): value is `{%${string}%}` {
  return (
    typeof value === 'string' && value.startsWith('{%') && value.endsWith('%}') && value.length >= 4
  );
}

export function createExpressions(surroundings: Surroundings): Expressions {
  const compiled = new Map<string, Compiled>();
  const options = { RegexEngine: createPatternEngine(surroundings.withinTime) };
  const loading = loadBoundedFunctions(surroundings.withinTime, options);
  let bounded: Readonly<Record<string, unknown>> | undefined;
  const compile = (text: string): Compiled => {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const made = compileExpression(text, options);
    const oldest = compiled.size < COMPILED_MAX ? undefined : compiled.keys().next().value;
    if (oldest !== undefined) compiled.delete(oldest);
    compiled.set(text, made);
    return made;
  };
  const fromMillis = jsonata('$fromMillis($millis, $picture, $timezone)', options);
  const formatMillis = async (
    millis: number,
    picture?: string,
    timezone?: string,
  ): Promise<unknown> =>
    await (fromMillis.evaluate(undefined, {
      ...bounded,
      millis,
      picture,
      timezone,
    }) as Promise<unknown>);
  let functions = { now: Number.NaN, byName: {} as Record<string, unknown> };
  /** The same ones as long as time stands still, as it does for the expressions of one step. */
  const functionsAt = (now: number): Record<string, unknown> => {
    if (functions.now !== now) {
      functions = {
        now,
        byName: { ...bounded, ...createFunctions({ ...surroundings, now, formatMillis }) },
      };
    }
    return functions.byName;
  };

  const evaluate = async (text: string, failed: FailedExpression, scope: Scope): Promise<Json> => {
    const result = await run(() => {
      const expression = compile(text);
      return expression.evaluate({
        ...functionsAt(scope.now),
        ...scope.variables,
        states: scope.states,
        [BOUNDS]: createBounds({
          sequential: expression.references.sequential,
          stepsMax: surroundings.stepsMax ?? STEPS_MAX,
          yieldTurn: surroundings.yieldTurn,
        }),
      });
    }, failed);
    if (result === undefined) throw returnedNothing(failed);
    return toResult(result, failed);
  };

  return {
    references: (text) => compile(text).references,
    tellFailure: (failed, scope) => surroundings.onFailure?.(toFailure(failed, scope)),
    evaluate: async (text, field, scope) => {
      const failed = { expression: toSource(text), field };
      bounded ??= await loading;
      try {
        return await evaluate(text, failed, scope);
      } catch (error) {
        surroundings.onFailure?.(toFailure(failed, scope));
        throw error;
      }
    },
  };
}

/** Without a single value: the log may be read by others than the machine's data. */
function toFailure(failed: FailedExpression, { states, variables }: Scope): ExpressionFailure {
  const { context, ...seen } = states;
  const find = (section: string, member: string): string => {
    const found = isObject(context) ? context[section] : undefined;
    const name = isObject(found) ? found[member] : undefined;
    return typeof name === 'string' ? name : '';
  };
  const named = Object.entries(variables).map(([name, value]) => `$${name}: ${shapeOf(value)}`);
  return {
    ...failed,
    state: find('State', 'Name'),
    executionArn: find('Execution', 'Id'),
    shape: [`$states: ${shapeOf(seen)}`, ...named].join(', '),
  };
}

interface Compiled {
  readonly references: References;
  readonly evaluate: (bindings: Record<string, unknown>) => Promise<unknown>;
}

function compileExpression(text: string, options: jsonata.JsonataOptions): Compiled {
  const expression = jsonata(toSource(text), options);
  // Bound as variables of the expression: JSONata looks its hooks up there, by symbols its types do not tell of.
  const bindHook = (name: symbol, hook: unknown): void =>
    expression.assign(name as unknown as string, hook);
  const boundsOf = (environment: jsonata.Environment): Bounds =>
    environment.lookup(BOUNDS) as Bounds;
  bindHook(ENTER, (_node: unknown, _input: unknown, environment: jsonata.Environment) =>
    boundsOf(environment).enter(),
  );
  bindHook(
    EXIT,
    (_node: unknown, _input: unknown, environment: jsonata.Environment, result: unknown) =>
      boundsOf(environment).exit(result),
  );
  return {
    references: findReferences(expression.ast() as unknown as SyntaxNode),
    evaluate: (bindings) => expression.evaluate(undefined, bindings) as Promise<unknown>,
  };
}

function toSource(text: string): string {
  return text.slice(2, -2).trim();
}

async function run(
  work: () => Promise<unknown>,
  failed: { readonly expression: string; readonly field: string },
): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BoundReachedError) {
      throw threwAnError(failed, { code: undefined, message: error.message });
    }
    throw threwAnError(failed, toThrown(error));
  }
}

function toResult(result: unknown, failed: FailedExpression): Json {
  try {
    return toJson(result);
  } catch (error) {
    if (error instanceof UnsupportedValueError) throw returnedUnsupported(failed);
    if (!(error instanceof NestedTooDeepError)) throw error;
    throw threwAnError(failed, { code: undefined, message: TOO_DEEP });
  }
}

/** JSONata throws plain objects with code and message; functions of ours throw Errors. */
function toThrown(error: unknown): { code: string | undefined; message: string } {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : undefined,
    message: typeof message === 'string' ? message : 'Unknown error',
  };
}

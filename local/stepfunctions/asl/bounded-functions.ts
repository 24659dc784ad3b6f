// JSONata's own functions that one call can hold up for hours, or can ask for more memory than there is: no node is
// evaluated meanwhile, so that steps do not bound them. Their patterns and pictures come from the expression.
import jsonata from 'jsonata';
import { BoundReachedError, HELD_BYTES_MAX, TOO_LARGE, TOO_LONG } from './bounds.ts';
import type { Surroundings } from './surroundings.ts';

type Guard = Surroundings['withinTime'];

/** What JSONata finds where an expression names a function; its signature is checked before each call. */
interface Builtin {
  readonly implementation: (this: unknown, ...given: unknown[]) => unknown;
}

/** Given a picture, these make a pattern of it, or a text as long as it says. */
const PICTURED = ['fromMillis', 'toMillis', 'formatNumber', 'formatInteger', 'parseInteger'];

/** By name, to be bound in the place of JSONata's own. */
export async function loadBoundedFunctions(
  guard: Guard,
  options: jsonata.JsonataOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const loadBuiltin = async (name: string): Promise<Builtin> =>
    (await jsonata(`$${name}`, options).evaluate(undefined)) as Builtin;
  const functions: Record<string, unknown> = {
    pad: bound(await loadBuiltin('pad'), (call, [, width]) => {
      if (typeof width === 'number' && Math.abs(width) > HELD_BYTES_MAX) {
        throw new BoundReachedError(TOO_LARGE);
      }
      return call();
    }),
  };
  for (const name of PICTURED) {
    functions[name] = bound(await loadBuiltin(name), (call, [, picture]) =>
      picture === undefined ? call() : withinTime(guard, call),
    );
  }
  return functions;
}

function bound(
  builtin: Builtin,
  around: (call: () => unknown, given: readonly unknown[]) => unknown,
): Builtin {
  return {
    ...builtin,
    implementation(...given) {
      return around(() => builtin.implementation.apply(this, given), given);
    },
  };
}

/** An expression's own patterns: what JSONata is told to make of the text between the slashes. */
export function createPatternEngine(guard: Guard): RegExp {
  return class extends RegExp {
    override exec(text: string): RegExpExecArray | null {
      return isQuick(this.source, text)
        ? super.exec(text)
        : withinTime(guard, () => super.exec(text));
    }
    // Its declarations want an instance where JSONata takes the class.
  } as unknown as RegExp;
}

/** Whatever leaves a choice that matching may have to take back. */
const CHOICES = /[*+?}|]/g;
const SHORT_TEXT = 1000;

/** One repetition of one character takes at most the square of the text's length; with more than that there is no telling. */
function isQuick(source: string, text: string): boolean {
  const choices = source.match(CHOICES)?.length ?? 0;
  return choices === 0 || (choices === 1 && !/\)[*+?{]/.test(source) && text.length <= SHORT_TEXT);
}

function withinTime<Result>(guard: Guard, work: () => Result): Result {
  if (guard === undefined) return work();
  const done = guard(work);
  if (done === undefined) throw new BoundReachedError(TOO_LONG);
  return done.result;
}

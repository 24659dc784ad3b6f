// Work that nobody can interrupt from inside, such as a pattern that backtracks for hours, ended from outside: V8 stops
// whatever a script began once its time is over.
import { createContext, Script } from 'node:vm';

const MILLISECONDS_MAX = 1000;

const context = createContext({ work: undefined as (() => unknown) | undefined });
const script = new Script('work()');

/** The result, or undefined where it took too long. */
export function withinTime<Result>(work: () => Result): { readonly result: Result } | undefined {
  context['work'] = work;
  try {
    return { result: script.runInContext(context, { timeout: MILLISECONDS_MAX }) as Result };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return undefined;
    throw error;
  } finally {
    context['work'] = undefined;
  }
}

// A pure function of a text whose last results are kept: nobody can observe it but by the time it takes. For what callers send again with
// every request, such as the scope of their signatures.
import { createBoundedCache } from './bounded-cache.ts';

const RESULTS_MAX = 256;
/** Longer texts are worked out each time, so that nobody fills the memory with them. */
const CHARACTERS_MAX = 1024;

/** @param work throws for a text that is refused, which is not kept */
export function keepResults<Result extends object | string | number | boolean>(
  work: (text: string) => Result,
): (text: string) => Result {
  const kept = createBoundedCache<Result>(RESULTS_MAX);
  return (text) => {
    const known = kept.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    if (text.length <= CHARACTERS_MAX) kept.set(text, result);
    return result;
  };
}

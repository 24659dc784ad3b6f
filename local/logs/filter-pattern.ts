// Filter patterns: terms, "quoted terms", ?optional and -excluded ones, and JSON selectors such as
// { $.level = "ERROR" && $.status >= 500 } (CloudWatch Logs user guide, "Filter pattern syntax").
import { invalidParameter } from './errors.ts';
import { parseJsonPattern } from './json-pattern.ts';

export type Matches = (message: string) => boolean;

/** @throws ServiceError InvalidParameterException for a pattern that AWS or this endpoint does not know */
export function parseFilterPattern(pattern: string | undefined): Matches {
  const text = (pattern ?? '').trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) return parseJsonPattern(text);
  if (text.startsWith('[') || text.startsWith('%')) {
    throw invalidParameter(
      'Invalid filter pattern: space-delimited and regular expression patterns are not supported here',
    );
  }
  const terms = parseTerms(text);
  const of = (kind: Term['kind']) => terms.filter((term) => term.kind === kind);
  const [required, optional, excluded] = [of('required'), of('optional'), of('excluded')];
  return (message) =>
    required.every((term) => isIn(message, term)) &&
    (optional.length === 0 || optional.some((term) => isIn(message, term))) &&
    !excluded.some((term) => isIn(message, term));
}

interface Term {
  readonly kind: 'required' | 'optional' | 'excluded';
  readonly text: string;
}

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/gy;

function parseTerms(text: string): readonly Term[] {
  const terms: Term[] = [];
  const pattern = new RegExp(TERM);
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) throw invalidParameter('Invalid filter pattern');
    const [, sign, quoted, plain] = match;
    const kind = sign === '?' ? 'optional' : sign === '-' ? 'excluded' : 'required';
    terms.push({ kind, text: quoted?.replaceAll(/\\(.)/g, '$1') ?? plain ?? '' });
    while (/\s/.test(text.charAt(pattern.lastIndex))) pattern.lastIndex += 1;
  }
  return terms;
}

function isIn(message: string, { text }: Term): boolean {
  return message.includes(text);
}

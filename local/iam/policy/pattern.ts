// `*` and `?` in policy strings, and policy variables such as `${aws:PrincipalArn}` (IAM User Guide, Policy elements:
// variables and tags). Compiled once with the policy. What a variable stands for is taken literally: it cannot bring
// wildcards of its own. A `*` may reach over a colon ("it can expand to match beyond colon boundaries").

/** A list is a key of many values, such as aws:TagKeys; it needs ForAllValues or ForAnyValue. */
export type ContextValue = string | readonly string[];

/** Condition keys of one request, asked for in lower case. */
export interface ConditionKeys {
  get(name: string): ContextValue | undefined;
}

/** Whether a text fits; a pattern with a variable that has no value fits nothing. */
export type Pattern = (text: string, keys: ConditionKeys) => boolean;

const ANY = Symbol('*');
const ONE = Symbol('?');
type Token = string | typeof ANY | typeof ONE;

interface Variable {
  /** In lower case. */
  readonly key: string;
  readonly fallback: string | undefined;
}
type Part = Token | Variable;

/** @param hasVariables false for elements and policy versions that know none: `${…}` is then plain text */
export function compilePattern(text: string, hasVariables: boolean): Pattern {
  const parts = toParts(text, hasVariables);
  if (parts.some(isVariable)) {
    return (value, keys) => {
      const tokens = fill(parts, keys);
      return tokens !== undefined && matchesTokens(tokens, value);
    };
  }
  const tokens = parts as readonly Token[];
  const literal = tokens.filter((token) => typeof token === 'string').join('');
  if (tokens.length === literal.length) return (value) => value === literal;
  if (tokens.length === literal.length + 1 && tokens.at(-1) === ANY) {
    return literal === '' ? () => true : (value) => value.startsWith(literal);
  }
  return (value) => matchesTokens(tokens, value);
}

/** For operators that know no wildcards: the text with its variables filled in, or undefined where one has no value. */
export function compileText(
  text: string,
  hasVariables: boolean,
): (keys: ConditionKeys) => string | undefined {
  const parts = toParts(text, hasVariables);
  const join = (tokens: readonly Token[] | undefined): string | undefined =>
    tokens?.map((token) => (token === ANY ? '*' : token === ONE ? '?' : token)).join('');
  if (parts.some(isVariable)) return (keys) => join(fill(parts, keys));
  const filled = join(parts as readonly Token[]);
  return () => filled;
}

/** Single characters, wildcards and variables, in their order. */
function toParts(text: string, hasVariables: boolean): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  while (at < text.length) {
    const variable = hasVariables ? /^\$\{([^}]*)\}/u.exec(text.slice(at)) : null;
    if (variable?.[1] !== undefined) {
      parts.push(toVariable(variable[1]));
      at += variable[0].length;
      continue;
    }
    const character = text.charAt(at);
    parts.push(character === '*' ? ANY : character === '?' ? ONE : character);
    at += 1;
  }
  return parts;
}

/** `${*}`, `${?}` and `${$}` are the characters themselves; `${key, 'text'}` has a default. */
function toVariable(expression: string): Part {
  if (expression === '*' || expression === '?' || expression === '$') return expression;
  const comma = expression.indexOf(',');
  const key = (comma === -1 ? expression : expression.slice(0, comma)).trim().toLowerCase();
  const rest = comma === -1 ? '' : expression.slice(comma + 1);
  return { key, fallback: /^\s*'(.*)'\s*$/u.exec(rest)?.[1] };
}

function isVariable(part: Part): part is Variable {
  return typeof part === 'object';
}

/** A key of many values cannot be a variable, and an empty value is none. */
function fill(parts: readonly Part[], keys: ConditionKeys): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (const part of parts) {
    if (!isVariable(part)) {
      tokens.push(part);
      continue;
    }
    const found = keys.get(part.key);
    const value = typeof found === 'string' && found !== '' ? found : part.fallback;
    if (value === undefined) return undefined;
    tokens.push(...value.split(''));
  }
  return tokens;
}

/** Greedy with one step back to the last `*`: linear in practice, never exponential. */
function matchesTokens(tokens: readonly Token[], text: string): boolean {
  let token = 0;
  let character = 0;
  let lastAny = -1;
  let resumeAt = 0;
  while (character < text.length) {
    if (tokens[token] === ANY) {
      lastAny = token;
      resumeAt = character;
      token += 1;
    } else if (tokens[token] === ONE || tokens[token] === text.charAt(character)) {
      token += 1;
      character += 1;
    } else if (lastAny !== -1) {
      token = lastAny + 1;
      resumeAt += 1;
      character = resumeAt;
    } else {
      return false;
    }
  }
  return tokens.slice(token).every((rest) => rest === ANY);
}

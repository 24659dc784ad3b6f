// `*` and `?` in policy strings, and policy variables such as `${aws:PrincipalArn}` (IAM User Guide, Policy elements:
// variables and tags). What a variable stands for is taken literally: it cannot bring wildcards of its own.

/** Condition keys of one request, names in lower case. */
export type ConditionKeys = ReadonlyMap<string, readonly string[]>;

const ANY = Symbol('*');
const ONE = Symbol('?');
type Token = string | typeof ANY | typeof ONE;

/** Whether `text` fits `pattern`; a variable without a value fits nothing. */
export function matchesPattern(pattern: string, text: string, keys: ConditionKeys): boolean {
  const tokens = toTokens(pattern, keys);
  return tokens !== undefined && matchesTokens(tokens, text);
}

/** The pattern with its variables filled in, for operators that know no wildcards; undefined where one has no value. */
export function fillVariables(pattern: string, keys: ConditionKeys): string | undefined {
  const tokens = toTokens(pattern, keys);
  return tokens?.map((token) => (token === ANY ? '*' : token === ONE ? '?' : token)).join('');
}

function toTokens(pattern: string, keys: ConditionKeys): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    const variable = /^\$\{([^}]*)\}/u.exec(pattern.slice(at));
    if (variable?.[1] !== undefined) {
      const value = findVariable(variable[1], keys);
      if (value === undefined) return undefined;
      tokens.push(...value.split(''));
      at += variable[0].length;
      continue;
    }
    const character = pattern.charAt(at);
    tokens.push(character === '*' ? ANY : character === '?' ? ONE : character);
    at += 1;
  }
  return tokens;
}

/** `${*}`, `${?}` and `${$}` are the characters themselves; `${key, 'text'}` has a default. */
function findVariable(expression: string, keys: ConditionKeys): string | undefined {
  if (expression === '*' || expression === '?' || expression === '$') return expression;
  const [name = '', fallback] = expression.split(',', 2);
  const values = keys.get(name.trim().toLowerCase());
  if (values?.length === 1) return values[0];
  return fallback === undefined ? undefined : /^\s*'(.*)'\s*$/u.exec(fallback)?.[1];
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

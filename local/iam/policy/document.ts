// A policy's JSON, parsed and compiled once for each text (IAM User Guide, Grammar of the JSON policy language).
import {
  type Condition,
  type ConditionBlock,
  compileConditions,
  findOperator,
} from './conditions.ts';
import { type ConditionKeys, compilePattern } from './pattern.ts';

export interface Policy {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly sid: string | undefined;
  readonly actions: Choice;
  /** Undefined in trust policies, which are about their own role. */
  readonly resources: Choice | undefined;
  readonly principals: PrincipalChoice | undefined;
  readonly conditions: readonly Condition[];
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface Choice {
  readonly isNegated: boolean;
  readonly texts: readonly string[];
  /** Actions are asked for in lower case. */
  readonly covers: (text: string, keys: ConditionKeys) => boolean;
}

/** `Principal` or `NotPrincipal`: `*`, or lists by kind. */
export interface PrincipalChoice {
  readonly isNegated: boolean;
  readonly byKind: Readonly<Record<string, readonly string[]>>;
}

/** What is wrong with a document, in IAM's words where it has some. */
export class PolicySyntaxError extends Error {
  override readonly name = 'PolicySyntaxError';
}

/** Policies change seldom and are asked at every call, so the last texts are kept: a memo, which nobody can observe. */
const PARSED_MAX = 1000;
const parsed = new Map<string, Policy>();

/** @throws PolicySyntaxError */
export function parsePolicy(text: string): Policy {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const policy = parseDocument(text);
  const [oldest] = parsed.keys();
  if (parsed.size >= PARSED_MAX && oldest !== undefined) parsed.delete(oldest);
  parsed.set(text, policy);
  return policy;
}

/** For what others have put: a text that is no policy is `undefined`. */
export function findPolicy(text: string): Policy | undefined {
  try {
    return parsePolicy(text);
  } catch (error) {
    if (error instanceof PolicySyntaxError) return undefined;
    throw error;
  }
}

const SYNTAX = 'Syntax errors in policy.';

function parseDocument(text: string): Policy {
  const document = parseObject(findJson(text), 'This policy contains invalid Json');
  const { Version: version, Statement: statement, Id: id, ...others } = document;
  const isText = id === undefined || typeof id === 'string';
  if (!isText || Object.keys(others).length > 0) throw new PolicySyntaxError(SYNTAX);
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicySyntaxError(SYNTAX);
  }
  const statements = Array.isArray(statement) ? (statement as readonly unknown[]) : [statement];
  // The older version, which is also the default, knows no variables.
  const hasVariables = version === '2012-10-17';
  return { statements: statements.map((one) => parseStatement(one, hasVariables)) };
}

const ELEMENTS = new Set(
  ['Sid', 'Effect', 'Condition'].concat(
    ['Principal', 'Action', 'Resource'].flatMap((name) => [name, `Not${name}`]),
  ),
);

function parseStatement(value: unknown, hasVariables: boolean): Statement {
  const statement = parseObject(value, SYNTAX);
  if (Object.keys(statement).some((name) => !ELEMENTS.has(name))) {
    throw new PolicySyntaxError(SYNTAX);
  }
  const { Effect: effect, Sid: sid } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw new PolicySyntaxError(SYNTAX);
  if (sid !== undefined && typeof sid !== 'string') throw new PolicySyntaxError(SYNTAX);
  const actions = parseChoice(statement, 'Action', false);
  if (actions === undefined) throw new PolicySyntaxError('Policy statement must contain actions.');
  return {
    effect,
    sid,
    actions,
    resources: parseChoice(statement, 'Resource', hasVariables),
    principals: parsePrincipals(statement),
    conditions: compileConditions(parseConditions(statement['Condition']), hasVariables),
  };
}

function parseChoice(
  statement: Readonly<Record<string, unknown>>,
  name: 'Action' | 'Resource',
  hasVariables: boolean,
): Choice | undefined {
  const plain = statement[name];
  const negated = statement[`Not${name}`];
  if (plain !== undefined && negated !== undefined) throw new PolicySyntaxError(SYNTAX);
  if (plain === undefined && negated === undefined) return undefined;
  const isNegated = plain === undefined;
  const texts = parseTexts(plain ?? negated);
  const patterns = texts.map((text) =>
    compilePattern(name === 'Action' ? text.toLowerCase() : text, hasVariables),
  );
  const covers = (text: string, keys: ConditionKeys): boolean =>
    patterns.some((matches) => matches(text, keys)) !== isNegated;
  return { isNegated, texts, covers };
}

const PRINCIPAL_KINDS = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

function parsePrincipals(
  statement: Readonly<Record<string, unknown>>,
): PrincipalChoice | undefined {
  const { Principal: plain, NotPrincipal: negated } = statement;
  if (plain !== undefined && negated !== undefined) throw new PolicySyntaxError(SYNTAX);
  const value = plain ?? negated;
  if (value === undefined) return undefined;
  const isNegated = plain === undefined;
  // "The following elements are equivalent" (IAM User Guide, Principal).
  if (value === '*') return { isNegated, byKind: { AWS: ['*'] } };
  const kinds = Object.entries(parseObject(value, INVALID_PRINCIPAL));
  if (kinds.length === 0 || kinds.some(([kind]) => !PRINCIPAL_KINDS.has(kind))) {
    throw new PolicySyntaxError(INVALID_PRINCIPAL);
  }
  return {
    isNegated,
    byKind: Object.fromEntries(kinds.map(([kind, names]) => [kind, parseTexts(names)])),
  };
}

const INVALID_PRINCIPAL = 'Invalid principal in policy.';

function parseConditions(value: unknown): ConditionBlock {
  if (value === undefined) return {};
  const blocks = Object.entries(parseObject(value, SYNTAX));
  return Object.fromEntries(
    blocks.map(([operator, block]) => {
      if (findOperator(operator) === undefined) {
        throw new PolicySyntaxError(`Invalid Condition type : ${operator}.`);
      }
      const keys = Object.entries(parseObject(block, SYNTAX));
      return [operator, Object.fromEntries(keys.map(([key, texts]) => [key, parseTexts(texts)]))];
    }),
  );
}

/** A text or a list of texts; numbers and booleans are taken as their texts, as IAM does in conditions. */
function parseTexts(value: unknown): readonly string[] {
  const items = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return items.map((item) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'number' || typeof item === 'boolean') return String(item);
    throw new PolicySyntaxError(SYNTAX);
  });
}

function parseObject(value: unknown, message: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new PolicySyntaxError(message);
  }
  return value as Readonly<Record<string, unknown>>;
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

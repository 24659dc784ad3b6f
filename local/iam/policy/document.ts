// A policy's JSON, parsed once where it enters (IAM User Guide, Grammar of the JSON policy language).
import { type Conditions, findOperator } from './conditions.ts';

export interface Policy {
  readonly statements: readonly Statement[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Choice | undefined;
  readonly resources: Choice | undefined;
  readonly principals: PrincipalChoice | undefined;
  readonly conditions: Conditions;
}

/** `Action` or `NotAction`, `Resource` or `NotResource`. */
export interface Choice {
  readonly isNegated: boolean;
  readonly patterns: readonly string[];
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

/** @throws PolicySyntaxError */
export function parsePolicy(text: string): Policy {
  const document = parseObject(findJson(text), 'This policy contains invalid Json');
  const { Version: version, Statement: statement } = document;
  if (version !== undefined && version !== '2012-10-17' && version !== '2008-10-17') {
    throw new PolicySyntaxError('The policy is not in the valid JSON format.');
  }
  const statements = Array.isArray(statement) ? (statement as readonly unknown[]) : [statement];
  return { statements: statements.map(parseStatement) };
}

function parseStatement(value: unknown): Statement {
  const statement = parseObject(value, 'Syntax errors in policy.');
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny')
    throw new PolicySyntaxError('Syntax errors in policy.');
  const actions = parseChoice(statement, 'Action');
  if (actions === undefined) throw new PolicySyntaxError('Policy statement must contain actions.');
  return {
    effect,
    actions,
    resources: parseChoice(statement, 'Resource'),
    principals: parsePrincipals(statement),
    conditions: parseConditions(statement['Condition']),
  };
}

function parseChoice(
  statement: Readonly<Record<string, unknown>>,
  name: 'Action' | 'Resource',
): Choice | undefined {
  const plain = statement[name];
  const negated = statement[`Not${name}`];
  if (plain !== undefined && negated !== undefined) {
    throw new PolicySyntaxError('Syntax errors in policy.');
  }
  if (plain !== undefined) return { isNegated: false, patterns: parseTexts(plain) };
  return negated === undefined ? undefined : { isNegated: true, patterns: parseTexts(negated) };
}

function parsePrincipals(
  statement: Readonly<Record<string, unknown>>,
): PrincipalChoice | undefined {
  const { Principal: plain, NotPrincipal: negated } = statement;
  const value = plain ?? negated;
  if (value === undefined) return undefined;
  const isNegated = plain === undefined;
  if (value === '*') return { isNegated, byKind: { '*': ['*'] } };
  const kinds = Object.entries(parseObject(value, 'Invalid principal in policy.'));
  return {
    isNegated,
    byKind: Object.fromEntries(kinds.map(([kind, names]) => [kind, parseTexts(names)])),
  };
}

function parseConditions(value: unknown): Conditions {
  if (value === undefined) return {};
  const blocks = Object.entries(parseObject(value, 'Syntax errors in policy.'));
  return Object.fromEntries(
    blocks.map(([operator, block]) => {
      if (findOperator(operator) === undefined) {
        throw new PolicySyntaxError(`Invalid Condition type : ${operator}.`);
      }
      const keys = Object.entries(parseObject(block, 'Syntax errors in policy.'));
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
    throw new PolicySyntaxError('Syntax errors in policy.');
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

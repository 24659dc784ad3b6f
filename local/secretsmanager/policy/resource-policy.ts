// The grammar of a secret's resource policy. Whatever passes here can be weighed by IAM later.
// docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
import { isPolicy } from '../../iam/service.ts';
import { malformedPolicy } from '../errors.ts';

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: Principals;
  readonly actions: Patterns;
  readonly conditions: readonly Condition[];
}

export interface Principals {
  /** NotPrincipal: everybody but these. */
  readonly isNegated: boolean;
  /** `AWS: ['*']` stands for everybody. */
  readonly byKind: Readonly<Record<string, readonly string[]>>;
}

export interface Patterns {
  readonly isNegated: boolean;
  readonly patterns: readonly string[];
}

export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

const VERSIONS = ['2012-10-17', '2008-10-17'];
const MEMBERS = ['Version', 'Id', 'Statement'];
const STATEMENT_MEMBERS = [
  ...['Sid', 'Effect', 'Principal', 'NotPrincipal', 'Action', 'NotAction'],
  ...['Resource', 'NotResource', 'Condition'],
];
const PRINCIPAL_KINDS = ['AWS', 'Service', 'Federated', 'CanonicalUser'];
const OPERATOR =
  /^(?:Null|(?:(?:ForAllValues|ForAnyValue):)?(?:String(?:Not)?(?:Equals(?:IgnoreCase)?|Like)|(?:Numeric|Date)(?:(?:Not)?Equals|(?:Less|Greater)Than(?:Equals)?)|Bool|BinaryEquals|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like))(?:IfExists)?)$/u;

/** @throws ServiceError MalformedPolicyDocumentException */
export function parseResourcePolicy(text: string): readonly Statement[] {
  const policy = toObject(parseJson(text), MEMBERS);
  const { Version: version, Id: id, Statement: statement } = policy;
  if (id !== undefined && typeof id !== 'string') throw malformedPolicy();
  if (version !== undefined && !VERSIONS.includes(version as string)) throw malformedPolicy();
  const statements: readonly unknown[] = Array.isArray(statement) ? statement : [statement];
  if (statements.length === 0) throw malformedPolicy();
  const parsed = statements.map(parseStatement);
  if (!isPolicy(text)) throw malformedPolicy(); // an operator that IAM does not have
  return parsed;
}

function parseStatement(value: unknown): Statement {
  const statement = toObject(value, STATEMENT_MEMBERS);
  const { Sid: sid, Effect: effect } = statement;
  if (sid !== undefined && typeof sid !== 'string') throw malformedPolicy();
  if (effect !== 'Allow' && effect !== 'Deny') throw malformedPolicy();
  const [principal, isNegated] = chooseMember(statement, 'Principal');
  const [action, isNotAction] = chooseMember(statement, 'Action');
  const [resource] = chooseMember(statement, 'Resource');
  toTexts(resource);
  return {
    effect,
    principals: { isNegated, byKind: parsePrincipals(principal) },
    actions: { isNegated: isNotAction, patterns: toTexts(action) },
    conditions: parseConditions(statement['Condition']),
  };
}

/** A member or its negation, and which: one of the two there must be. */
function chooseMember(statement: Json, name: string): readonly [unknown, boolean] {
  const [plain, negated] = [statement[name], statement[`Not${name}`]];
  if ((plain === undefined) === (negated === undefined)) throw malformedPolicy();
  return [plain ?? negated, plain === undefined];
}

function parsePrincipals(value: unknown): Principals['byKind'] {
  if (value === '*') return { AWS: ['*'] };
  const kinds = Object.entries(toObject(value, PRINCIPAL_KINDS));
  if (kinds.length === 0) throw malformedPolicy();
  return Object.fromEntries(kinds.map(([kind, names]) => [kind, toTexts(names)]));
}

function parseConditions(value: unknown): readonly Condition[] {
  if (value === undefined) return [];
  return Object.entries(toObject(value)).flatMap(([operator, keys]) => {
    if (!OPERATOR.test(operator)) throw malformedPolicy();
    return Object.entries(toObject(keys)).map(([key, values]) => ({
      operator,
      key,
      values: toTexts(values, ['string', 'number', 'boolean']),
    }));
  });
}

/** One text or several, at least one. */
function toTexts(value: unknown, types: readonly string[] = ['string']): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (texts.length === 0 || !texts.every((text) => types.includes(typeof text))) {
    throw malformedPolicy();
  }
  return texts.map(String);
}

function toObject(value: unknown, members?: readonly string[]): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformedPolicy();
  if (members !== undefined && !Object.keys(value).every((name) => members.includes(name))) {
    throw malformedPolicy();
  }
  return value as Json;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

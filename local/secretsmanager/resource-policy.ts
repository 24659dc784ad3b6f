// What may be a secret's resource policy, and which grants are open to everybody.
import { malformedPolicy } from './errors.ts';

interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** @throws ServiceError MalformedPolicyDocumentException */
export function parseResourcePolicy(text: string): readonly Statement[] {
  const policy = parseJson(text);
  if (!isRecord(policy)) throw malformedPolicy();
  const statements: unknown[] = Array.isArray(policy['Statement'])
    ? policy['Statement']
    : [policy['Statement']];
  if (statements.length === 0 || !statements.every(isStatement)) throw malformedPolicy();
  return statements;
}

/** Whether a statement lets anybody in: every principal, and no condition that narrows it down. */
export function isPublic(statements: readonly Statement[]): boolean {
  return statements.some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && Condition === undefined && isEverybody(Principal),
  );
}

function isEverybody(principal: unknown): boolean {
  if (principal === '*') return true;
  if (!isRecord(principal)) return false;
  const aws = principal['AWS'];
  return aws === '*' || (Array.isArray(aws) && aws.includes('*'));
}

function isStatement(statement: unknown): statement is Statement {
  if (!isRecord(statement)) return false;
  const has = (name: string): boolean => name in statement || `Not${name}` in statement;
  const effect = statement['Effect'];
  return (
    (effect === 'Allow' || effect === 'Deny') &&
    has('Principal') &&
    has('Action') &&
    has('Resource')
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

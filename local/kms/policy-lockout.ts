// The safety check of CreateKey and PutKeyPolicy: a policy that nobody here could replace is refused, unless the caller asks for it.
// docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html (BypassPolicyLockoutSafetyCheck)
import type { Principal } from '../service.ts';
import { policyLocksOut } from './errors.ts';

const ACTION = 'kms:PutKeyPolicy';

interface Statement {
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Condition?: unknown;
}

/**
 * What the policy grants to the account counts as the caller's, for IAM policies may pass it on. A condition is taken as
 * met in an Allow and as not met in a Deny.
 * @param policy JSON text that checkKeyPolicy has passed
 * @throws ServiceError MalformedPolicyDocumentException
 */
export function checkNoLockout(policy: string, caller: Principal): void {
  const { Statement } = JSON.parse(policy) as { Statement: Statement | readonly Statement[] };
  const statements = [Statement].flat() as readonly Statement[];
  const names = listNames(caller);
  const grants = statements.filter(({ Effect }) => Effect === 'Allow');
  const denies = statements.filter(
    ({ Effect, Condition }) => Effect === 'Deny' && Condition === undefined,
  );
  const applies = (statement: Statement): boolean =>
    isAbout(statement, names) && coversAction(statement);
  if (!grants.some(applies) || denies.some(applies)) throw policyLocksOut();
}

/** By which the caller may stand in a policy. */
function listNames(caller: Principal): readonly string[] {
  const { accountId } = caller;
  const account = [accountId, `arn:aws:iam::${accountId}:root`, '*'];
  if (caller.kind === 'role') return [...account, caller.roleArn, caller.arn];
  if (caller.kind === 'user') return [...account, caller.arn];
  return account;
}

function isAbout({ Principal, NotPrincipal }: Statement, names: readonly string[]): boolean {
  if (NotPrincipal !== undefined) {
    return !listPrincipals(NotPrincipal).some((name) => names.includes(name));
  }
  return listPrincipals(Principal).some((name) => names.includes(name));
}

function listPrincipals(principal: unknown): readonly string[] {
  if (typeof principal === 'string') return [principal];
  const { AWS = [] } = principal as { AWS?: string | readonly string[] };
  return [AWS].flat();
}

function coversAction({ Action, NotAction }: Statement): boolean {
  if (NotAction !== undefined) return !listTexts(NotAction).some(matchesAction);
  return listTexts(Action).some(matchesAction);
}

function listTexts(value: unknown): readonly string[] {
  return [value].flat().filter((item): item is string => typeof item === 'string');
}

function matchesAction(pattern: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/gu, '\\$&');
  const source = escaped.replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'iu').test(ACTION);
}

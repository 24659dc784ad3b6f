// Whom a statement of a resource's policy is about (IAM User Guide, Policy elements: Principal, NotPrincipal).
import type { Principal } from '../../service.ts';
import type { PrincipalChoice } from './document.ts';

/**
 * `role`: the role's ARN, which its sessions have rights by, within boundary and session policy; `account`: the account is named,
 * which lets its identity policies decide but grants nothing by itself; `directly`: the caller's own ARN, or everybody.
 */
export type Named = 'directly' | 'role' | 'account' | 'no';

export function findNamed(choice: PrincipalChoice | undefined, principal: Principal): Named {
  if (choice === undefined) return 'no';
  const named = findListed(choice.byKind, principal);
  if (!choice.isNegated) return named;
  return named === 'no' ? 'directly' : 'no';
}

/**
 * Whom a deny with NotPrincipal leaves alone. "You must also specify the account ARN of the not-denied principal. Otherwise, the
 * policy might deny access to the entire account": whoever relies on less is denied here.
 */
export function isLeftAlone({ byKind }: PrincipalChoice, principal: Principal): boolean {
  const named = findListed(byKind, principal);
  if (principal.kind === 'service' || principal.kind === 'root') return named !== 'no';
  const names = byKind['AWS'] ?? [];
  if (names.includes('*')) return true;
  return (named === 'directly' || named === 'role') && namesAccount(names, principal);
}

function findListed(byKind: PrincipalChoice['byKind'], principal: Principal): Named {
  const names = byKind['AWS'] ?? [];
  if (names.includes('*')) return 'directly';
  switch (principal.kind) {
    case 'service':
      return (byKind['Service'] ?? []).includes(principal.service) ? 'directly' : 'no';
    case 'root':
      return namesAccount(names, principal) ? 'directly' : 'no';
    case 'user':
      if (names.includes(principal.arn)) return 'directly';
      break;
    case 'role':
      if (names.includes(principal.arn)) return 'directly';
      if (names.includes(principal.roleArn)) return 'role';
      break;
  }
  return namesAccount(names, principal) ? 'account' : 'no';
}

function namesAccount(names: readonly string[], { accountId }: Principal): boolean {
  return names.includes(accountId) || names.includes(`arn:aws:iam::${accountId}:root`);
}

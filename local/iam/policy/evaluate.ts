// One policy against one request: which of its statements apply, and what they say.
import type { Principal } from '../../service.ts';
import { meetsConditions } from './conditions.ts';
import type { Choice, Policy, PrincipalChoice, Statement } from './document.ts';
import { type ConditionKeys, matchesPattern } from './pattern.ts';

export interface AccessRequest {
  readonly principal: Principal;
  /** `service:Action` */
  readonly action: string;
  readonly resource: string;
  readonly keys: ConditionKeys;
}

/** `AllowAccount`: the account is named, which lets its identity policies decide but grants nothing by itself. */
export type Effect = 'Allow' | 'AllowAccount' | 'Deny' | 'None';

/** A policy of a role: whom it is about needs no saying. */
export function evaluateIdentityPolicy(policy: Policy, request: AccessRequest): Effect {
  return strongest(
    policy.statements
      .filter((statement) => applies(statement, request))
      .map(({ effect }) => effect),
  );
}

/** A policy of a resource: each statement names whom it is about. */
export function evaluateResourcePolicy(policy: Policy, request: AccessRequest): Effect {
  return strongest(
    policy.statements
      .filter((statement) => applies(statement, request))
      .map(({ effect, principals }): Effect => {
        const named = namesPrincipal(principals, request.principal);
        if (named === 'no') return 'None';
        if (effect === 'Deny') return 'Deny';
        return named === 'account' ? 'AllowAccount' : 'Allow';
      }),
  );
}

function strongest(effects: readonly Effect[]): Effect {
  const order: readonly Effect[] = ['Deny', 'Allow', 'AllowAccount'];
  return order.find((effect) => effects.includes(effect)) ?? 'None';
}

function applies(statement: Statement, { action, resource, keys }: AccessRequest): boolean {
  return (
    fits(statement.actions, (pattern) =>
      matchesPattern(pattern.toLowerCase(), action.toLowerCase(), keys),
    ) &&
    // A trust policy has no Resource: it is about its own role.
    (statement.resources === undefined ||
      fits(statement.resources, (pattern) => matchesPattern(pattern, resource, keys))) &&
    meetsConditions(statement.conditions, keys)
  );
}

function fits(choice: Choice | undefined, matches: (pattern: string) => boolean): boolean {
  return choice !== undefined && choice.patterns.some(matches) !== choice.isNegated;
}

type Named = 'directly' | 'account' | 'no';

function namesPrincipal(choice: PrincipalChoice | undefined, principal: Principal): Named {
  if (choice === undefined) return 'no';
  const named = findNaming(choice.byKind, principal);
  if (!choice.isNegated) return named;
  return named === 'no' ? 'directly' : 'no';
}

function findNaming(byKind: PrincipalChoice['byKind'], principal: Principal): Named {
  if (byKind['*'] !== undefined) return 'directly';
  if (principal.kind === 'service') {
    return (byKind['Service'] ?? []).includes(principal.service) ? 'directly' : 'no';
  }
  const names = byKind['AWS'] ?? [];
  const account = `arn:aws:iam::${principal.accountId}:root`;
  const own = nameOwn(principal, account);
  if (names.includes('*') || names.some((name) => own.includes(name))) {
    return principal.kind === 'root' ? 'account' : 'directly';
  }
  return names.includes(account) || names.includes(principal.accountId) ? 'account' : 'no';
}

function nameOwn(principal: Exclude<Principal, { kind: 'service' }>, account: string): string[] {
  if (principal.kind === 'root') return [account];
  return principal.kind === 'role' ? [principal.arn, principal.roleArn] : [principal.arn];
}

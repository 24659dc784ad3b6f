// What the policies of a role or user give: each Allow statement, with its actions spelled out.
import { listNamedPolicies } from '../find-policies.ts';
import type { Choice, Statement } from '../policy/document.ts';
import type { ConditionKeys } from '../policy/pattern.ts';
import type { IamStore, PolicyHolder } from '../store.ts';

export interface Grant {
  /** An inline policy's name, or an attached one's ARN. */
  readonly policy: string;
  /** Its Sid, or its place in the policy, such as `#2`. */
  readonly statement: string;
  /** As the policy writes them. */
  readonly resources: readonly string[];
  /** `service:Action` without wildcards; a pattern that no known action fits stands as it is. */
  readonly actions: readonly string[];
  /** The actions as the policy writes them. */
  readonly patterns: readonly string[];
  gives(action: string, resource: string): boolean;
}

export function listGrants(
  store: IamStore,
  holder: PolicyHolder,
  knownActions: readonly string[],
): readonly Grant[] {
  return listNamedPolicies(store, holder).flatMap(({ name, policy }) =>
    policy.statements.flatMap((statement, index) =>
      statement.effect === 'Deny' ? [] : [toGrant(name, statement, index, knownActions)],
    ),
  );
}

function toGrant(
  policy: string,
  { sid, actions, resources }: Statement,
  index: number,
  knownActions: readonly string[],
): Grant {
  return {
    policy,
    statement: sid ?? `#${String(index + 1)}`,
    resources: resources?.texts ?? [],
    actions: spellOut(actions, knownActions),
    patterns: actions.texts,
    gives: (action, resource) =>
      actions.covers(action.toLowerCase(), NO_KEYS) &&
      (resources === undefined || hasVariable(resources) || resources.covers(resource, NO_KEYS)),
  };
}

const NO_KEYS: ConditionKeys = { get: () => undefined };

/** What a variable stands for is known of a call only: any resource may fit. */
function hasVariable({ texts }: Choice): boolean {
  return texts.some((text) => text.includes('${'));
}

function spellOut(actions: Choice, knownActions: readonly string[]): readonly string[] {
  const covered = knownActions.filter((action) => actions.covers(action.toLowerCase(), NO_KEYS));
  if (actions.isNegated) return covered;
  const isFound = new Set(covered.map((action) => action.toLowerCase()));
  const others = actions.texts.filter((text) =>
    /[*?]/u.test(text) ? !fitsAny(text, covered) : !isFound.has(text.toLowerCase()),
  );
  return [...covered, ...others];
}

function fitsAny(pattern: string, actions: readonly string[]): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/gu, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const expression = new RegExp(`^${source}$`, 'iu');
  return actions.some((action) => expression.test(action));
}

// Which rights were used and which were not: what to take away from a role before AWS has it, and what only root could do. It looks
// at actions and resources; conditions, denials and boundaries are left out, so a right that it calls used may be narrower still.
import type { IamStore, PolicyHolder } from '../store.ts';
import { type Grant, listGrants } from './grants.ts';
import type { ActionUse, CallerUse, Usage } from './usage.ts';

export interface IamReport {
  /** ISO times: what was used from when to when. */
  readonly from: string;
  readonly until: string;
  readonly principals: readonly PrincipalReport[];
  /** What root did that no policy of a role or user would have let anybody do; those that give everything (`*`) do not count. */
  readonly rootOnly: readonly UsedAction[];
  /** What was refused to services, for which resource policies decide. */
  readonly deniedToServices: readonly (UsedAction & { readonly service: string })[];
}

export interface PrincipalReport {
  readonly arn: string;
  readonly kind: 'role' | 'user';
  /** The role or user is not there any more, so nobody knows what it was given. */
  readonly isGone: boolean;
  readonly unused: readonly UnusedGrant[];
  readonly used: readonly UsedAction[];
  readonly denied: readonly UsedAction[];
}

/** A statement of a policy that gives more than was used. */
export interface UnusedGrant {
  readonly policy: string;
  readonly statement: string;
  /** As the policy writes them. */
  readonly patterns: readonly string[];
  readonly resources: readonly string[];
  /** Those that no call used on these resources. */
  readonly actions: readonly string[];
  /** False where other actions of the statement were used. */
  readonly isWhole: boolean;
}

export interface UsedAction {
  readonly action: string;
  readonly calls: number;
  readonly resources: readonly { readonly resource: string; readonly calls: number }[];
}

export interface IamReportOptions {
  readonly store: IamStore;
  readonly usage: Usage;
  readonly knownActions: readonly string[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
}

export function createIamReport(options: IamReportOptions): IamReport {
  const { store, usage, knownActions, from, until } = options;
  const callers = usage.list();
  const holders = [...store.listRoles(), ...store.listUsers()].map(({ document }) => document);
  const grants = new Map(
    holders.map((holder) => [holder.arn, listGrants(store, holder, knownActions)]),
  );
  // Who may do everything is root by another name.
  const allGrants = [...grants.values()].flat().filter(({ patterns }) => !patterns.includes('*'));
  const gone = callers.filter(
    ({ caller, kind }) => (kind === 'role' || kind === 'user') && !grants.has(caller),
  );
  return {
    from: new Date(from).toISOString(),
    until: new Date(until).toISOString(),
    principals: [...holders.map(({ arn }) => arn), ...gone.map(({ caller }) => caller)]
      .sort()
      .map((arn) => describe(arn, grants.get(arn), callers)),
    rootOnly: callers
      .filter(({ kind }) => kind === 'root')
      .flatMap(({ actions }) => actions)
      .flatMap((use) => listUngranted(use, allGrants)),
    deniedToServices: callers
      .filter(({ kind }) => kind === 'service')
      .flatMap(({ caller, actions }) =>
        listCalls(actions, 'denied').map((use) => ({ service: caller, ...use })),
      ),
  };
}

function describe(
  arn: PolicyHolder['arn'],
  grants: readonly Grant[] | undefined,
  callers: readonly CallerUse[],
): PrincipalReport {
  const actions = callers.find(({ caller }) => caller === arn)?.actions ?? [];
  return {
    arn,
    kind: arn.includes(':user/') ? 'user' : 'role',
    isGone: grants === undefined,
    unused: (grants ?? []).flatMap((grant) => findUnused(grant, actions)),
    used: listCalls(actions, 'allowed'),
    denied: listCalls(actions, 'denied'),
  };
}

function findUnused(grant: Grant, uses: readonly ActionUse[]): readonly UnusedGrant[] {
  const { policy, statement, patterns, resources } = grant;
  const isUsed = (action: string): boolean =>
    uses.some(
      (use) =>
        use.action.toLowerCase() === action.toLowerCase() &&
        (use.hasMore ||
          use.resources.some(
            ({ resource, allowed }) => allowed > 0 && grant.gives(action, resource),
          )),
    );
  const actions = grant.actions.filter((action) => !isUsed(action));
  const isWhole = actions.length === grant.actions.length;
  return actions.length === 0 ? [] : [{ policy, statement, patterns, resources, actions, isWhole }];
}

function listUngranted(use: ActionUse, grants: readonly Grant[]): readonly UsedAction[] {
  const resources = use.resources.filter(
    ({ resource, allowed }) =>
      allowed > 0 && !grants.some((grant) => grant.gives(use.action, resource)),
  );
  return listCalls([{ ...use, resources }], 'allowed');
}

function listCalls(
  actions: readonly ActionUse[],
  result: 'allowed' | 'denied',
): readonly UsedAction[] {
  return actions
    .map(({ action, resources }) => {
      const counted = resources
        .filter((use) => use[result] > 0)
        .map((use) => ({ resource: use.resource, calls: use[result] }));
      const calls = counted.reduce((sum, one) => sum + one.calls, 0);
      return { action, calls, resources: counted };
    })
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => (a.action < b.action ? -1 : 1));
}

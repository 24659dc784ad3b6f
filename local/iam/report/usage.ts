// Who asked for which rights, on what, how often: kept in memory while the endpoint runs, within bounds. No input, no value.
import { namePrincipal } from '../../principal.ts';
import type { Permission, Principal } from '../../service.ts';
import type { Authorize } from '../authorize.ts';

export interface Usage {
  /** `authorize`, watched. */
  watch(authorize: Authorize): Authorize;
  /** By caller and action; a role's sessions are the role. */
  list(): readonly CallerUse[];
}

export interface CallerUse {
  /** A role's, user's or root's ARN, or a service such as `events.amazonaws.com`. */
  readonly caller: string;
  readonly kind: Principal['kind'];
  readonly actions: readonly ActionUse[];
}

export interface ActionUse {
  /** `service:Action` */
  readonly action: string;
  readonly resources: readonly ResourceUse[];
  /** More resources than were kept: their calls are counted under `*`. */
  readonly hasMore: boolean;
}

export interface ResourceUse {
  readonly resource: string;
  allowed: number;
  denied: number;
}

const CALLERS_MAX = 1000;
const ACTIONS_MAX = 1000;
const RESOURCES_MAX = 100;
const OTHERS = '*';

type Actions = Map<string, Map<string, ResourceUse>>;

export function createUsage(): Usage {
  const callers = new Map<
    string,
    { readonly kind: Principal['kind']; readonly actions: Actions }
  >();

  const record = (
    { action, resource }: Permission,
    principal: Principal,
    result: 'allowed' | 'denied',
  ): void => {
    const caller = principal.kind === 'role' ? principal.roleArn : namePrincipal(principal);
    const known = findOrAdd(callers, caller, CALLERS_MAX, () => ({
      kind: principal.kind,
      actions: new Map<string, Map<string, ResourceUse>>(),
    }));
    const resources =
      known && findOrAdd(known.actions, action, ACTIONS_MAX, () => new Map<string, ResourceUse>());
    if (resources === undefined) return;
    const use =
      findOrAdd(resources, resource, RESOURCES_MAX, () => ({ resource, allowed: 0, denied: 0 })) ??
      findOrAdd(resources, OTHERS, RESOURCES_MAX + 1, () => ({
        ...{ resource: OTHERS, allowed: 0, denied: 0 },
      }));
    if (use !== undefined) use[result] += 1;
  };

  return {
    watch: (authorize) => (permissions, context) => {
      try {
        authorize(permissions, context);
      } catch (error) {
        const denied = permissions.find((permission) => isRefused(authorize, permission, context));
        if (denied !== undefined) record(denied, context.principal, 'denied');
        throw error;
      }
      for (const permission of permissions) record(permission, context.principal, 'allowed');
    },
    list: () =>
      [...callers].map(([caller, { kind, actions }]) => ({
        caller,
        kind,
        actions: [...actions].map(([action, resources]) => ({
          action,
          resources: [...resources.values()],
          hasMore: resources.size > RESOURCES_MAX,
        })),
      })),
  };
}

/** Undefined where there is no room for another. */
function findOrAdd<Item>(
  items: Map<string, Item>,
  key: string,
  itemsMax: number,
  create: () => Item,
): Item | undefined {
  const known = items.get(key);
  if (known !== undefined || items.size >= itemsMax) return known;
  const item = create();
  items.set(key, item);
  return item;
}

function isRefused(
  authorize: Authorize,
  permission: Permission,
  context: Parameters<Authorize>[1],
): boolean {
  try {
    authorize([permission], context);
    return false;
  } catch {
    return true;
  }
}

// A checked definition, with its scopes found by path.
import type { Definition, State, StateScope } from './definition.ts';

export interface Machine {
  readonly definition: Definition;
  readonly scope: (path: string) => StateScope;
}

export function createMachine(definition: Definition): Machine {
  const scopes = new Map<string, StateScope>();
  collect('', definition, scopes);
  return {
    definition,
    scope: (path) => {
      const scope = scopes.get(path);
      if (scope === undefined) throw new Error(`the definition has no scope ${path}`);
      return scope;
    },
  };
}

/** Where the states of a branch or an item processor stand. */
export function innerScope(outer: string, name: string, branch: number | undefined): string {
  const place = branch === undefined ? 'ItemProcessor' : `Branches[${String(branch)}]`;
  return `${outer}/States/${name}/${place}`;
}

/** @throws Error where there is none: the check at creation has made sure that there is */
export function stateOf(
  machine: Machine,
  at: { readonly scope: string; readonly state: string },
): State {
  const state = machine.scope(at.scope).States[at.state];
  if (state === undefined) throw new Error(`the definition has no state ${at.state}`);
  return state;
}

function collect(path: string, scope: StateScope, scopes: Map<string, StateScope>): void {
  scopes.set(path, scope);
  for (const [name, state] of Object.entries(scope.States)) {
    if (state.Type === 'Parallel') {
      for (const [index, branch] of state.Branches.entries()) {
        collect(innerScope(path, name, index), branch, scopes);
      }
    } else if (state.Type === 'Map') {
      collect(innerScope(path, name, undefined), state.ItemProcessor, scopes);
    }
  }
}

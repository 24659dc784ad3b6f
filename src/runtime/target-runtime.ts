// The runtime of functions that speak to targets.
import { createTargets } from '../targets/load.ts';
import { bundledRecipes } from '../targets/recipe/bundled.ts';
import type { Invocations } from './invocation.ts';
import { createRuntime } from './runtime.ts';

export function createTargetRuntime(): Invocations {
  return createRuntime((clients, clock) =>
    createTargets(bundledRecipes, async () => {
      const { createAccessKeyAccess } = await import('../aws/access-keys.ts');
      return createAccessKeyAccess(clients, clock);
    }),
  );
}

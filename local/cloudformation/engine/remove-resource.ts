// Taking one physical resource away: its policy, its events, and what to do where the service refuses.
import { partsPrefix, type ResourceDocument } from '../store.ts';
import { createEffects } from './effects.ts';
import { loadProvider, loadStack, openValues, type Run } from './engine.ts';
import { putResourceEvent } from './events.ts';

export type Removal = 'removed' | 'kept' | 'failed';

/**
 * @param policyKeeps the resource is to stay, by its policy or by the caller's wish
 * @param whole whether the resource's own document goes with it, or is another's by now (after a replacement)
 */
export async function removeResource(
  run: Run,
  resource: ResourceDocument,
  policyKeeps: boolean,
  whole: boolean,
): Promise<Removal> {
  const stack = loadStack(run);
  const { store, environment } = run.engine;
  const key = `${partsPrefix(stack)}${resource.logicalId}`;
  const put = (status: string, statusReason?: string): void => {
    const { statusReason: _former, ...rest } = resource;
    const document: ResourceDocument = {
      ...rest,
      status,
      timestamp: environment.clock.now(),
      ...(statusReason === undefined ? {} : { statusReason }),
    };
    store.transaction(() => {
      if (whole) store.resources.put(key, document);
      putResourceEvent(run.engine, stack, document);
    });
  };
  if (policyKeeps) {
    put('DELETE_SKIPPED');
    if (whole) store.resources.delete(key);
    return 'kept';
  }
  if (resource.physicalId === undefined) {
    put('DELETE_COMPLETE');
    return 'removed';
  }
  put('DELETE_IN_PROGRESS');
  const effects = createEffects(run, resource.logicalId, '', () => {});
  try {
    const existing = {
      physicalId: resource.physicalId,
      ...openValues(run.engine, stack, resource),
    };
    await loadProvider(run.engine, resource.type).delete(existing, effects.context);
  } catch (error) {
    if (run.signal.aborted) throw error;
    put('DELETE_FAILED', effects.describe(error));
    return 'failed';
  }
  put('DELETE_COMPLETE');
  return 'removed';
}

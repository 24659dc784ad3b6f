// Taking a stack's resources away: what others depend on goes after them. A refusal leaves the stack in DELETE_FAILED.
import { deleteChangeSet, listChangeSets } from '../change-set.ts';
import { currentInputsKey } from '../inputs.ts';
import { partsPrefix, type ResourceDocument, type StackDocument } from '../store.ts';
import {
  endOperation,
  isThere,
  listResources,
  loadOperation,
  loadStack,
  type Run,
} from './engine.ts';
import { putStackStatus } from './events.ts';
import { removeResource } from './remove-resource.ts';

/** DeleteStack, and CreateStack's rollback, whose resources have just been made. */
export async function runDelete(run: Run): Promise<void> {
  const { engine } = run;
  const { kind, onFailure, retain } = loadOperation(run);
  const isRollback = kind === 'create';
  const keeps = ({ logicalId, deletionPolicy }: ResourceDocument): boolean =>
    deletionPolicy === 'Retain' ||
    (deletionPolicy === 'RetainExceptOnCreate' && !isRollback) ||
    retain.includes(logicalId);
  const failed = await removeAll(run, keeps);
  const isDeleting = !isRollback || onFailure === 'DELETE';
  if (failed.length > 0) {
    const statusReason = `The following resource(s) failed to delete: [${failed.join(', ')}]. `;
    const status = isDeleting ? 'DELETE_FAILED' : 'ROLLBACK_FAILED';
    finish(run, { status, statusReason });
  } else if (isDeleting) {
    forget(run);
    finish(run, { status: 'DELETE_COMPLETE', deletionTime: engine.environment.clock.now() });
  } else finish(run, { status: 'ROLLBACK_COMPLETE' });
}

function finish(run: Run, change: Partial<StackDocument> & { status: string }): void {
  run.engine.store.transaction(() => {
    putStackStatus(run.engine, loadStack(run), change);
    endOperation(run);
  });
}

/** A deleted stack keeps its events, and none of its inputs. */
function forget(run: Run): void {
  const { store } = run.engine;
  const stack = loadStack(run);
  store.transaction(() => {
    store.stacks.put(run.key, { ...stack, outputs: [], imports: [] });
    store.inputs.delete(currentInputsKey(stack));
    for (const changeSet of listChangeSets(store, stack)) deleteChangeSet(store, stack, changeSet);
    for (const { logicalId } of listResources(run.engine, stack)) {
      store.resources.delete(`${partsPrefix(stack)}${logicalId}`);
    }
  });
}

async function removeAll(
  run: Run,
  keeps: (resource: ResourceDocument) => boolean,
): Promise<readonly string[]> {
  const failed = new Set<string>();
  for (;;) {
    const left = listResources(run.engine, loadStack(run)).filter(isThere);
    const isFree = ({ logicalId }: ResourceDocument): boolean =>
      !failed.has(logicalId) && !left.some(({ dependsOn }) => dependsOn.includes(logicalId));
    const next = left.findLast(isFree);
    if (next === undefined) return [...failed];
    if ((await removeResource(run, next, keeps(next), true)) === 'failed') {
      failed.add(next.logicalId);
    }
  }
}

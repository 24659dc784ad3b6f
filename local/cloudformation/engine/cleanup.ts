// The end of an update, either way: resources that nothing uses any more are taken away. A service that refuses leaves
// its resource behind, and the update is complete all the same (User Guide, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS").
import type { JournalDocument, ResourceDocument } from '../store.ts';
import { partsPrefix } from '../store.ts';
import { endOperation, findResource, loadStack, type Run } from './engine.ts';
import { putStackStatus } from './events.ts';
import { listJournal, markJournalEntry } from './journal.ts';
import { removeResource } from './remove-resource.ts';

export async function runCleanup(run: Run): Promise<void> {
  const { engine } = run;
  const rolledBack = loadStack(run).status.startsWith('UPDATE_ROLLBACK');
  for (const entry of inRemovalOrder(listJournal(run))) {
    if (entry.cleaned === true) continue;
    const left = rolledBack ? leftOfRollback(run, entry) : leftOfUpdate(run, entry);
    if (left !== undefined) {
      await removeResource(run, left.resource, left.keeps, left.whole);
      // An update forgets what it has taken away, also where the service refused.
      if (left.whole)
        engine.store.resources.delete(`${partsPrefix(loadStack(run))}${entry.logicalId}`);
    }
    markJournalEntry(run, entry, { cleaned: true });
  }
  engine.store.transaction(() => {
    const status = rolledBack ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_COMPLETE';
    putStackStatus(engine, loadStack(run), { status });
    endOperation(run);
  });
}

interface Left {
  readonly resource: ResourceDocument;
  readonly keeps: boolean;
  readonly whole: boolean;
}

/** Last made first, and what was removed from the template in the order of who needs whom. */
function inRemovalOrder(journal: readonly JournalDocument[]): readonly JournalDocument[] {
  const removed = journal.filter(({ action }) => action === 'remove');
  const ordered: JournalDocument[] = [];
  while (ordered.length < removed.length) {
    const left = removed.filter((entry) => !ordered.includes(entry));
    const isNeeded = (entry: JournalDocument): boolean =>
      left.some(({ before }) => before?.dependsOn.includes(entry.logicalId) === true);
    const next = left.findLast((entry) => !isNeeded(entry)) ?? left[0];
    if (next === undefined) break;
    ordered.push(next);
  }
  return [...journal.filter(({ action }) => action !== 'remove').toReversed(), ...ordered];
}

function leftOfUpdate(run: Run, { action, before, logicalId }: JournalDocument): Left | undefined {
  if (before === undefined) return undefined;
  if (action === 'replace') {
    return { resource: before, keeps: before.updateReplacePolicy === 'Retain', whole: false };
  }
  if (action !== 'remove') return undefined;
  const resource = findResource(run, logicalId) ?? before;
  return { resource, keeps: before.deletionPolicy !== 'Delete', whole: true };
}

function leftOfRollback(run: Run, { action, made, logicalId }: JournalDocument): Left | undefined {
  if (action === 'replace') {
    return made === undefined ? undefined : { resource: made, keeps: false, whole: false };
  }
  const resource = action === 'create' ? findResource(run, logicalId) : undefined;
  return resource === undefined
    ? undefined
    : { resource, keeps: resource.deletionPolicy === 'Retain', whole: true };
}

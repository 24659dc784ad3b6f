// The way back of UpdateStack: what was updated gets its old properties, what was replaced its old resource; the new
// ones go in the cleanup that follows.
import type { JournalDocument, ResourceDocument } from '../store.ts';
import { resolveDynamicReferences } from './dynamic-references.ts';
import { createEffects } from './effects.ts';
import {
  endOperation,
  findResource,
  loadProvider,
  loadStack,
  openValues,
  putOperation,
  type Run,
  sealValues,
} from './engine.ts';
import { putResourceStatus, putStackStatus } from './events.ts';
import { listJournal, markJournalEntry } from './journal.ts';

export async function runRollback(run: Run): Promise<void> {
  const { engine } = run;
  for (const entry of listJournal(run).toReversed()) {
    if (entry.undone || entry.action === 'create' || entry.action === 'remove') continue;
    const undone =
      entry.action === 'update' ? await undoUpdate(run, entry) : undoReplace(run, entry);
    if (!undone) {
      engine.store.transaction(() => {
        putStackStatus(engine, loadStack(run), {
          status: 'UPDATE_ROLLBACK_FAILED',
          statusReason: `The following resource(s) failed to update: [${entry.logicalId}]. `,
        });
        endOperation(run);
      });
      return;
    }
  }
  engine.store.transaction(() => {
    putStackStatus(engine, loadStack(run), {
      status: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    });
    putOperation(run, { phase: 'cleanup' });
  });
}

async function undoUpdate(run: Run, entry: JournalDocument): Promise<boolean> {
  const { engine } = run;
  const stack = loadStack(run);
  const { before, logicalId } = entry;
  const present = findResource(run, logicalId);
  if (before?.physicalId === undefined || present === undefined) return true;
  const wanted = openValues(engine, stack, before).properties;
  const existing = { physicalId: before.physicalId, ...openValues(engine, stack, present) };
  const effects = createEffects(run, logicalId, entry.nonce, () => {});
  const begun = putResourceStatus(engine, stack, present, 'UPDATE_IN_PROGRESS');
  try {
    const provider = loadProvider(engine, before.type);
    const given = await resolveDynamicReferences(wanted, effects.context);
    const physical = await provider.update?.({ properties: given }, existing, effects.context);
    const attributes = physical?.attributes ?? existing.attributes;
    const sealed = sealValues(engine, stack, logicalId, { properties: wanted, attributes });
    engine.store.transaction(() => {
      putResourceStatus(engine, stack, { ...before, sealed }, 'UPDATE_COMPLETE');
      markJournalEntry(run, entry, { undone: true });
    });
    return true;
  } catch (error) {
    if (run.signal.aborted) throw error;
    putResourceStatus(engine, stack, begun, 'UPDATE_FAILED', effects.describe(error));
    return false;
  }
}

/** The old resource is still there, so this is a matter of our own books. */
function undoReplace(run: Run, entry: JournalDocument): boolean {
  const { engine } = run;
  const stack = loadStack(run);
  const { before, logicalId } = entry;
  const made = findResource(run, logicalId);
  if (before === undefined) return true;
  engine.store.transaction(() => {
    markJournalEntry(run, entry, { undone: true, ...leftoverOf(made, before) });
    putResourceStatus(engine, stack, before, 'UPDATE_COMPLETE');
  });
  return true;
}

/** The replacement, for the cleanup to take away: from now on the journal alone knows it. */
function leftoverOf(
  made: ResourceDocument | undefined,
  before: ResourceDocument,
): Partial<JournalDocument> {
  return made === undefined || made.physicalId === before.physicalId ? {} : { made };
}

// The journal of an operation: what is about to be done with each resource, written before it is done.
import { pickCharacters } from '../../random.ts';
import { type JournalDocument, partsPrefix } from '../store.ts';
import { loadStack, type Run } from './engine.ts';

const NONCE_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

export function listJournal(run: Run): readonly JournalDocument[] {
  return run.engine.store.journal
    .list({ prefix: partsPrefix(loadStack(run)) })
    .map(({ document }) => document);
}

export function findJournalEntry(run: Run, logicalId: string): JournalDocument | undefined {
  return listJournal(run).find((entry) => entry.logicalId === logicalId);
}

export function putJournalEntry(
  run: Run,
  entry: Pick<JournalDocument, 'logicalId' | 'action' | 'before'>,
): JournalDocument {
  const { store, environment } = run.engine;
  const prefix = partsPrefix(loadStack(run));
  const key = `${prefix}${String(store.journal.count(prefix)).padStart(6, '0')}`;
  const nonce = pickCharacters(environment.random, NONCE_ALPHABET, 12);
  const document: JournalDocument = { ...entry, key, nonce, done: false, undone: false };
  store.journal.put(key, document);
  return document;
}

export function markJournalEntry(
  run: Run,
  entry: JournalDocument,
  change: Partial<JournalDocument>,
): void {
  run.engine.store.journal.put(entry.key, { ...entry, ...change });
}

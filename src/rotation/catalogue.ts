// The troubleshooting catalogue that notices quote: the first entry that matches is told.
import { generalChecklist, guideEntries } from './catalogue-guide.ts';
import { rekeyEntries } from './catalogue-rekey.ts';
import type { CatalogueEntry, Symptom } from './symptom.ts';

export interface Match {
  readonly entry: CatalogueEntry;
  /** False where no entry fits: then it is the general checklist. */
  readonly hasMatched: boolean;
}

export function findEntry(symptom: Symptom): Match {
  const entry = [...guideEntries, ...rekeyEntries].find(({ matches }) => matches(symptom));
  return { entry: entry ?? generalChecklist, hasMatched: entry !== undefined };
}

/** @param id such as `T05`; another version of Rekey may know one that is not here */
export function findCatalogueTitle(id: string): string | undefined {
  return [...guideEntries, ...rekeyEntries, generalChecklist].find((entry) => entry.id === id)
    ?.title;
}

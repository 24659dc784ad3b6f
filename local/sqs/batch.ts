// What the three batch operations share: how entries are named, and that one bad entry does not spoil the others.
import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { isServiceError, ServiceError } from '../service-error.ts';

const ENTRIES_MAX = 10;

export function runBatch<Entry extends { readonly Id?: string | undefined }, Result>(
  entryName: string,
  entries: readonly Entry[] | undefined,
  run: (entry: Entry, id: string) => Result,
): { readonly Successful: Result[]; readonly Failed: BatchResultErrorEntry[] } {
  const Successful: Result[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const { entry, id } of checkBatch(entryName, entries ?? [])) {
    try {
      Successful.push(run(entry, id));
    } catch (error) {
      if (!isServiceError(error)) throw error;
      Failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful, Failed };
}

function checkBatch<Entry extends { readonly Id?: string | undefined }>(
  entryName: string,
  entries: readonly Entry[],
): readonly { readonly entry: Entry; readonly id: string }[] {
  if (entries.length === 0) {
    throw new ServiceError(
      'EmptyBatchRequest',
      `There should be at least one ${entryName} in the request.`,
    );
  }
  if (entries.length > ENTRIES_MAX) {
    throw new ServiceError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${String(ENTRIES_MAX)}. You have sent ${String(entries.length)}.`,
    );
  }
  const seen = new Set<string>();
  return entries.map((entry) => {
    const id = entry.Id ?? '';
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(id)) {
      throw new ServiceError(
        'InvalidBatchEntryId',
        'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
      );
    }
    if (seen.has(id)) throw new ServiceError('BatchEntryIdsNotDistinct', `Id ${id} repeated.`);
    seen.add(id);
    return { entry, id };
  });
}

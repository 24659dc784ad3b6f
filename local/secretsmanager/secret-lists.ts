// A page of secrets in the order that was asked for. By creation and by name the store's own order serves, so a page costs the
// same among 100 and 100,000; by date of change or access every secret of the region is looked at.
import type { SortByType, SortOrderType } from '@aws-sdk/client-secrets-manager';
import type { SecretFilter } from './filters.ts';
import type { Parts } from './parts.ts';
import type { SecretDocument } from './secret-document.ts';
import type { ListPage } from './store.ts';

export interface ListRequest {
  readonly region: string;
  readonly filter: SecretFilter;
  readonly sortBy: SortByType;
  readonly sortOrder: SortOrderType;
  readonly beyond: string | undefined;
  readonly limit: number;
}

export interface SecretPage {
  readonly secrets: readonly SecretDocument[];
  /** Where the next page begins; absent on the last one. */
  readonly beyond?: string;
}

const BATCH = 256;

export function listSecrets(parts: Parts, request: ListRequest): SecretPage {
  const toKey = keyOf(request.sortBy);
  const found: SecretDocument[] = [];
  for (const secret of walk(parts, request)) {
    if (!request.filter(secret)) continue;
    const last = found.at(-1);
    if (found.length === request.limit && last !== undefined) {
      return { secrets: found, beyond: toKey(last) };
    }
    found.push(secret);
  }
  return { secrets: found };
}

function keyOf(sortBy: SortByType): (secret: SecretDocument) => string {
  switch (sortBy) {
    case 'created-date':
      return ({ sequence }) => sequence;
    case 'name':
      return ({ name }) => name;
    case 'last-changed-date':
      return ({ changedMs, sequence }) => toDatedKey(changedMs, sequence);
    case 'last-accessed-date':
      return ({ accessedMs = 0, sequence }) => toDatedKey(accessedMs, sequence);
  }
}

function toDatedKey(milliseconds: number, sequence: string): string {
  return `${String(milliseconds).padStart(15, '0')}/${sequence}`;
}

function* walk(parts: Parts, request: ListRequest): Generator<SecretDocument> {
  const { secrets } = parts;
  const descending = request.sortOrder === 'desc';
  if (request.sortBy === 'created-date') {
    yield* walkStore(request, (page) => secrets.listByCreation(request.region, page));
  } else if (request.sortBy === 'name') {
    yield* walkStore(request, (page) => secrets.listByName(request.region, page));
  } else {
    const toKey = keyOf(request.sortBy);
    const { beyond } = request;
    const all = secrets
      .listByName(request.region, { limit: -1, descending: false })
      .map((secret) => ({ secret, key: toKey(secret) }))
      .filter(({ key }) => beyond === undefined || (descending ? key < beyond : key > beyond))
      .sort((a, b) => (a.key < b.key ? -1 : 1) * (descending ? -1 : 1));
    for (const { secret } of all) yield secret;
  }
}

function* walkStore(
  { beyond, sortBy, sortOrder }: ListRequest,
  load: (page: ListPage) => readonly SecretDocument[],
): Generator<SecretDocument> {
  const toKey = keyOf(sortBy);
  let from = beyond;
  for (;;) {
    const batch = load({ beyond: from, limit: BATCH, descending: sortOrder === 'desc' });
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < BATCH) return;
    from = toKey(last);
  }
}

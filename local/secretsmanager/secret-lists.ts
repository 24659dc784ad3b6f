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
  /** Where the filter takes none but names that begin with one of these. */
  readonly namePrefixes: readonly string[] | undefined;
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
/** So many secrets of a name are put in order faster than the list is walked. */
const NAMED_MAX = 256;

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
  const named = findNamed(parts, request);
  if (named !== undefined) {
    yield* sortSecrets(named, request);
  } else if (request.sortBy === 'created-date') {
    yield* walkStore(request, (page) => secrets.listByCreation(request.region, page));
  } else if (request.sortBy === 'name') {
    yield* walkStore(request, (page) => secrets.listByName(request.region, page));
  } else {
    const all = secrets.listByName(request.region, { limit: -1, descending: false });
    yield* sortSecrets(all, request);
  }
}

/** Undefined where names say nothing, or leave so many that the list's own order is the shorter way. */
function findNamed(
  { secrets }: Parts,
  { region, namePrefixes }: ListRequest,
): readonly SecretDocument[] | undefined {
  if (namePrefixes === undefined) return undefined;
  const found = new Map<string, SecretDocument>();
  for (const namePrefix of namePrefixes) {
    const page = { limit: NAMED_MAX, descending: false, namePrefix };
    for (const secret of secrets.listByName(region, page)) found.set(secret.name, secret);
    if (found.size >= NAMED_MAX) return undefined;
  }
  return [...found.values()];
}

/** Those beyond where the page before ended. */
function sortSecrets(
  secrets: readonly SecretDocument[],
  { sortBy, sortOrder, beyond }: ListRequest,
): readonly SecretDocument[] {
  const toKey = keyOf(sortBy);
  const sign = sortOrder === 'desc' ? -1 : 1;
  return secrets
    .map((secret) => ({ secret, key: toKey(secret) }))
    .filter(({ key }) => beyond === undefined || (sign === -1 ? key < beyond : key > beyond))
    .sort((a, b) => (a.key < b.key ? -sign : sign))
    .map(({ secret }) => secret);
}

function* walkStore(
  { beyond, sortBy, sortOrder, limit: wanted }: ListRequest,
  load: (page: ListPage) => readonly SecretDocument[],
): Generator<SecretDocument> {
  const toKey = keyOf(sortBy);
  let from = beyond;
  let limit = wanted + 1; // a page and the sign that there is another; more only where the filter leaves some out
  for (;;) {
    const batch = load({ beyond: from, limit, descending: sortOrder === 'desc' });
    yield* batch;
    const last = batch.at(-1);
    if (last === undefined || batch.length < limit) return;
    from = toKey(last);
    limit = BATCH;
  }
}

// One page of a collection, and the token of the next: the last key, in Base64 so that nobody builds on it.
import type { Collection, Entry } from './store.ts';

export interface Page<Document> {
  readonly documents: readonly Document[];
  readonly nextToken?: string;
}

export interface PageOptions<Document> {
  readonly limit: number;
  readonly token: string | undefined;
  readonly isWanted?: (document: Document) => boolean;
  /** What is thrown for a token that this list did not give. */
  readonly invalidToken: () => Error;
}

const CHUNK = 200;

export function listPage<Document>(
  collection: Collection<Document>,
  prefix: string,
  { limit, token, isWanted = () => true, invalidToken }: PageOptions<Document>,
): Page<Document> {
  const found: Entry<Document>[] = [];
  let after = token === undefined ? '' : Buffer.from(token, 'base64').toString();
  if (token !== undefined && !after.startsWith(prefix)) throw invalidToken();
  for (;;) {
    const chunk = collection.list({ prefix, after, limit: CHUNK });
    found.push(...chunk.filter(({ document }) => isWanted(document)));
    after = chunk.at(-1)?.key ?? after;
    if (chunk.length < CHUNK || found.length > limit) break;
  }
  const documents = found.slice(0, limit).map(({ document }) => document);
  const last = found[limit - 1];
  if (found.length <= limit || last === undefined) return { documents };
  return { documents, nextToken: Buffer.from(last.key).toString('base64') };
}

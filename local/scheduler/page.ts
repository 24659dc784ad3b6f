// One page of a list, and the token of the next: the last name, in Base64 so that nobody builds on it.
import type { Collection, Entry } from '../store.ts';
import { validationException } from './errors.ts';

export interface Page<Document> {
  readonly documents: readonly Document[];
  readonly NextToken?: string;
}

const RESULTS_MAX = 100;
const CHUNK = 200;

export function listPage<Document>(
  collection: Collection<Document>,
  prefix: string,
  options: {
    readonly MaxResults?: number | undefined;
    readonly NextToken?: string | undefined;
    readonly isWanted?: (document: Document) => boolean;
  },
): Page<Document> {
  const { MaxResults = RESULTS_MAX, NextToken, isWanted = () => true } = options;
  const found: Entry<Document>[] = [];
  let after = NextToken === undefined ? '' : decodeToken(prefix, NextToken);
  for (;;) {
    const chunk = collection.list({ prefix, after, limit: CHUNK });
    found.push(...chunk.filter(({ document }) => isWanted(document)));
    after = chunk.at(-1)?.key ?? after;
    if (chunk.length < CHUNK || found.length > MaxResults) break;
  }
  const documents = found.slice(0, MaxResults).map(({ document }) => document);
  const last = found[MaxResults - 1];
  if (found.length <= MaxResults || last === undefined) return { documents };
  return { documents, NextToken: Buffer.from(last.key).toString('base64') };
}

function decodeToken(prefix: string, token: string): string {
  const key = Buffer.from(token, 'base64').toString();
  if (!key.startsWith(prefix)) throw validationException('Invalid NextToken.');
  return key;
}

// What a store gives, whatever lies behind it.

export interface Store {
  /** A named, ordered map. Names are `<service>/<noun>`, so that services cannot meet by accident. */
  collection<Document>(name: string, form?: DocumentForm<Document>): Collection<Document>;
  /** All of `work`'s writes, or none. Synchronous, and may be nested (the outermost commits). */
  transaction<Result>(work: () => Result): Result;
  /**
   * Resolves once all that was written so far is on the disk; undefined where there is nothing to wait for. Awaited before anything of it
   * is told to anybody outside: an answer, a Lambda's start, a delivery. Rejects with `StoreFailed`, and from then on always
   */
  durable(): Promise<void> | undefined;
  readonly state: StoreState;
  close(): void;
}

/** For documents that are written often: whoever puts one sees to it that it is plain JSON, with no member that is undefined. */
export interface DocumentForm<Document> {
  /** The document's JSON, for the disk. Readers get the very document that was put as long as it is kept, in memory always. */
  readonly write: (document: Document) => string;
  /** The document of what JSON.parse made of that, for whoever opens the collection; left out where it is one. */
  readonly read?: (parsed: unknown) => Document;
}

export interface StoreState {
  /** False where all is in memory. */
  readonly durable: boolean;
  readonly folder?: string;
  /** Of the form in which documents are stored; see store/migrate.ts. */
  readonly version: number;
}

export interface Collection<Document> {
  get(key: string): Document | undefined;
  put(key: string, document: Document): void;
  /** True if something was there. */
  delete(key: string): boolean;
  /** Entries in the order of their keys (UTF-8 bytes), strictly between `after` and `before`, with `prefix`. */
  list(range?: KeyRange): readonly Entry<Document>[];
  count(prefix?: string): number;
}

export interface KeyRange {
  readonly prefix?: string;
  readonly after?: string;
  /** Where the next page of a descending list ends. */
  readonly before?: string;
  readonly limit?: number;
  readonly reverse?: boolean;
}

export interface Entry<Document> {
  readonly key: string;
  readonly document: Document;
}

/** The first key after all that begin with `prefix`: U+10FFFF is above every other character in UTF-8. */
export function endOf(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}

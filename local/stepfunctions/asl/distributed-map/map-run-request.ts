// What a DISTRIBUTED Map asks for: everything but the items that are to be read and the inputs that are made of them. Plain JSON,
// for it is part of the position.
import type { ItemReader } from '../definition.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Tolerance } from './tolerance.ts';

export interface MapRunRequest extends Tolerance {
  readonly executionType: 'STANDARD' | 'EXPRESS';
  readonly source: ItemSource;
  readonly batches?: BatchBounds;
  /** Executions at once; 0 where nobody says how many. */
  readonly maxConcurrency: number;
  readonly writer?: WriterRequest;
}

export type ItemSource =
  /** A map over state data; an object's members have keys. */
  | { readonly kind: 'items'; readonly items: readonly Json[]; readonly keys?: readonly string[] }
  | ReaderRequest;

export interface ReaderRequest extends Pick<ItemReader, 'Resource' | 'ReaderConfig'> {
  readonly kind: 'reader';
  readonly arguments: JsonObject;
  readonly itemsMax?: number;
}

export interface BatchBounds {
  readonly itemsMax?: number;
  /** Of the whole input, in bytes of UTF-8. */
  readonly bytesMax?: number;
  readonly input?: Json;
}

export interface WriterRequest {
  /** Without it the results are formatted and become the state's result. */
  readonly destination?: { readonly bucket: string; readonly prefix: string };
  readonly transformation: 'NONE' | 'COMPACT' | 'FLATTEN';
  readonly outputType: 'JSON' | 'JSONL';
}

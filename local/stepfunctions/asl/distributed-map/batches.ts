// ItemBatcher: items in their order, in groups as large as its bounds allow (AWS documentation, "ItemBatcher (Map)").
import { bytesOf, type Json, type JsonObject } from '../json.ts';
import type { BatchBounds } from './map-run-request.ts';

export interface ItemInput {
  /** Of the execution that works on it. */
  readonly input: Json;
  readonly itemCount: number;
}

/** One item too large for its batch is left in one of its own: the execution then says what is wrong with it. */
export async function* toBatches(
  items: AsyncIterable<Json>,
  { itemsMax = Infinity, bytesMax = Infinity, input }: BatchBounds,
): AsyncGenerator<ItemInput> {
  const fixed: JsonObject = input === undefined ? {} : { BatchInput: input };
  const emptyBytes = bytesOf(JSON.stringify({ ...fixed, Items: [] }));
  let batch: Json[] = [];
  let bytes = emptyBytes;
  for await (const item of items) {
    const itemBytes = bytesOf(JSON.stringify(item));
    const comma = batch.length === 0 ? 0 : 1;
    if (batch.length > 0 && (batch.length >= itemsMax || bytes + comma + itemBytes > bytesMax)) {
      yield { input: { ...fixed, Items: batch }, itemCount: batch.length };
      batch = [];
      bytes = emptyBytes;
    }
    bytes += (batch.length === 0 ? 0 : 1) + itemBytes;
    batch.push(item);
  }
  if (batch.length > 0) yield { input: { ...fixed, Items: batch }, itemCount: batch.length };
}

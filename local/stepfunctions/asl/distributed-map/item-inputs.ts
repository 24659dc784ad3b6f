// From items to the inputs of the executions that work on them: ItemSelector, then ItemBatcher.
import type { MapState } from '../definition.ts';
import type { Json, JsonObject } from '../json.ts';
import { STATE_DATA } from '../states/map.ts';
import { evaluateTemplate } from '../template.ts';
import type { Visit } from '../visit.ts';
import { type ItemInput, toBatches } from './batches.ts';
import type { ItemSource, MapRunRequest } from './map-run-request.ts';
import { INPUT_BYTES_MAX } from './work-distributed-map.ts';

export interface Item {
  readonly value: Json;
  /** Of a member of an object. */
  readonly key?: string;
  /** `STATE_DATA`, or where in S3 it was read. */
  readonly source: string;
}

/** @throws StatesError where the ItemSelector cannot be evaluated */
export function toItemInputs(
  items: AsyncIterable<Item>,
  state: MapState,
  { batches }: Pick<MapRunRequest, 'batches'>,
  visit: Visit,
): AsyncIterable<ItemInput> {
  const selected = select(items, state.ItemSelector, visit);
  if (batches === undefined) return oneByOne(selected);
  // Without a bound a batch is as large as an execution's input may be.
  return toBatches(selected, { ...batches, bytesMax: batches.bytesMax ?? INPUT_BYTES_MAX });
}

export async function* listItems({
  items,
  keys,
}: Extract<ItemSource, { kind: 'items' }>): AsyncGenerator<Item> {
  for (const [index, value] of items.entries()) {
    const key = keys?.[index];
    yield { value, source: STATE_DATA, ...(key === undefined ? {} : { key }) };
  }
}

async function* select(
  items: AsyncIterable<Item>,
  selector: Json | undefined,
  visit: Visit,
): AsyncGenerator<Json> {
  let index = 0;
  for await (const item of items) {
    yield selector === undefined
      ? withoutSelector(item)
      : await evaluateTemplate(
          visit.expressions,
          selector,
          'ItemSelector',
          scopeOf(visit, item, index),
        );
    index += 1;
  }
}

/** A member of an object is handed on with its name. */
function withoutSelector({ key, value }: Item): Json {
  return key === undefined ? value : { Key: key, Value: value };
}

function scopeOf(
  visit: Visit,
  { key, value, source }: Item,
  Index: number,
): ReturnType<Visit['scope']> {
  const scope = visit.scope();
  const item: JsonObject = {
    Index,
    ...(key === undefined ? {} : { Key: key }),
    Value: value,
    Source: source,
  };
  const context = { ...(scope.states['context'] as JsonObject), Map: { Item: item } };
  return { ...scope, states: { ...scope.states, context } };
}

async function* oneByOne(items: AsyncIterable<Json>): AsyncGenerator<ItemInput> {
  for await (const input of items) yield { input, itemCount: 1 };
}

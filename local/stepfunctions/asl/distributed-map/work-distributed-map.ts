// Map, DISTRIBUTED: its fields are evaluated as the state is entered; items are read, and inputs made of them, by the map run
// (AWS documentation, "Using Map state in Distributed mode").
import type {
  ItemBatcher,
  ItemProcessor,
  ItemReader,
  MapState,
  ResultWriter,
} from '../definition.ts';
import type { Effect } from '../effect.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { returnedWrongType } from '../states-error.ts';
import { checkRange, evaluateField, evaluateTemplate } from '../template.ts';
import type { Visit } from '../visit.ts';
import type {
  BatchBounds,
  ItemSource,
  MapRunRequest,
  ReaderRequest,
  WriterRequest,
} from './map-run-request.ts';

/** AWS documentation: MaxItems, and the input of an execution. */
const ITEMS_MAX = 100_000_000;
export const INPUT_BYTES_MAX = 256 * 1024;

export type DistributedMapState = MapState & {
  readonly ItemProcessor: ItemProcessor & {
    readonly ProcessorConfig: {
      readonly Mode: 'DISTRIBUTED';
      readonly ExecutionType: 'STANDARD' | 'EXPRESS';
    };
  };
};

export function isDistributed(state: MapState): state is DistributedMapState {
  return state.ItemProcessor.ProcessorConfig?.Mode === 'DISTRIBUTED';
}

export async function workDistributedMap(
  state: DistributedMapState,
  visit: Visit,
): Promise<Effect> {
  const integer = createIntegers(visit);
  const source =
    state.ItemReader === undefined
      ? await evaluateItems(state, visit)
      : await evaluateReader(state.ItemReader, visit);
  const batches =
    state.ItemBatcher === undefined
      ? {}
      : { batches: await evaluateBatcher(state.ItemBatcher, visit) };
  const writer =
    state.ResultWriter === undefined
      ? {}
      : { writer: await evaluateWriter(state.ResultWriter, visit) };
  const request: MapRunRequest = {
    executionType: state.ItemProcessor.ProcessorConfig.ExecutionType,
    source,
    ...batches,
    maxConcurrency: (await integer(state.MaxConcurrency, 'MaxConcurrency', [0, Infinity])) ?? 0,
    toleratedFailureCount:
      (await integer(state.ToleratedFailureCount, 'ToleratedFailureCount', [0, Infinity])) ?? 0,
    toleratedFailurePercentage:
      (await integer(state.ToleratedFailurePercentage, 'ToleratedFailurePercentage', [0, 100])) ??
      0,
    ...writer,
  };
  return { kind: 'mapRun', request };
}

type Integers = (
  value: Json | undefined,
  field: string,
  range: readonly [number, number],
) => Promise<number | undefined>;

function createIntegers(visit: Visit): Integers {
  return async (value, field, [min, max]) => {
    if (value === undefined) return undefined;
    const number = await evaluateField(
      visit.expressions,
      { value, field, type: 'integer' },
      visit.scope(),
    );
    checkRange(number, { field, min, max });
    return number;
  };
}

/** An array, or an object whose members are the items. */
async function evaluateItems(state: MapState, visit: Visit): Promise<ItemSource> {
  const value = state.Items ?? visit.input;
  const items =
    state.Items === undefined
      ? value
      : await evaluateTemplate(visit.expressions, value, 'Items', visit.scope());
  if (Array.isArray(items)) return { kind: 'items', items };
  if (isObject(items)) {
    return { kind: 'items', items: Object.values(items), keys: Object.keys(items) };
  }
  const expression = typeof value === 'string' ? value.slice(2, -2).trim() : JSON.stringify(value);
  throw returnedWrongType({ expression, field: 'Items' }, 'array', items);
}

async function evaluateReader(
  { Resource, Arguments, ReaderConfig }: ItemReader,
  visit: Visit,
): Promise<ReaderRequest> {
  const itemsMax = await createIntegers(visit)(
    ReaderConfig?.MaxItems,
    'ItemReader/ReaderConfig/MaxItems',
    [1, ITEMS_MAX],
  );
  return {
    kind: 'reader',
    Resource,
    arguments: await evaluateObject(Arguments, 'ItemReader/Arguments', visit),
    ...(ReaderConfig === undefined ? {} : { ReaderConfig }),
    ...(itemsMax === undefined ? {} : { itemsMax }),
  };
}

async function evaluateObject(
  template: JsonObject,
  field: string,
  visit: Visit,
): Promise<JsonObject> {
  return (await evaluateTemplate(visit.expressions, template, field, visit.scope())) as JsonObject;
}

async function evaluateBatcher(batcher: ItemBatcher, visit: Visit): Promise<BatchBounds> {
  const integer = createIntegers(visit);
  const { MaxItemsPerBatch: items, MaxInputBytesPerBatch: bytes, BatchInput: template } = batcher;
  const itemsMax = await integer(items, 'ItemBatcher/MaxItemsPerBatch', [1, Infinity]);
  const bytesMax = await integer(bytes, 'ItemBatcher/MaxInputBytesPerBatch', [1, INPUT_BYTES_MAX]);
  const input =
    template === undefined
      ? undefined
      : await evaluateTemplate(
          visit.expressions,
          template,
          'ItemBatcher/BatchInput',
          visit.scope(),
        );
  return {
    ...(itemsMax === undefined ? {} : { itemsMax }),
    ...(bytesMax === undefined ? {} : { bytesMax }),
    ...(input === undefined ? {} : { input }),
  };
}

async function evaluateWriter(writer: ResultWriter, visit: Visit): Promise<WriterRequest> {
  const { Arguments: template, WriterConfig: config } = writer;
  const formats = {
    // What is exported is unchanged where nobody says how; what becomes the state's result is compact.
    transformation: config?.Transformation ?? (template === undefined ? 'COMPACT' : 'NONE'),
    outputType: config?.OutputType ?? 'JSON',
  } as const;
  if (template === undefined) return formats;
  const { Bucket: bucket, Prefix: prefix } = await evaluateObject(
    template,
    'ResultWriter/Arguments',
    visit,
  );
  return {
    ...formats,
    destination: {
      bucket: typeof bucket === 'string' ? bucket : '',
      prefix: typeof prefix === 'string' ? prefix : '',
    },
  };
}

// What a tested Map would hand to its iterations or executions, and whether more of them failed than it tolerates.
import type { MapState } from '../definition.ts';
import { type Item, listItems, toItemInputs } from '../distributed-map/item-inputs.ts';
import type { MapRunRequest, ReaderRequest } from '../distributed-map/map-run-request.ts';
import { isTolerated } from '../distributed-map/tolerance.ts';
import type { Json } from '../json.ts';
import type { MapRunPhase, Thread } from '../position.ts';
import { StatesError } from '../states-error.ts';
import { evaluateField } from '../template.ts';
import type { Turn } from '../turn.ts';
import type { Visit } from '../visit.ts';
import type { Inspection } from './inspection.ts';
import { TestRefusedError } from './test-refused.ts';

export interface TestedItems {
  /** Iterations of the tested Map that failed. */
  readonly failedIterations?: number | undefined;
  /** What the tested Map's ItemReader reads. */
  readonly readItems: (request: ReaderRequest) => AsyncIterable<Item>;
}

/** @throws StatesError States.ExceedToleratedFailureThreshold, TestRefusedError where more failed than there are */
export async function inspectMap(
  turn: Turn,
  thread: Thread,
  state: MapState,
  { failedIterations: failed = 0, readItems }: TestedItems,
  seen: Inspection,
): Promise<void> {
  const { phase } = thread;
  const visit = turn.visit(thread);
  const count =
    phase.kind === 'mapRun'
      ? await inspectMapRun(phase, state, { visit, readItems, seen })
      : inspectItems(phase.kind === 'joining' ? (phase.items ?? []) : [], state, seen);
  await inspectBounds(visit, state, seen);
  if (failed > count) {
    throw new TestRefusedError(
      `The mapIterationFailureCount ${String(failed)} exceeds the number of items ${String(count)}.`,
    );
  }
  const { toleratedFailureCount = 0, toleratedFailurePercentage = 0 } = seen;
  if (isTolerated(failed, count, { toleratedFailureCount, toleratedFailurePercentage })) return;
  throw new StatesError(
    'States.ExceedToleratedFailureThreshold',
    'The specified tolerated failure threshold was exceeded',
  );
}

function inspectItems(items: readonly Json[], state: MapState, seen: Inspection): number {
  if (state.ItemSelector !== undefined) seen.afterItemSelector = JSON.stringify(items);
  return items.length;
}

async function inspectMapRun(
  { request }: MapRunPhase,
  state: MapState,
  {
    visit,
    readItems,
    seen,
  }: Pick<TestedItems, 'readItems'> & { readonly visit: Visit; readonly seen: Inspection },
): Promise<number> {
  const { source } = request;
  const items: Item[] = [];
  for await (const item of source.kind === 'items' ? listItems(source) : readItems(source)) {
    items.push(item);
  }
  if (source.kind === 'reader' && source.ReaderConfig?.ItemsPointer !== undefined) {
    seen.afterItemsPointer = JSON.stringify(items.map(({ value }) => value));
  }
  const toInputs = async (batched: Pick<MapRunRequest, 'batches'>): Promise<string> => {
    const inputs: Json[] = [];
    const made = toItemInputs(toAsync(items), state, batched, visit);
    for await (const { input } of made) inputs.push(input);
    return JSON.stringify(inputs);
  };
  if (state.ItemSelector !== undefined) seen.afterItemSelector = await toInputs({});
  if (request.batches !== undefined) seen.afterItemBatcher = await toInputs(request);
  return items.length;
}

async function* toAsync(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function inspectBounds(visit: Visit, state: MapState, seen: Inspection): Promise<void> {
  const evaluate = (value: Json, field: string): Promise<number> =>
    evaluateField(visit.expressions, { value, field, type: 'integer' }, visit.scope());
  const {
    MaxConcurrency: concurrency,
    ToleratedFailureCount: count,
    ToleratedFailurePercentage: percentage,
  } = state;
  if (concurrency !== undefined) {
    seen.maxConcurrency = await evaluate(concurrency, 'MaxConcurrency');
  }
  if (count !== undefined) {
    seen.toleratedFailureCount = await evaluate(count, 'ToleratedFailureCount');
  }
  if (percentage !== undefined) {
    seen.toleratedFailurePercentage = await evaluate(percentage, 'ToleratedFailurePercentage');
  }
}

// Map. INLINE: the item processor runs for each item; the result is the array of outputs, in the items' order.
import type { MapState } from '../definition.ts';
import { isDistributed, workDistributedMap } from '../distributed-map/work-distributed-map.ts';
import type { Effect } from '../effect.ts';
import type { Json } from '../json.ts';
import { checkRange, evaluateField, evaluateTemplate } from '../template.ts';
import type { Visit } from '../visit.ts';

/** `$states.context.Map.Item.Source` of what is not read from S3. */
export const STATE_DATA = 'STATE_DATA';

/** AWS documentation, "Using Map state in Inline mode": at most this many iterations at once. */
const INLINE_CONCURRENCY_MAX = 40;

export async function workMap(state: MapState, visit: Visit): Promise<Effect> {
  if (isDistributed(state)) return await workDistributedMap(state, visit);
  const items = await evaluateField(
    visit.expressions,
    { value: state.Items ?? visit.input, field: 'Items', type: 'array' },
    visit.scope(),
  );
  const concurrency = await evaluateField(
    visit.expressions,
    { value: state.MaxConcurrency ?? 0, field: 'MaxConcurrency', type: 'integer' },
    visit.scope(),
  );
  checkRange(concurrency, { field: 'MaxConcurrency', min: 0, max: 1000 });
  const concurrencyMax =
    concurrency === 0 ? INLINE_CONCURRENCY_MAX : Math.min(concurrency, INLINE_CONCURRENCY_MAX);
  return { kind: 'items', items: await selectItems(state, items, visit), concurrencyMax };
}

async function selectItems(state: MapState, items: Json[], visit: Visit): Promise<Json[]> {
  const { ItemSelector: selector } = state;
  if (selector === undefined) return items;
  const selected: Json[] = [];
  for (const [Index, Value] of items.entries()) {
    selected.push(
      await evaluateTemplate(
        visit.expressions,
        selector,
        'ItemSelector',
        withItem(visit, Index, Value),
      ),
    );
  }
  return selected;
}

function withItem(visit: Visit, Index: number, Value: Json): ReturnType<Visit['scope']> {
  const scope = visit.scope();
  const context = {
    ...(scope.states['context'] as object),
    Map: { Item: { Index, Value, Source: STATE_DATA } },
  };
  return { ...scope, states: { ...scope.states, context } };
}

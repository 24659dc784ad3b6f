// The inputs of a map run's executions: read and made once, and stored before the first of them begins.
import { nextTurn } from '../../clock.ts';
import type { Principal } from '../../service.ts';
import { listItems, toItemInputs } from '../asl/distributed-map/item-inputs.ts';
import { stateOf } from '../asl/machine.ts';
import { createVisit } from '../asl/visit.ts';
import type { Parts } from '../parts.ts';
import { regionOf } from '../store.ts';
import {
  type Count,
  type MapRunDocument,
  type MapRunItem,
  mapRunItemKey,
} from './map-run-document.ts';
import { readItems } from './readers/read-items.ts';
import { createS3Reader } from './readers/s3-reader.ts';

/** How many inputs are stored at once. */
const CHUNK = 200;

/** @throws StatesError where the items cannot be read, or nothing can be made of them */
export async function plan(
  parts: Pick<Parts, 'environment' | 'store' | 'expressions' | 'loadExecution'>,
  key: string,
  document: MapRunDocument,
  principal: Principal,
): Promise<Count> {
  const { environment, store } = parts;
  // Whatever an endpoint that died had made of it.
  for (const { key: old } of store.mapRunItems.list({ prefix: `${key}/` })) {
    store.mapRunItems.delete(old);
  }
  let executions = 0;
  let items = 0;
  let chunk: MapRunItem[] = [];
  const storeChunk = (): void => {
    store.transaction(() => {
      for (const [index, item] of chunk.entries()) {
        store.mapRunItems.put(mapRunItemKey(key, executions + index), item);
      }
    });
    executions += chunk.length;
    chunk = [];
  };
  const reader = createS3Reader({ call: environment.call, principal, region: regionOf(key) });
  const { state, visit, request } = loadMap(parts, document);
  const source =
    request.source.kind === 'items' ? listItems(request.source) : readItems(request.source, reader);
  for await (const { input, itemCount } of toItemInputs(source, state, request, visit)) {
    chunk.push({ input: JSON.stringify(input), itemCount });
    items += itemCount;
    if (chunk.length < CHUNK) continue;
    storeChunk();
    await nextTurn();
  }
  storeChunk();
  return { executions, items };
}

/** The Map as it stands in its execution: what was asked for, and what its ItemSelector sees. */
function loadMap(
  { environment, store, expressions, loadExecution }: Parameters<typeof plan>[0],
  { parentKey, threadId }: MapRunDocument,
) {
  const execution = store.executions.get(parentKey);
  const position = store.positions.get(parentKey);
  const thread = position?.threads[threadId];
  if (execution === undefined || position === undefined || thread?.phase.kind !== 'mapRun') {
    throw new Error(`nobody waits for the map run of ${parentKey}`);
  }
  const { facts, machine } = loadExecution(parentKey, execution);
  const state = stateOf(machine, thread);
  if (state.Type !== 'Map') throw new Error(`${thread.state} is no Map state`);
  const now = environment.clock.now();
  const visit = createVisit({ facts, position, thread, expressions, now });
  return { state, visit, request: thread.phase.request };
}

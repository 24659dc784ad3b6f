// Every change of a status is an event: written in one go with the status itself, newest last in the store.
import { createUuid } from '../../random.ts';
import {
  type EventDocument,
  partsPrefix,
  type ResourceDocument,
  type StackDocument,
  stackKey,
} from '../store.ts';
import type { Engine } from './engine.ts';

type StatusChange = Partial<StackDocument> & { readonly status: string };

/** The stack as it stands, with `change` and without the reason of its former status. */
export function putStackStatus(
  engine: Engine,
  stack: StackDocument,
  change: StatusChange,
): StackDocument {
  const { store } = engine;
  const { statusReason: _former, ...latest } = store.stacks.get(stackKey(stack)) ?? stack;
  const changed: StackDocument = { ...latest, ...change };
  store.transaction(() => {
    store.stacks.put(stackKey(changed), changed);
    putEvent(engine, changed, {
      logicalId: changed.stackName,
      physicalId: changed.stackId,
      type: 'AWS::CloudFormation::Stack',
      status: change.status,
      ...(change.statusReason === undefined ? {} : { statusReason: change.statusReason }),
    });
  });
  return changed;
}

export function putResourceStatus(
  engine: Engine,
  stack: StackDocument,
  resource: ResourceDocument,
  status: string,
  statusReason?: string,
): ResourceDocument {
  const { store, environment } = engine;
  const { statusReason: _former, ...rest } = resource;
  const changed: ResourceDocument = {
    ...rest,
    status,
    timestamp: environment.clock.now(),
    ...(statusReason === undefined ? {} : { statusReason }),
  };
  store.transaction(() => {
    store.resources.put(`${partsPrefix(stack)}${resource.logicalId}`, changed);
    putResourceEvent(engine, stack, changed);
  });
  return changed;
}

/** An event of a resource that has no document of its own any more, such as one that was replaced. */
export function putResourceEvent(
  engine: Engine,
  stack: StackDocument,
  resource: ResourceDocument,
): void {
  putEvent(engine, stack, {
    logicalId: resource.logicalId,
    physicalId: resource.physicalId ?? '',
    type: resource.type,
    status: resource.status,
    ...(resource.statusReason === undefined ? {} : { statusReason: resource.statusReason }),
  });
}

function putEvent(
  engine: Engine,
  stack: StackDocument,
  event: Omit<EventDocument, 'eventId' | 'timestamp' | 'token'>,
): void {
  const { store, environment } = engine;
  const prefix = partsPrefix(stack);
  const [last] = store.events.list({ prefix, reverse: true, limit: 1 });
  const sequence = last === undefined ? 0 : Number(last.key.slice(prefix.length)) + 1;
  const token = store.operations.get(prefix)?.token;
  const uuid = createUuid(environment.random);
  store.events.put(`${prefix}${String(sequence).padStart(9, '0')}`, {
    ...event,
    eventId:
      event.type === 'AWS::CloudFormation::Stack'
        ? uuid
        : `${event.logicalId}-${event.status}-${uuid}`,
    timestamp: environment.clock.now(),
    ...(token === undefined ? {} : { token }),
  });
  const kept = environment.limits.keptItemsMax;
  const oldest = `${prefix}${String(sequence - kept).padStart(9, '0')}`;
  if (sequence >= kept) store.events.delete(oldest);
}

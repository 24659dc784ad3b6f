// A rule whose target is another bus puts the same event there, id and source kept, by its role's right to events:PutEvents.
// No operation of AWS's model: the wire knows nothing of it, only the delivery calls it.
import type { Action } from '../../service.ts';
import { validationException } from '../errors.ts';
import { type Events, needsOnBus } from '../events.ts';
import type { BusEvent } from '../store.ts';

export interface ForwardedEvent {
  readonly bus: string;
  readonly event: BusEvent;
  readonly hops: number;
}

/** A ring of buses would turn for ever. */
const HOPS_MAX = 5;

export function createPutForwardedEvent(events: Events): Action<ForwardedEvent, object> {
  const { environment, store, routeEvent } = events;
  return {
    permissions: ({ bus }, context) => [needsOnBus(events, 'PutEvents', bus, context)],
    run: ({ bus, event, hops }, { region }) => {
      store.loadBus(region, bus);
      if (hops > HOPS_MAX) {
        throw validationException(
          `The event has been forwarded through ${String(HOPS_MAX)} buses: they form a ring.`,
        );
      }
      environment.store.transaction(() => routeEvent({ region, bus, event: () => event, hops }));
      return {};
    },
  };
}

// Each entry is answered in its place, by an EventId or an error; those with an id are in the store.
import type { PutEventsCommandInput, PutEventsCommandOutput } from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import { createUuid } from '../../random.ts';
import type { Action } from '../../service.ts';
import { ENTRIES } from '../constraints.ts';
import { checkEntry, toEntryBytes, toEvent } from '../entry-check.ts';
import { validationException } from '../errors.ts';
import { type Events, needsOnBus } from '../events.ts';
import { DEFAULT_BUS, toBusName } from '../store.ts';

type Output = Pick<PutEventsCommandOutput, 'FailedEntryCount' | 'Entries'>;

export function createPutEvents(events: Events): Action<PutEventsCommandInput, Output> {
  const { environment, store, routeEvent } = events;
  const { clock, random, limits, log } = environment;
  return {
    // AWS's services put their events on the default bus by right.
    permissions: ({ Entries = [] }, context) =>
      context.principal.kind === 'service'
        ? []
        : [...new Set(Entries.map(({ EventBusName }) => toBusName(EventBusName)))].map((bus) =>
            needsOnBus(events, 'PutEvents', bus, context),
          ),
    run: (input, { principal, region, accountId }) => {
      checkConstraints(ENTRIES, input);
      const entries = input.Entries ?? [];
      if (entries.reduce((sum, entry) => sum + toEntryBytes(entry), 0) > limits.messageBytesMax) {
        throw validationException('Total size of the entries in the request is over the limit.');
      }
      return environment.store.transaction(() => {
        const results = entries.map((entry) => {
          const checked = checkEntry(entry, principal);
          if ('ErrorCode' in checked) return checked;
          const bus = toBusName(entry.EventBusName);
          const EventId = createUuid(random);
          if (bus !== DEFAULT_BUS && store.buses.get(`${region}/${bus}`) === undefined) {
            // AWS takes it and drops it; here at least the log tells.
            const resource = store.toBusArn(region, bus);
            log({ level: 'warn', message: 'An event for a bus that does not exist', resource });
            return { EventId };
          }
          const place = { id: EventId, account: accountId, region, now: clock.now() };
          const event = () => toEvent(entry, checked.detail, place);
          routeEvent({ region, bus, event, hops: 0 });
          return { EventId };
        });
        const failed = results.filter((result) => 'ErrorCode' in result);
        return { FailedEntryCount: failed.length, Entries: results };
      });
    },
  };
}

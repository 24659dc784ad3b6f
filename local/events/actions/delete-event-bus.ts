// A bus that has rules stays; one that does not exist is deleted already.
import type { DeleteEventBusCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { validationException } from '../errors.ts';
import { type Events, needsOnBus } from '../events.ts';
import { DEFAULT_BUS, toBusName } from '../store.ts';

export function createDeleteEventBus(events: Events): Action<DeleteEventBusCommandInput, object> {
  const { store } = events;
  return {
    permissions: ({ Name }, context) => [
      needsOnBus(events, 'DeleteEventBus', toBusName(Name), context),
    ],
    run: ({ Name }, { region }) => {
      const name = toBusName(Name);
      if (name === DEFAULT_BUS) throw validationException('Cannot delete event bus default.');
      if (store.rules.count(`${region}/${name}/`) > 0) {
        throw validationException(`Event bus ${name} can't be deleted since it has rules.`);
      }
      store.buses.delete(`${region}/${name}`);
      return {};
    },
  };
}

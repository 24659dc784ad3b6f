// A bus that has rules stays; one that does not exist is deleted already.
import type { DeleteEventBusCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { validationException } from '../errors.ts';
import type { Events } from '../events.ts';
import { DEFAULT_BUS, toBusName } from '../store.ts';

export function createDeleteEventBus({
  store,
}: Events): Action<DeleteEventBusCommandInput, object> {
  return {
    permissions: ({ Name }, { region }) => [
      { action: 'events:DeleteEventBus', resource: store.toBusArn(region, toBusName(Name)) },
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

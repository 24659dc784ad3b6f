// A custom bus of this account.
import type {
  CreateEventBusCommandInput,
  CreateEventBusCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { toTags } from '../../tags.ts';
import { BUS } from '../constraints.ts';
import { busExists, validationException } from '../errors.ts';
import { type Events, needsOnBus } from '../events.ts';
import { DEFAULT_BUS } from '../store.ts';

type Output = Pick<CreateEventBusCommandOutput, 'EventBusArn' | 'Description'>;

export function createCreateEventBus(events: Events): Action<CreateEventBusCommandInput, Output> {
  const { environment, store } = events;
  return {
    permissions: ({ Name = '', Tags }, context) => [
      {
        ...needsOnBus(events, 'CreateEventBus', Name, context),
        conditions: ofRequestTags(Tags),
      },
    ],
    run: (input, { region }) => {
      checkConstraints(BUS, input);
      const { Name: name = '', Description } = input;
      if (name.includes('/') || input.EventSourceName !== undefined) {
        throw validationException('Partner event sources are not part of this endpoint.');
      }
      if (name === DEFAULT_BUS || store.buses.get(`${region}/${name}`) !== undefined) {
        throw busExists(name);
      }
      store.buses.put(`${region}/${name}`, {
        name,
        region,
        ...(Description === undefined ? {} : { description: Description }),
        createdMs: environment.clock.now(),
        tags: toTags(input.Tags),
      });
      return {
        EventBusArn: store.toBusArn(region, name),
        ...(Description === undefined ? {} : { Description }),
      };
    },
  };
}

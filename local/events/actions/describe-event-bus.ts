// A bus by its name or ARN; the default one where none is named.
import type {
  DescribeEventBusCommandInput,
  DescribeEventBusCommandOutput,
} from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { describeBus } from '../describe.ts';
import { type Events, needsOnBus } from '../events.ts';
import { toBusName } from '../store.ts';

type Output = Omit<DescribeEventBusCommandOutput, '$metadata'>;

export function createDescribeEventBus(
  events: Events,
): Action<DescribeEventBusCommandInput, Output> {
  const { store } = events;
  return {
    permissions: ({ Name }, context) => [
      needsOnBus(events, 'DescribeEventBus', toBusName(Name), context),
    ],
    run: ({ Name }, { region }) => describeBus(store, store.loadBus(region, toBusName(Name))),
  };
}

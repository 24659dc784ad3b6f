// A bus by its name or ARN; the default one where none is named.
import type {
  DescribeEventBusCommandInput,
  DescribeEventBusCommandOutput,
} from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { describeBus } from '../describe.ts';
import type { Events } from '../events.ts';
import { toBusName } from '../store.ts';

type Output = Omit<DescribeEventBusCommandOutput, '$metadata'>;

export function createDescribeEventBus({
  store,
}: Events): Action<DescribeEventBusCommandInput, Output> {
  return {
    permissions: ({ Name }, { region }) => [
      { action: 'events:DescribeEventBus', resource: store.toBusArn(region, toBusName(Name)) },
    ],
    run: ({ Name }, { region }) => describeBus(store, store.loadBus(region, toBusName(Name))),
  };
}

// All subscriptions of the region.
import type {
  ListSubscriptionsCommandInput,
  ListSubscriptionsCommandOutput,
} from '@aws-sdk/client-sns';
import type { Action } from '../../service.ts';
import { listSubscriptions } from '../list-subscriptions.ts';
import type { Sns } from '../sns.ts';

type Output = Pick<ListSubscriptionsCommandOutput, 'Subscriptions' | 'NextToken'>;

export function createListSubscriptions(sns: Sns): Action<ListSubscriptionsCommandInput, Output> {
  return {
    permissions: () => [{ action: 'sns:ListSubscriptions', resource: '*' }],
    run: ({ NextToken }, { region }) => listSubscriptions(sns, `${region}/`, NextToken),
  };
}

// Subscription filters: none, since PutSubscriptionFilter is refused here.
import type {
  DescribeSubscriptionFiltersRequest,
  DescribeSubscriptionFiltersResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

export function describeSubscriptionFilters(
  service: Logs,
): Action<DescribeSubscriptionFiltersRequest, DescribeSubscriptionFiltersResponse> {
  return {
    permissions: permitOnGroup(service, 'logs:DescribeSubscriptionFilters'),
    run: (input, context) => {
      service.logs.loadGroup(parseGroup(input, context));
      return { subscriptionFilters: [] };
    },
  };
}

// The resource policies of the region.
import type {
  DescribeResourcePoliciesRequest,
  DescribeResourcePoliciesResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { permitAnywhere } from '../logs.ts';
import { toPage } from '../page.ts';
import type { ResourcePolicies } from '../resource-policies.ts';

const ITEMS_MAX = 50;

export function describeResourcePolicies(
  policies: ResourcePolicies,
): Action<DescribeResourcePoliciesRequest, DescribeResourcePoliciesResponse> {
  return {
    permissions: permitAnywhere('logs:DescribeResourcePolicies'),
    run: (input, { region }) => {
      const { items, nextToken } = toPage(policies.list(region), input, ITEMS_MAX);
      return {
        resourcePolicies: items.map(({ name, document, updatedAt }) => ({
          policyName: name,
          policyDocument: document,
          lastUpdatedTime: updatedAt,
        })),
        ...nextToken,
      };
    },
  };
}

// The account's dashboards.
import type { ListDashboardsInput, ListDashboardsOutput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import { type CloudWatch, permitAnywhere } from '../cloudwatch.ts';
import { describeDashboard } from '../dashboards.ts';
import { toPage } from '../page.ts';

const DASHBOARDS_MAX = 1000;

export function listDashboards({
  dashboards,
}: CloudWatch): Action<ListDashboardsInput, ListDashboardsOutput> {
  return {
    permissions: permitAnywhere('cloudwatch:ListDashboards'),
    run: (input, { accountId }) => {
      const found = dashboards.list(input.DashboardNamePrefix);
      const { items, NextToken } = toPage(found, input.NextToken, DASHBOARDS_MAX);
      return {
        DashboardEntries: items.map((dashboard) => describeDashboard(accountId, dashboard)),
        ...NextToken,
      };
    },
  };
}

// A dashboard's body.
import type { GetDashboardInput, GetDashboardOutput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import { toDashboardArn } from '../dashboards.ts';
import { createCloudWatchError } from '../errors.ts';

export function getDashboard({
  dashboards,
}: CloudWatch): Action<GetDashboardInput, GetDashboardOutput> {
  return {
    permissions: ({ DashboardName = '' }, { accountId }) => [
      { action: 'cloudwatch:GetDashboard', resource: toDashboardArn(accountId, DashboardName) },
    ],
    run: ({ DashboardName: name = '' }, { accountId }) => {
      const dashboard = dashboards.find(name);
      if (dashboard === undefined) {
        throw createCloudWatchError('DashboardNotFoundError', `Dashboard ${name} does not exist`);
      }
      return {
        DashboardArn: toDashboardArn(accountId, name),
        DashboardBody: dashboard.body,
        DashboardName: name,
      };
    },
  };
}

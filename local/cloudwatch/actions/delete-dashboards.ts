// Deletes dashboards: all that are named, or none where one of them does not exist.
import type { DeleteDashboardsInput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import { toDashboardArn } from '../dashboards.ts';
import { createCloudWatchError } from '../errors.ts';

export function deleteDashboards({
  environment,
  dashboards,
}: CloudWatch): Action<DeleteDashboardsInput, Record<string, never>> {
  return {
    permissions: ({ DashboardNames = [] }, { accountId }) =>
      DashboardNames.map((name) => ({
        action: 'cloudwatch:DeleteDashboards',
        resource: toDashboardArn(accountId, name),
      })),
    run: ({ DashboardNames = [] }) => {
      const absent = DashboardNames.find((name) => dashboards.find(name) === undefined);
      if (absent !== undefined) {
        throw createCloudWatchError('DashboardNotFoundError', `Dashboard ${absent} does not exist`);
      }
      environment.store.transaction(() => {
        for (const name of DashboardNames) dashboards.delete(name);
      });
      return {};
    },
  };
}

// Dashboards: JSON bodies by name. They belong to the account and to no region.
import type { DashboardEntry } from '@aws-sdk/client-cloudwatch';
import { toArn } from '../arn.ts';
import type { Store } from '../store.ts';

export interface Dashboard {
  readonly name: string;
  /** JSON text. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

export interface DashboardsStore {
  find(name: string): Dashboard | undefined;
  put(dashboard: Dashboard): void;
  delete(name: string): void;
  list(prefix?: string): readonly Dashboard[];
}

export function createDashboardsStore(store: Store): DashboardsStore {
  const dashboards = store.collection<Dashboard>('cloudwatch/dashboards');
  return {
    find: (name) => dashboards.get(`global/${name}`),
    put: (dashboard) => dashboards.put(`global/${dashboard.name}`, dashboard),
    delete: (name) => {
      dashboards.delete(`global/${name}`);
    },
    list: (prefix = '') =>
      dashboards.list({ prefix: `global/${prefix}` }).map(({ document }) => document),
  };
}

export function toDashboardArn(accountId: string, name: string): string {
  return toArn({ service: 'cloudwatch', region: '', accountId, resource: `dashboard/${name}` });
}

export function describeDashboard(accountId: string, dashboard: Dashboard): DashboardEntry {
  return {
    DashboardName: dashboard.name,
    DashboardArn: toDashboardArn(accountId, dashboard.name),
    LastModified: new Date(dashboard.modifiedAt),
    Size: Buffer.byteLength(dashboard.body),
  };
}

// Keeps a dashboard's body, which must be JSON with widgets.
import type { PutDashboardInput, PutDashboardOutput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import { toDashboardArn } from '../dashboards.ts';
import { createCloudWatchError } from '../errors.ts';

const BODY_CHARACTERS_MAX = 1024 * 1024;

export function putDashboard({
  environment,
  dashboards,
}: CloudWatch): Action<PutDashboardInput, PutDashboardOutput> {
  return {
    permissions: ({ DashboardName = '' }, { accountId }) => [
      {
        action: 'cloudwatch:PutDashboard',
        resource: toDashboardArn(accountId, DashboardName),
      },
    ],
    run: ({ DashboardName: name = '', DashboardBody: body = '' }) => {
      if (!/^[A-Za-z0-9_-]{1,255}$/.test(name)) {
        throw invalidDashboard(
          `The value ${name} for field DashboardName contains invalid characters. It can only contain alphanumerics, dash (-) and underscore (_).`,
        );
      }
      checkBody(body);
      dashboards.put({ name, body, modifiedAt: environment.clock.now() });
      return { DashboardValidationMessages: [] };
    },
  };
}

function checkBody(body: string): void {
  if (body.length > BODY_CHARACTERS_MAX)
    throw invalidDashboard('The field DashboardBody is too long.');
  const parsed = parseBody(body);
  const isObject = typeof parsed === 'object' && parsed !== null;
  const widgets: unknown = isObject && 'widgets' in parsed ? parsed.widgets : undefined;
  if (!Array.isArray(widgets)) {
    throw invalidDashboard('The dashboard body is invalid, there are validation errors', [
      { DataPath: '/widgets', Message: 'Should be array' },
    ]);
  }
}

function parseBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw invalidDashboard('The field DashboardBody must be a valid JSON object', [], error);
  }
}

function invalidDashboard(
  message: string,
  dashboardValidationMessages: readonly unknown[] = [],
  cause?: unknown,
) {
  return createCloudWatchError('DashboardInvalidInputError', message, {
    dashboardValidationMessages,
    cause,
  });
}

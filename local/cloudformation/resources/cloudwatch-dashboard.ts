// AWS::CloudWatch::Dashboard (Template Reference).
import { ServiceError } from '../../service-error.ts';
import { ignoreMissing, isFound } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText, loadText } from '../engine/properties.ts';
import type { Physical, ProviderContext, ResourceProvider } from '../engine/provider.ts';
import type { ValueRecord } from '../template/value.ts';

interface PutOutput {
  readonly DashboardValidationMessages?: readonly { readonly Message?: string }[];
}

export const cloudWatchDashboard: ResourceProvider = {
  type: 'AWS::CloudWatch::Dashboard',
  shape: {
    members: { DashboardBody: 'string', DashboardName: 'string' },
    required: ['DashboardBody'],
  },
  replacedBy: ['DashboardName'],
  nameProperty: 'DashboardName',
  attributes: [],
  exists: async (DashboardName, _wanted, { call }) =>
    await isFound(call('cloudwatch', 'GetDashboard', { DashboardName })),
  create: async ({ properties }, context) => {
    const name = findText(properties, 'DashboardName') ?? createPhysicalName(context, 255);
    return await putDashboard(name, properties, context);
  },
  update: async ({ properties }, { physicalId }, context) =>
    await putDashboard(physicalId, properties, context),
  delete: async ({ physicalId }, { call }) => {
    await ignoreMissing(call('cloudwatch', 'DeleteDashboards', { DashboardNames: [physicalId] }));
  },
};

async function putDashboard(
  DashboardName: string,
  properties: ValueRecord,
  { call }: ProviderContext,
): Promise<Physical> {
  const DashboardBody = loadText(properties, 'DashboardBody');
  const input = { DashboardName, DashboardBody };
  const { DashboardValidationMessages = [] } = await call<PutOutput>(
    'cloudwatch',
    'PutDashboard',
    input,
  );
  const [problem] = DashboardValidationMessages;
  if (problem !== undefined) {
    throw new ServiceError('InvalidParameterInput', problem.Message ?? 'The dashboard is invalid.');
  }
  return { physicalId: DashboardName, attributes: {} };
}

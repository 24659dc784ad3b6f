// AWS::Logs::MetricFilter (Template Reference): lines that match become metric data.
import { ignoreMissing } from '../engine/ignore-missing.ts';
import { createPhysicalName } from '../engine/physical-name.ts';
import { findText, listRecords, loadText, toLowerMembers } from '../engine/properties.ts';
import type { ResourceProvider } from '../engine/provider.ts';
import type { ValueRecord } from '../template/value.ts';

export const logsMetricFilter: ResourceProvider = {
  type: 'AWS::Logs::MetricFilter',
  shape: {
    members: {
      FilterName: 'string',
      FilterPattern: 'string',
      LogGroupName: 'string',
      MetricTransformations: {
        list: {
          members: {
            DefaultValue: 'number',
            Dimensions: {
              list: { members: { Key: 'string', Value: 'string' }, required: ['Key', 'Value'] },
            },
            MetricName: 'string',
            MetricNamespace: 'string',
            MetricValue: 'string',
            Unit: 'string',
          },
          required: ['MetricName', 'MetricNamespace', 'MetricValue'],
        },
      },
    },
    required: ['FilterPattern', 'LogGroupName', 'MetricTransformations'],
  },
  replacedBy: ['FilterName', 'LogGroupName'],
  nameProperty: 'FilterName',
  attributes: [],
  exists: async (filterNamePrefix, { properties }, { call }) => {
    const logGroupName = loadText(properties, 'LogGroupName');
    const input = { logGroupName, filterNamePrefix };
    const { metricFilters = [] } = await call<{
      metricFilters?: readonly { readonly filterName?: string }[];
    }>('logs', 'DescribeMetricFilters', input);
    return metricFilters.some(({ filterName }) => filterName === filterNamePrefix);
  },
  create: async ({ properties }, context) => {
    const name = findText(properties, 'FilterName') ?? createPhysicalName(context, 512);
    await context.call('logs', 'PutMetricFilter', toInput(name, properties));
    return { physicalId: name, attributes: {} };
  },
  update: async ({ properties }, { physicalId }, { call }) => {
    await call('logs', 'PutMetricFilter', toInput(physicalId, properties));
    return { physicalId, attributes: {} };
  },
  delete: async ({ physicalId, properties }, { call }) => {
    const logGroupName = loadText(properties, 'LogGroupName');
    const input = { logGroupName, filterName: physicalId };
    await ignoreMissing(call('logs', 'DeleteMetricFilter', input));
  },
};

function toInput(filterName: string, properties: ValueRecord): Readonly<Record<string, unknown>> {
  return {
    filterName,
    filterPattern: loadText(properties, 'FilterPattern'),
    logGroupName: loadText(properties, 'LogGroupName'),
    metricTransformations: listRecords(properties, 'MetricTransformations').map(toTransformation),
  };
}

function toTransformation({ Dimensions: _list, ...rest }: ValueRecord): object {
  const dimensions = listRecords({ Dimensions: _list ?? [] }, 'Dimensions').map((one) => [
    loadText(one, 'Key'),
    loadText(one, 'Value'),
  ]);
  return {
    ...(toLowerMembers(rest) as ValueRecord),
    ...(dimensions.length === 0 ? {} : { dimensions: Object.fromEntries(dimensions) as object }),
  };
}

// Takes datapoints in. Namespaces that begin with AWS/ are for AWS's services alone.
import type { PutMetricDataInput } from '@aws-sdk/client-cloudwatch';
import type { Action } from '../../service.ts';
import type { CloudWatch } from '../cloudwatch.ts';
import { parseDatum, parseDimensions } from '../datum.ts';
import { createCloudWatchError, invalidValue } from '../errors.ts';

const DATA_MAX = 1000;

export function putMetricData({
  environment,
  metrics,
  watch,
}: CloudWatch): Action<PutMetricDataInput, Record<string, never>> {
  const { clock, store } = environment;
  return {
    permissions: ({ Namespace = '' }, { principal }) =>
      // A service counts its own work, for which nobody has to allow it anything.
      principal.kind === 'service'
        ? []
        : [
            {
              action: 'cloudwatch:PutMetricData',
              resource: '*',
              conditions: { 'cloudwatch:namespace': Namespace },
            },
          ],
    run: ({ Namespace = '', MetricData = [], EntityMetricData }, { region, principal }) => {
      checkNamespace(Namespace, principal.kind === 'service');
      if (EntityMetricData !== undefined) {
        throw invalidValue('EntityMetricData is not supported here.');
      }
      if (MetricData.length > DATA_MAX) {
        const message = `The collection MetricData must not have a size greater than ${String(DATA_MAX)}.`;
        throw createCloudWatchError('LimitExceededFault', message);
      }
      const now = clock.now();
      const parsed = MetricData.map((datum, index) => ({
        metric: {
          namespace: Namespace,
          name: datum.MetricName ?? '',
          dimensions: parseDimensions(datum.Dimensions, `MetricData.member.${String(index + 1)}`),
        },
        bucket: parseDatum(datum, index + 1, now),
      }));
      store.transaction(() => {
        for (const { metric, bucket } of parsed) metrics.put(region, metric, bucket, now);
      });
      for (const { metric } of parsed) watch.touch(region, metric);
      return {};
    },
  };
}

function checkNamespace(namespace: string, isService: boolean): void {
  if (!/^[^:]{1,255}$/.test(namespace)) {
    throw invalidValue(`The value ${namespace} for parameter Namespace is invalid.`);
  }
  if (namespace.startsWith('AWS/') && !isService) {
    throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
  }
}

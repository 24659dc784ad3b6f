// Metrics in embedded metric format: CloudWatch reads them out of the log, so no call is made and no permission is needed.
// Each metric is written under {service} alone, which alarms watch, and under {service, …dimensions}, which people look at.
import { MetricUnit, Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../rotation/ports.ts';
import type { Config } from './config.ts';

const METRICS_NAMESPACE = 'Rekey';

export interface BufferedMetrics extends Metrics {
  /** Writes what was gathered; called once, at the end of an invocation, also of one that failed. */
  flush(): void;
}

/** For one invocation. */
export function createMetrics(config: Config): BufferedMetrics {
  const pending: (() => void)[] = [];
  const add = (
    name: string,
    unit: (typeof MetricUnit)[keyof typeof MetricUnit],
    value: number,
    dimensions: Readonly<Record<string, string>>,
  ): void => {
    const sets = Object.keys(dimensions).length > 0 ? [{}, dimensions] : [{}];
    for (const set of sets) {
      pending.push(() => {
        const metrics = new PowertoolsMetrics({
          namespace: METRICS_NAMESPACE,
          serviceName: config.service,
        });
        for (const [dimension, text] of Object.entries(set)) metrics.addDimension(dimension, text);
        metrics.addMetric(name, unit, value);
        metrics.publishStoredMetrics();
      });
    }
  };
  return {
    count: (name, dimensions) => add(name, MetricUnit.Count, 1, dimensions),
    gauge: (name, value, dimensions) =>
      add(
        name,
        name === 'RotationSeconds' ? MetricUnit.Seconds : MetricUnit.NoUnit,
        value,
        dimensions,
      ),
    flush: () => {
      for (const write of pending.splice(0)) write();
    },
  };
}

// Counts by rule in AWS/Events: on the default bus by RuleName, on others by EventBusName and RuleName.
// Source: EventBridge user guide, "Monitoring Amazon EventBridge".
import { type Count, createCount } from '../metrics.ts';
import type { Environment } from '../service.ts';
import { DEFAULT_BUS } from './store.ts';

export type CountOfRule = (
  rule: { readonly region: string; readonly bus: string; readonly ruleName: string },
  name: string,
) => void;

export function createCountOfRule(environment: Environment): CountOfRule {
  const count: Count = createCount(environment, 'AWS/Events', 'events.amazonaws.com');
  return ({ region, bus, ruleName }, name) => {
    count({
      region,
      name,
      dimensions:
        bus === DEFAULT_BUS ? { RuleName: ruleName } : { EventBusName: bus, RuleName: ruleName },
    });
  };
}

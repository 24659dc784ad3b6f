// What every action of EventBridge is given.
import type { CallContext, Environment, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createRouteEvent, type RouteEvent } from './routing.ts';
import { createCountOfRule } from './rule-metrics.ts';
import { createRuleSchedules, type RuleSchedules } from './rule-schedules.ts';
import { createEventsStore, type EventsStore, toBusName, toRuleKey } from './store.ts';

export interface Events {
  readonly environment: Environment;
  readonly store: EventsStore;
  readonly deliveries: Deliveries;
  readonly schedules: RuleSchedules;
  readonly routeEvent: RouteEvent;
}

export function createEventsParts(environment: Environment): Events {
  const store = createEventsStore(environment);
  const count = createCountOfRule(environment);
  const deliveries = createDeliveries(environment, store, count);
  return {
    environment,
    store,
    deliveries,
    schedules: createRuleSchedules(environment, store, deliveries, count),
    routeEvent: createRouteEvent(store, deliveries, count),
  };
}

/** `events:<action>` on the rule that the call names as Name or as Rule. */
export function needsOnRule({ store }: Events, action: string) {
  return (
    input: {
      readonly Name?: string | undefined;
      readonly Rule?: string | undefined;
      readonly EventBusName?: string | undefined;
    },
    { region }: CallContext,
  ): readonly Permission[] => {
    const bus = toBusName(input.EventBusName);
    const rule = { region, bus, name: input.Name ?? input.Rule ?? '' };
    return [
      {
        action: `events:${action}`,
        resource: store.toRuleArn(rule),
        resourceConditions: ofResourceTags(() => store.rules.get(toRuleKey(rule))?.tags),
      },
    ];
  };
}

/** `events:<action>` on the bus. */
export function needsOnBus(
  { store }: Events,
  action: string,
  bus: string,
  { region }: CallContext,
): Permission {
  return {
    action: `events:${action}`,
    resource: store.toBusArn(region, bus),
    resourceConditions: ofResourceTags(() => store.buses.get(`${region}/${bus}`)?.tags),
  };
}

/** To hand a role to EventBridge one must be allowed to pass it. */
export function needsToPass(roleArns: readonly (string | undefined)[]): readonly Permission[] {
  return [...new Set(roleArns)]
    .filter((roleArn) => roleArn !== undefined)
    .map((roleArn) => ({
      action: 'iam:PassRole',
      resource: roleArn,
      conditions: { 'iam:PassedToService': 'events.amazonaws.com' },
    }));
}

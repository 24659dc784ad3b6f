// Rules and buses as Describe and List answer them.
import type { EventBus as BusSummary, Rule as RuleSummary } from '@aws-sdk/client-eventbridge';
import { DEFAULT_BUS, type EventBus, type EventsStore, type Rule } from './store.ts';

export function describeRule(store: EventsStore, rule: Rule): RuleSummary {
  const { eventPattern, scheduleExpression, description, roleArn } = rule;
  return {
    Name: rule.name,
    Arn: store.toRuleArn(rule),
    EventBusName: rule.bus,
    State: rule.state,
    ...(eventPattern === undefined ? {} : { EventPattern: eventPattern }),
    ...(scheduleExpression === undefined ? {} : { ScheduleExpression: scheduleExpression }),
    ...(description === undefined ? {} : { Description: description }),
    ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
  };
}

export function describeBus(store: EventsStore, bus: EventBus): BusSummary {
  const { description, createdMs } = bus;
  return {
    Name: bus.name,
    Arn: store.toBusArn(bus.region, bus.name),
    ...(description === undefined ? {} : { Description: description }),
    ...(bus.name === DEFAULT_BUS
      ? {}
      : { CreationTime: new Date(createdMs), LastModifiedTime: new Date(createdMs) }),
  };
}

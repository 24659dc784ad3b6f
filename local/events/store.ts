// Buses, rules with their targets, and deliveries under way, as they lie in the store.
import type { RuleState, Target } from '@aws-sdk/client-eventbridge';
import { toArn } from '../arn.ts';
import type { Environment } from '../service.ts';
import type { Collection } from '../store.ts';
import { busNotFound, ruleNotFound } from './errors.ts';

export interface EventBus {
  readonly name: string;
  readonly region: string;
  readonly description?: string;
  readonly kmsKeyIdentifier?: string;
  readonly createdMs: number;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Rule {
  readonly name: string;
  readonly bus: string;
  readonly region: string;
  readonly state: RuleState;
  readonly eventPattern?: string;
  readonly scheduleExpression?: string;
  readonly description?: string;
  readonly roleArn?: string;
  readonly targets: readonly Target[];
  readonly tags: Readonly<Record<string, string>>;
  /** Where the periods of a rate() begin. */
  readonly anchorMs: number;
  /** When a scheduled rule falls due next. */
  readonly nextMs?: number;
}

/** An event as rules and targets see it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

/** One event on its way to one target. It keeps the target as it was when the event came. */
export interface Delivery {
  readonly region: string;
  readonly bus: string;
  readonly ruleName: string;
  readonly ruleArn: string;
  readonly target: Target;
  readonly event: BusEvent;
  readonly ingestedMs: number;
  /** Buses that the event has been forwarded through. */
  readonly hops: number;
  readonly attempts: number;
  readonly nextMs: number;
}

export const DEFAULT_BUS = 'default';

export interface EventsStore {
  readonly buses: Collection<EventBus>;
  readonly rules: Collection<Rule>;
  readonly deliveries: Collection<Delivery>;
  /** @throws ServiceError ResourceNotFoundException */
  loadBus(region: string, name: string): EventBus;
  /** @throws ServiceError ResourceNotFoundException */
  loadRule(region: string, bus: string, name: string | undefined): Rule;
  toBusArn(region: string, name: string): string;
  toRuleArn(rule: Pick<Rule, 'region' | 'bus' | 'name'>): string;
}

export function createEventsStore({ store, accountId }: Environment): EventsStore {
  const buses = store.collection<EventBus>('events/buses');
  const rules = store.collection<Rule>('events/rules');
  const arnOf = (region: string, resource: string): string =>
    toArn({ service: 'events', region, accountId, resource });
  const loadBus = (region: string, name: string): EventBus => {
    const bus = buses.get(`${region}/${name}`);
    if (bus !== undefined) return bus;
    // Every account has it from the beginning.
    if (name === DEFAULT_BUS) return { name, region, createdMs: 0, tags: {} };
    throw busNotFound(name);
  };
  return {
    buses,
    rules,
    deliveries: store.collection<Delivery>('events/deliveries'),
    loadBus,
    loadRule: (region, bus, name = '') => {
      loadBus(region, bus);
      const rule = rules.get(toRuleKey({ region, bus, name }));
      if (rule === undefined) throw ruleNotFound(name, bus);
      return rule;
    },
    toBusArn: (region, name) => arnOf(region, `event-bus/${name}`),
    toRuleArn: ({ region, bus, name }) =>
      arnOf(region, bus === DEFAULT_BUS ? `rule/${name}` : `rule/${bus}/${name}`),
  };
}

export function toRuleKey({ region, bus, name }: Pick<Rule, 'region' | 'bus' | 'name'>): string {
  return `${region}/${bus}/${name}`;
}

/** Calls name a bus by its name or by its ARN. */
export function toBusName(nameOrArn: string | undefined): string {
  if (nameOrArn === undefined) return DEFAULT_BUS;
  return nameOrArn.startsWith('arn:')
    ? nameOrArn.slice(nameOrArn.indexOf('event-bus/') + 'event-bus/'.length)
    : nameOrArn;
}

// Rules with a ScheduleExpression: their event goes to their own targets, to the minute, in UTC.
import { createDueQueue } from '../due-queue.ts';
import { createUuid } from '../random.ts';
import { findNextOccurrence, findRuleScheduleExpression } from '../schedule-expression.ts';
import type { Environment } from '../service.ts';
import type { Deliveries } from './deliveries.ts';
import { toEventTime } from './entry-check.ts';
import type { CountOfRule } from './rule-metrics.ts';
import { type BusEvent, type EventsStore, type Rule, toRuleKey } from './store.ts';

export interface RuleSchedules {
  /** The rule with the moment at which it falls due next, if it ever does. */
  toScheduled(rule: Omit<Rule, 'nextMs'>): Rule;
  /** Takes note of when this rule, as it now lies in the store, falls due. */
  track(rule: Rule): void;
  forget(rule: Rule): void;
  start(): void;
  stop(): Promise<void>;
}

const CONCURRENCY_MAX = 100;
const UTC = { toWallTime: (instant: number) => instant, findInstant: (wall: number) => wall };

export function createRuleSchedules(
  environment: Environment,
  store: EventsStore,
  deliveries: Deliveries,
  count: CountOfRule,
): RuleSchedules {
  const { clock } = environment;
  const queue = createDueQueue({
    clock,
    what: 'EventBridge: scheduled rule',
    concurrencyMax: CONCURRENCY_MAX,
    run: async (key) => {
      const rule = store.rules.get(key);
      if (rule?.nextMs === undefined) return;
      if (rule.nextMs > clock.now()) track(rule);
      else track(fire(rule, rule.nextMs));
    },
  });

  const toScheduled = (rule: Omit<Rule, 'nextMs'>): Rule => {
    const expression = findRuleScheduleExpression(rule.scheduleExpression ?? '');
    if (expression === undefined || rule.state === 'DISABLED') return rule;
    const nextMs = findNextOccurrence(expression, {
      after: Math.max(clock.now(), rule.anchorMs), // the first period of a rate() has to pass
      anchor: rule.anchorMs,
      zone: UTC,
    });
    return nextMs === undefined ? rule : { ...rule, nextMs };
  };

  const track = (rule: Rule): void => {
    if (rule.nextMs === undefined) queue.delete(toRuleKey(rule));
    else queue.set(toRuleKey(rule), rule.nextMs);
  };

  const fire = (rule: Rule, dueMs: number): Rule =>
    environment.store.transaction(() => {
      const { nextMs: _fired, ...rest } = rule;
      const after = toScheduled(rest);
      store.rules.put(toRuleKey(rule), after);
      count({ region: rule.region, bus: rule.bus, ruleName: rule.name }, 'TriggeredRules');
      deliveries.add(rule, toScheduledEvent(environment, store, rule, dueMs), 0);
      return after;
    });

  return {
    toScheduled,
    track,
    forget: (rule) => queue.delete(toRuleKey(rule)),
    start: () => {
      for (const { document } of store.rules.list()) track(document);
    },
    stop: () => queue.stop(),
  };
}

function toScheduledEvent(
  { accountId, random }: Environment,
  store: EventsStore,
  rule: Rule,
  dueMs: number,
): BusEvent {
  return {
    version: '0',
    id: createUuid(random),
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: accountId,
    time: toEventTime(dueMs),
    region: rule.region,
    resources: [store.toRuleArn(rule)],
    detail: {},
  };
}

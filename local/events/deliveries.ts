// Events on their way to targets, in the store until they have arrived or were given up. At least once.
import { nextDelayMs } from '../backoff.ts';
import { createDueQueue } from '../due-queue.ts';
import { createUuid } from '../random.ts';
import type { Environment } from '../service.ts';
import { type DeliveryError, toDeliveryError } from './delivery-error.ts';
import { giveUp } from './give-up.ts';
import type { CountOfRule } from './rule-metrics.ts';
import type { BusEvent, Delivery, EventsStore, Rule } from './store.ts';
import { callTarget } from './target-call.ts';

export interface Deliveries {
  /** One delivery to each target of the rule. */
  add(rule: Rule, event: BusEvent, hops: number): void;
  start(): void;
  stop(): Promise<void>;
}

const CONCURRENCY_MAX = 100;

export function createDeliveries(
  environment: Environment,
  store: EventsStore,
  count: CountOfRule,
): Deliveries {
  const { clock, random } = environment;
  const queue = createDueQueue({
    clock,
    what: 'EventBridge: delivery',
    isBegun: true,
    concurrencyMax: CONCURRENCY_MAX,
    run: async (key, signal) => {
      const before = store.deliveries.get(key);
      if (before === undefined) return;
      const delivery = { ...before, attempts: before.attempts + 1 };
      count(delivery, 'InvocationAttempts');
      try {
        await callTarget(environment, delivery, key.slice(-36), signal);
        count(delivery, 'Invocations');
        count(delivery, 'SuccessfulInvocationAttempts');
        store.deliveries.delete(key);
      } catch (error) {
        if (signal.aborted) return; // the endpoint stops: the next start tries again
        await retryOrGiveUp(key, delivery, toDeliveryError(error), signal);
      }
    },
  });

  const retryOrGiveUp = async (
    key: string,
    delivery: Delivery,
    error: DeliveryError,
    signal: AbortSignal,
  ): Promise<void> => {
    const { MaximumRetryAttempts = 185, MaximumEventAgeInSeconds = 86_400 } =
      delivery.target.RetryPolicy ?? {};
    const nextMs = clock.now() + nextDelayMs(random, delivery.attempts);
    const isOld = nextMs > delivery.ingestedMs + MaximumEventAgeInSeconds * 1000;
    if (error.isRetryable && delivery.attempts <= MaximumRetryAttempts && !isOld) {
      count(delivery, 'RetryInvocationAttempts');
      store.deliveries.put(key, { ...delivery, nextMs });
      queue.set(key, nextMs);
      return;
    }
    const bound = isOld ? 'MaximumEventAgeInSeconds' : 'MaximumRetryAttempts';
    const exhausted = error.isRetryable ? bound : undefined;
    await giveUp(environment, count, { delivery, error, exhausted, signal });
    store.deliveries.delete(key);
  };

  return {
    add: (rule, event, hops) => {
      const ruleArn = store.toRuleArn(rule);
      const { region, bus, name: ruleName } = rule;
      const now = clock.now();
      for (const target of rule.targets) {
        const key = `${region}/${createUuid(random)}`;
        store.deliveries.put(key, {
          region,
          bus,
          ruleName,
          ruleArn,
          target,
          event,
          hops,
          ingestedMs: now,
          attempts: 0,
          nextMs: now,
        });
        queue.set(key, now);
      }
    },
    start: () => {
      for (const { key, document } of store.deliveries.list()) queue.set(key, document.nextMs);
    },
    stop: () => queue.stop(),
  };
}

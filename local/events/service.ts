// EventBridge: buses, rules by pattern and by schedule, and deliveries to their targets.
import type { Environment, Service } from '../service.ts';
import { createCreateEventBus } from './actions/create-event-bus.ts';
import { createDeleteEventBus } from './actions/delete-event-bus.ts';
import { createDeleteRule } from './actions/delete-rule.ts';
import { createDescribeEventBus } from './actions/describe-event-bus.ts';
import { createDescribeRule } from './actions/describe-rule.ts';
import { createDisableRule } from './actions/disable-rule.ts';
import { createEnableRule } from './actions/enable-rule.ts';
import { createListEventBuses } from './actions/list-event-buses.ts';
import { createListRuleNamesByTarget } from './actions/list-rule-names-by-target.ts';
import { createListRules } from './actions/list-rules.ts';
import { createListTagsForResource } from './actions/list-tags-for-resource.ts';
import { createListTargetsByRule } from './actions/list-targets-by-rule.ts';
import { createPutEvents } from './actions/put-events.ts';
import { createPutForwardedEvent } from './actions/put-forwarded-event.ts';
import { createPutRule } from './actions/put-rule.ts';
import { createPutTargets } from './actions/put-targets.ts';
import { createRemoveTargets } from './actions/remove-targets.ts';
import { createTagResource } from './actions/tag-resource.ts';
import { createTestEventPattern } from './actions/test-event-pattern.ts';
import { createUntagResource } from './actions/untag-resource.ts';
import { createEventsParts } from './events.ts';

export function createEvents(environment: Environment): Service {
  const events = createEventsParts(environment);
  return {
    wire: {
      signingName: 'events',
      protocols: ['awsJson1_1'],
      targetPrefix: 'AWSEvents',
      schemas: () => import('@aws-sdk/client-eventbridge'),
    },
    actions: {
      CreateEventBus: createCreateEventBus(events),
      DeleteEventBus: createDeleteEventBus(events),
      DeleteRule: createDeleteRule(events),
      DescribeEventBus: createDescribeEventBus(events),
      DescribeRule: createDescribeRule(events),
      DisableRule: createDisableRule(events),
      EnableRule: createEnableRule(events),
      ListEventBuses: createListEventBuses(events),
      ListRuleNamesByTarget: createListRuleNamesByTarget(events),
      ListRules: createListRules(events),
      ListTagsForResource: createListTagsForResource(events),
      ListTargetsByRule: createListTargetsByRule(events),
      PutEvents: createPutEvents(events),
      PutForwardedEvent: createPutForwardedEvent(events),
      PutRule: createPutRule(events),
      PutTargets: createPutTargets(events),
      RemoveTargets: createRemoveTargets(events),
      TagResource: createTagResource(events),
      TestEventPattern: createTestEventPattern(),
      UntagResource: createUntagResource(events),
    },
    start: () => {
      events.deliveries.start();
      events.schedules.start();
    },
    stop: async () => {
      await events.schedules.stop();
      await events.deliveries.stop();
    },
  };
}

// PutRule makes a rule or replaces all of it but its targets and tags.
import type { PutRuleCommandInput, PutRuleCommandOutput } from '@aws-sdk/client-eventbridge';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { toTags } from '../../tags.ts';
import { RULE } from '../constraints.ts';
import { limitExceeded } from '../errors.ts';
import { type Events, needsOnRule, needsToPass } from '../events.ts';
import { checkRule } from '../rule-check.ts';
import { toBusName, toRuleKey } from '../store.ts';

const RULES_MAX = 300;

type Output = Pick<PutRuleCommandOutput, 'RuleArn'>;

export function createPutRule(events: Events): Action<PutRuleCommandInput, Output> {
  const { environment, store, schedules } = events;
  return {
    permissions: (input, context) => [
      ...needsOnRule(events, 'PutRule')(input, context).map((permission) => ({
        ...permission,
        conditions: ofRequestTags(input.Tags),
      })),
      ...needsToPass([input.RoleArn]),
    ],
    run: (input, { region }) => {
      checkConstraints(RULE, input);
      const { Name: name = '', EventPattern, ScheduleExpression, Description, RoleArn } = input;
      const bus = toBusName(input.EventBusName);
      store.loadBus(region, bus);
      checkRule(input, bus);
      const key = toRuleKey({ region, bus, name });
      const before = store.rules.get(key);
      if (before === undefined && store.rules.count(`${region}/${bus}/`) >= RULES_MAX) {
        throw limitExceeded();
      }
      const keepsRate = before?.scheduleExpression === ScheduleExpression;
      const rule = schedules.toScheduled({
        name,
        bus,
        region,
        state: input.State ?? 'ENABLED',
        ...(EventPattern === undefined ? {} : { eventPattern: EventPattern }),
        ...(ScheduleExpression === undefined ? {} : { scheduleExpression: ScheduleExpression }),
        ...(Description === undefined ? {} : { description: Description }),
        ...(RoleArn === undefined ? {} : { roleArn: RoleArn }),
        targets: before?.targets ?? [],
        tags: before?.tags ?? toTags(input.Tags),
        anchorMs: before !== undefined && keepsRate ? before.anchorMs : environment.clock.now(),
      });
      store.rules.put(key, rule);
      schedules.track(rule);
      return { RuleArn: store.toRuleArn(rule) };
    },
  };
}

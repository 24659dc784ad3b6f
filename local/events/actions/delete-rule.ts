// A rule with targets is not deleted; one that does not exist is deleted already.
import type { DeleteRuleCommandInput } from '@aws-sdk/client-eventbridge';
import type { Action } from '../../service.ts';
import { validationException } from '../errors.ts';
import { type Events, needsOnRule } from '../events.ts';
import { toBusName, toRuleKey } from '../store.ts';

export function createDeleteRule(events: Events): Action<DeleteRuleCommandInput, object> {
  const { store, schedules } = events;
  return {
    permissions: needsOnRule(events, 'DeleteRule'),
    run: ({ Name: name = '', EventBusName }, { region }) => {
      const bus = toBusName(EventBusName);
      store.loadBus(region, bus);
      const rule = store.rules.get(toRuleKey({ region, bus, name }));
      if (rule === undefined) return {};
      if (rule.targets.length > 0) {
        throw validationException("Rule can't be deleted since it has targets.");
      }
      schedules.forget(rule);
      store.rules.delete(toRuleKey(rule));
      return {};
    },
  };
}

// A rule switched on or off.
import type { RuleState } from '@aws-sdk/client-eventbridge';
import type { Events } from './events.ts';
import { toBusName, toRuleKey } from './store.ts';

export function applyState(
  { store, schedules }: Events,
  region: string,
  input: { readonly Name?: string | undefined; readonly EventBusName?: string | undefined },
  state: RuleState,
): void {
  const { nextMs: _next, ...rule } = store.loadRule(
    region,
    toBusName(input.EventBusName),
    input.Name,
  );
  const after = schedules.toScheduled({ ...rule, state });
  store.rules.put(toRuleKey(after), after);
  schedules.track(after);
}

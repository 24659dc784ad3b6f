// Lets alarms act, or be silent.
import type { CloudWatch } from './cloudwatch.ts';

/** Names of alarms that do not exist are passed over, as on AWS. */
export function switchActions(
  { environment, alarms }: CloudWatch,
  region: string,
  names: readonly string[] = [],
  ActionsEnabled: boolean,
): void {
  environment.store.transaction(() => {
    for (const name of names) {
      const alarm = alarms.find(region, name);
      if (alarm === undefined) continue;
      alarms.put(region, { ...alarm, settings: { ...alarm.settings, ActionsEnabled } });
    }
  });
}

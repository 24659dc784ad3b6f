// What decides besides the execution itself whether it may be redriven.
import type { Environment } from '../../service.ts';
import { type ExecutionDocument, machineKey, regionOf, type StatesStore } from '../store.ts';
import type { RedriveFacts } from './redrivable.ts';

export function loadRedriveFacts(
  {
    environment,
    store,
  }: {
    readonly environment: Pick<Environment, 'clock' | 'limits'>;
    readonly store: Pick<StatesStore, 'machines' | 'positions'>;
  },
  key: string,
  { machineName }: ExecutionDocument,
): RedriveFacts {
  const machine = store.machines.get(machineKey(regionOf(key), machineName));
  return {
    now: environment.clock.now(),
    isMachineDeleting: machine === undefined || machine.isDeleting === true,
    events: store.positions.get(key)?.lastEventId ?? 0,
    eventsMax: environment.limits.historyEventsMax,
  };
}

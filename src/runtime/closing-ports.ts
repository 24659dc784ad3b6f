// What those Lambdas have beside the ports of every Lambda that see to a run which failed for good. Every client that a bundle holds
// takes its time at a cold start, so the others do without.
import { createAnnouncements } from '../aws/announcements.ts';
import { createClientConfig } from '../aws/clients.ts';
import { createRecoverySchedules } from '../aws/recovery-schedules.ts';
import type { ClosingPorts, Ports } from '../rotation/ports.ts';
import { loadConfig } from './config.ts';

export function addClosingPorts(ports: Ports): ClosingPorts {
  const { region, scheduleGroup } = loadConfig();
  const clients = createClientConfig(region);
  return {
    ...ports,
    announcements: createAnnouncements(clients, ports.clock),
    recoveries: createRecoverySchedules(clients, ports.clock, scheduleGroup),
  };
}

// What those Lambdas have beside the ports of every Lambda that see to a run which failed for good. Every client that a bundle holds
// takes its time at a cold start, so the others do without.
import { createAnnouncements } from '../aws/announcements.ts';
import { createClientConfig } from '../aws/clients.ts';
import { createNotices } from '../aws/notices.ts';
import { createRecoverySchedules } from '../aws/recovery-schedules.ts';
import type { Clock } from '../rotation/effects.ts';
import type { ClosingPorts, Ports } from '../rotation/ports.ts';
import { loadConfig } from './config.ts';

export function createClosingPorts(clock: Clock): Omit<ClosingPorts, keyof Ports> {
  const { region, noticeTopicArn, scheduleGroup } = loadConfig();
  const clients = createClientConfig(region);
  return {
    notices: createNotices(clients, clock, noticeTopicArn),
    announcements: createAnnouncements(clients, clock),
    recoveries: createRecoverySchedules(clients, clock, scheduleGroup),
  };
}

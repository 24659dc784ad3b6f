// What a target gets where the schedule names no input. Source: Scheduler user guide, "Using templated targets".
import type { Environment } from '../service.ts';
import { toScheduledTime } from './context-attributes.ts';
import type { Invocation } from './store.ts';

export function toDefaultInput(
  { accountId }: Pick<Environment, 'accountId'>,
  invocation: Invocation,
  executionId: string,
): string {
  return JSON.stringify({
    version: '0',
    id: executionId,
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: toScheduledTime(invocation.occurrenceMs),
    region: invocation.region,
    resources: [invocation.scheduleArn],
    detail: '{}',
  });
}

// Lets a group forget its events after some days. What is too old is gone at once, and later by the clock.
import type { PutRetentionPolicyRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { invalidParameter } from '../errors.ts';
import { expiredBefore } from '../events.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';
import { withoutBatch } from '../write-events.ts';

const DAYS = [
  ...[1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557],
  ...[2922, 3288, 3653],
];

export function putRetentionPolicy(
  service: Logs,
): Action<PutRetentionPolicyRequest, Record<string, never>> {
  const { environment, logs } = service;
  return {
    permissions: permitOnGroup(service, 'logs:PutRetentionPolicy'),
    run: (input, context) => {
      const name = parseGroup(input, context);
      const retentionDays = input.retentionInDays ?? 0;
      if (!DAYS.includes(retentionDays)) {
        throw invalidParameter(
          `1 validation error detected: Value '${String(retentionDays)}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [${DAYS.join(', ')}]`,
        );
      }
      environment.store.transaction(() => {
        let group = { ...logs.loadGroup(name), retentionDays };
        const from = expiredBefore(group, environment.clock.now());
        for (const batch of logs.listBatches(name)) {
          if (batch.events.some(({ timestamp }) => timestamp >= from)) continue;
          logs.deleteBatch(name, batch);
          group = { ...withoutBatch(group, batch), retentionDays };
        }
        logs.putGroup(name, group);
      });
      return {};
    },
  };
}

// ScheduleKeyDeletion: after 7 to 30 days the material is gone, and with it all that it encrypted.
import type { ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import type { KeyDeletions } from '../deletions.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

const DAY_MS = 86_400_000;
const WINDOW_DAYS_DEFAULT = 30;

export function createScheduleKeyDeletion(
  parts: Parts,
  deletions: KeyDeletions,
): Action<ScheduleKeyDeletionRequest, ScheduleKeyDeletionResponse> {
  return {
    permissions: ({ KeyId, PendingWindowInDays: days }, context) => [
      toKeyPermission(parts, context, 'ScheduleKeyDeletion', KeyId, {
        conditions:
          days === undefined ? {} : { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(days) },
      }),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId, PendingWindowInDays: { range: [7, 30] } }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      const days = input.PendingWindowInDays ?? WINDOW_DAYS_DEFAULT;
      const deletionMs = parts.environment.clock.now() + days * DAY_MS;
      parts.keys.put({ ...key, state: 'PendingDeletion', deletionMs, pendingWindowDays: days });
      deletions.set(key, deletionMs);
      return {
        KeyId: key.arn,
        DeletionDate: new Date(deletionMs),
        KeyState: 'PendingDeletion',
        PendingWindowInDays: days,
      };
    },
  };
}

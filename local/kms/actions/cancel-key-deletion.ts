// CancelKeyDeletion: the key stays, disabled until somebody enables it.
import type { CancelKeyDeletionRequest, CancelKeyDeletionResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import type { KeyDeletions } from '../deletions.ts';
import { notPendingDeletion } from '../errors.ts';
import { loadKeyById } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createCancelKeyDeletion(
  parts: Parts,
  deletions: KeyDeletions,
): Action<CancelKeyDeletionRequest, CancelKeyDeletionResponse> {
  return {
    permissions: ({ KeyId }, context) => [
      toKeyPermission(parts, context, 'CancelKeyDeletion', KeyId),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId }, input);
      const key = loadKeyById(parts, context, input.KeyId ?? '');
      if (key.state !== 'PendingDeletion') throw notPendingDeletion(key.arn);
      const { deletionMs: _due, pendingWindowDays: _days, ...kept } = key;
      parts.keys.put({ ...kept, state: 'Disabled' });
      deletions.cancel(key);
      return { KeyId: key.arn };
    },
  };
}

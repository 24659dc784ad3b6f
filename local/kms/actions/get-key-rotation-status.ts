// GetKeyRotationStatus: whether, how often, and when next.
import type {
  GetKeyRotationStatusRequest,
  GetKeyRotationStatusResponse,
} from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { loadKeyById } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createGetKeyRotationStatus(
  parts: Parts,
): Action<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> {
  return {
    permissions: ({ KeyId }, context) => [
      toKeyPermission(parts, context, 'GetKeyRotationStatus', KeyId),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId }, input);
      const { arn, rotation, state, manager } = loadKeyById(parts, context, input.KeyId ?? '');
      if (manager === 'AWS') return { KeyId: arn, KeyRotationEnabled: true };
      if (rotation === undefined || state === 'PendingDeletion') {
        return { KeyId: arn, KeyRotationEnabled: false };
      }
      return {
        KeyId: arn,
        KeyRotationEnabled: true,
        RotationPeriodInDays: rotation.periodDays,
        NextRotationDate: new Date(rotation.nextMs),
      };
    },
  };
}

// GetKeyRotationStatus: whether, how often, and when next.
import type {
  GetKeyRotationStatusRequest,
  GetKeyRotationStatusResponse,
} from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createGetKeyRotationStatus(
  parts: Parts,
): Action<GetKeyRotationStatusRequest, GetKeyRotationStatusResponse> {
  return {
    permissions: ({ KeyId }, context) => [
      toKeyPermission(parts, context, 'GetKeyRotationStatus', KeyId),
    ],
    run: (input, { region }) => {
      checkConstraints({ KeyId: keyId }, input);
      const { arn, rotation, state } = parts.keys.load(region, input.KeyId ?? '');
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

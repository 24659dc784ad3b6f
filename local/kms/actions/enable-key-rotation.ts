// EnableKeyRotation: new material every 90 to 2,560 days, 365 unless told; what was encrypted before stays readable.
import type { EnableKeyRotationRequest } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { disabled } from '../errors.ts';
import { loadCustomerKey } from '../key-state.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

const DAY_MS = 86_400_000;
const PERIOD_DAYS_DEFAULT = 365;

export function createEnableKeyRotation(parts: Parts): Action<EnableKeyRotationRequest, object> {
  return {
    permissions: ({ KeyId, RotationPeriodInDays: days }, context) => [
      toKeyPermission(parts, context, 'EnableKeyRotation', KeyId, {
        conditions: days === undefined ? {} : { 'kms:RotationPeriodInDays': String(days) },
      }),
    ],
    run: (input, context) => {
      checkConstraints({ KeyId: keyId, RotationPeriodInDays: { range: [90, 2560] } }, input);
      const key = loadCustomerKey(parts, context, input.KeyId ?? '');
      if (key.state === 'Disabled') throw disabled(key.arn);
      const periodDays =
        input.RotationPeriodInDays ?? key.rotation?.periodDays ?? PERIOD_DAYS_DEFAULT;
      if (key.rotation?.periodDays === periodDays) return {};
      const nextMs = parts.environment.clock.now() + periodDays * DAY_MS;
      parts.keys.put({ ...key, rotation: { periodDays, nextMs } });
      return {};
    },
  };
}

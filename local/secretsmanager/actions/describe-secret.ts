// DescribeSecret: everything but the value; also of a secret that is scheduled for deletion.
import type {
  DescribeSecretRequest,
  DescribeSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';
import { toReplicationStatus } from '../replication/replica-views.ts';
import { toDescription } from '../secret-views.ts';

export function createDescribeSecret(
  parts: Parts,
): Action<DescribeSecretRequest, DescribeSecretResponse> {
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'DescribeSecret', SecretId),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId }, input);
      const secret = parts.secrets.load(region, input.SecretId ?? '');
      const description = toDescription(secret);
      if (secret.replicas === undefined) return description;
      return { ...description, ReplicationStatus: toReplicationStatus(parts.secrets, secret) };
    },
  };
}

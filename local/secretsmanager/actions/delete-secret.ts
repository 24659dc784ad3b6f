// DeleteSecret: schedules the end of a secret in 7 to 30 days, or ends it at once.
import type { DeleteSecretRequest, DeleteSecretResponse } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId } from '../constraints.ts';
import {
  alreadyScheduled,
  invalidParameter,
  replicaIsReadOnly,
  replicasRemain,
  secretNotFound,
} from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toConditions, toSecretPermission } from '../permission.ts';
import { isReplica, type SecretDocument } from '../secret-document.ts';
import { checkSecretId } from '../secret-id.ts';

const DAY_MS = 86_400_000;
const WINDOW_DAYS_DEFAULT = 30;

export function createDeleteSecret(
  parts: Parts,
): Action<DeleteSecretRequest, DeleteSecretResponse> {
  const { secrets, deletions, serviceEvents, environment } = parts;

  const removeNow = async (region: string, id: string): Promise<DeleteSecretResponse> => {
    const now = new Date(environment.clock.now());
    const secret = secrets.find(region, id);
    // A secret that never was is gone, too [LS]: the answer names it all the same.
    if (secret === undefined) {
      const isArn = id.startsWith('arn:');
      const name = isArn ? id.slice(id.lastIndexOf(':') + 1) : id;
      return { ARN: isArn ? id : secrets.createArn(region, id), Name: name, DeletionDate: now };
    }
    checkMayGo(secret);
    secrets.transaction(() => {
      deletions.cancel(secret);
      secrets.remove(secret);
    });
    await serviceEvents.announce(
      secret,
      { name: 'StartSecretVersionDelete' },
      { name: 'EndSecretVersionDelete' },
    );
    return { ARN: secret.arn, Name: secret.name, DeletionDate: now };
  };

  return {
    permissions: (input, context) => [
      toSecretPermission(
        parts,
        context,
        'DeleteSecret',
        input.SecretId ?? '',
        toConditions({
          'secretsmanager:RecoveryWindowInDays': input.RecoveryWindowInDays,
          'secretsmanager:ForceDeleteWithoutRecovery': input.ForceDeleteWithoutRecovery,
        }),
      ),
    ],
    run: async (input, { region }) => {
      checkConstraints({ SecretId: secretId }, input);
      const { SecretId = '' } = input;
      checkSecretId(SecretId);
      checkWindow(input);
      if (input.ForceDeleteWithoutRecovery === true) return await removeNow(region, SecretId);
      const { answer, deleted } = secrets.transaction(() => {
        const secret = secrets.find(region, SecretId);
        if (secret === undefined) throw secretNotFound();
        if (secret.deletion !== undefined) throw alreadyScheduled();
        checkMayGo(secret);
        const requestedMs = environment.clock.now();
        const days = input.RecoveryWindowInDays ?? WINDOW_DAYS_DEFAULT;
        const dueMs = requestedMs + days * DAY_MS;
        secrets.put({ ...secret, deletion: { requestedMs, dueMs }, changedMs: requestedMs });
        deletions.set(secret, dueMs);
        const DeletionDate = new Date(dueMs);
        return { deleted: secret, answer: { ARN: secret.arn, Name: secret.name, DeletionDate } };
      });
      await serviceEvents.announce(deleted, { name: 'StartSecretVersionDelete' });
      return answer;
    },
  };
}

/** @throws ServiceError for a replica, and for a primary that has any */
function checkMayGo(secret: SecretDocument): void {
  if (isReplica(secret)) throw replicaIsReadOnly();
  const regions = (secret.replicas ?? []).map(({ region }) => region);
  if (regions.length > 0) throw replicasRemain(secret.arn, regions);
}

/** Before existence, and even with force; the words are quoted by AWS's SDK reports, their order by moto only. */
function checkWindow({ RecoveryWindowInDays: days, ...input }: DeleteSecretRequest): void {
  if (days === undefined) return;
  if (days < 7 || days > 30) {
    throw invalidParameter(
      'The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).',
    );
  }
  if (input.ForceDeleteWithoutRecovery === true) {
    throw invalidParameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    );
  }
}

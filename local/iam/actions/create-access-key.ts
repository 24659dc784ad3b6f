// CreateAccessKey (IAM API reference): the only answer that ever shows the secret.
import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { limitExceeded } from '../errors.ts';
import type { Iam } from '../iam.ts';
import { toAccessKeyMetadata } from '../shapes.ts';
import { loadUser, nameUser, onUser } from '../users.ts';

/** IAM quotas: active or not. */
const KEYS_MAX = 2;

export function createAccessKey(iam: Iam): Action<CreateAccessKeyRequest, CreateAccessKeyResponse> {
  return {
    permissions: ({ UserName }, context) =>
      onUser(iam, 'iam:CreateAccessKey', nameUser(UserName, context)),
    run: ({ UserName }, context) => {
      const { name } = loadUser(iam, nameUser(UserName, context));
      if (iam.accessKeys.list(name).length >= KEYS_MAX) {
        throw limitExceeded(`Cannot exceed quota for AccessKeysPerUser: ${String(KEYS_MAX)}`);
      }
      const key = iam.accessKeys.create(name);
      return {
        AccessKey: {
          ...toAccessKeyMetadata(key),
          SecretAccessKey: iam.accessKeys.toSecret(key.id),
        },
      };
    },
  };
}

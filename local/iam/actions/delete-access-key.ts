// DeleteAccessKey (IAM API reference): for good. The key is refused from the next call on.
import type { DeleteAccessKeyRequest } from '@aws-sdk/client-iam';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { loadAccessKey, nameUser, onUser } from '../users.ts';

const CONSTRAINTS: Constraints = { AccessKeyId: { length: [16, 128], pattern: '[\\w]+' } };

export function deleteAccessKey(iam: Iam): Action<DeleteAccessKeyRequest, object> {
  return {
    permissions: ({ UserName }, context) =>
      onUser(iam, 'iam:DeleteAccessKey', nameUser(UserName, context)),
    run: (input, context) => {
      checkConstraints(CONSTRAINTS, input);
      const userName = nameUser(input.UserName, context);
      iam.accessKeys.delete(loadAccessKey(iam, input.AccessKeyId, userName));
      return {};
    },
  };
}

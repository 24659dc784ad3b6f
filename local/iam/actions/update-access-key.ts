// UpdateAccessKey (IAM API reference): switches a key off and on again. What is switched off is refused from the next call on.
import type { UpdateAccessKeyRequest } from '@aws-sdk/client-iam';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import type { Iam } from '../iam.ts';
import { loadAccessKey, nameUser, onUser } from '../users.ts';

const CONSTRAINTS: Constraints = {
  AccessKeyId: { length: [16, 128], pattern: '[\\w]+' },
  Status: { values: ['Active', 'Inactive'] },
};

export function updateAccessKey(iam: Iam): Action<UpdateAccessKeyRequest, object> {
  return {
    permissions: ({ UserName }, context) =>
      onUser(iam, 'iam:UpdateAccessKey', nameUser(UserName, context)),
    run: (input, context) => {
      checkConstraints(CONSTRAINTS, input);
      const key = loadAccessKey(iam, input.AccessKeyId, nameUser(input.UserName, context));
      iam.accessKeys.setActive(key, input.Status === 'Active');
      return {};
    },
  };
}

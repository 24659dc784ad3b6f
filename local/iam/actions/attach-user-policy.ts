// AttachUserPolicy (IAM API reference): once more does no harm.
import type { AttachUserPolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { limitExceeded, notAttachable } from '../errors.ts';
import { findAnyPolicy } from '../find-policies.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

/** IAM quotas: managed policies of one user. */
const ATTACHED_MAX = 10;

export function attachUserPolicy(iam: Iam): Action<AttachUserPolicyRequest, object> {
  return {
    permissions: ({ UserName, PolicyArn = '' }) =>
      onUser(iam, 'iam:AttachUserPolicy', UserName, { 'iam:PolicyARN': PolicyArn }),
    run: ({ UserName, PolicyArn: arn = '' }) => {
      const user = loadUser(iam, UserName);
      if (findAnyPolicy(iam.store, arn) === undefined) throw notAttachable(arn);
      if (user.attachedArns.includes(arn)) return {};
      if (user.attachedArns.length >= ATTACHED_MAX) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPerUser: ${String(ATTACHED_MAX)}`);
      }
      iam.store.putUser({ ...user, attachedArns: [...user.attachedArns, arn] });
      return {};
    },
  };
}

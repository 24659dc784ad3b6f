// DetachUserPolicy (IAM API reference).
import type { DetachUserPolicyRequest } from '@aws-sdk/client-iam';
import type { Action } from '../../service.ts';
import { noSuchPolicy } from '../errors.ts';
import type { Iam } from '../iam.ts';
import { loadUser, onUser } from '../users.ts';

export function detachUserPolicy(iam: Iam): Action<DetachUserPolicyRequest, object> {
  return {
    permissions: ({ UserName, PolicyArn = '' }) =>
      onUser(iam, 'iam:DetachUserPolicy', UserName, { 'iam:PolicyARN': PolicyArn }),
    run: ({ UserName, PolicyArn: arn = '' }) => {
      const user = loadUser(iam, UserName);
      if (!user.attachedArns.includes(arn)) throw noSuchPolicy(arn);
      const attachedArns = user.attachedArns.filter((other) => other !== arn);
      iam.store.putUser({ ...user, attachedArns });
      return {};
    },
  };
}

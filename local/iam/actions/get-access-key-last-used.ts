// GetAccessKeyLastUsed (IAM API reference): "N/A" and no date for a key that nobody has used.
import type {
  GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsedResponse,
} from '@aws-sdk/client-iam';
import { type Constraints, checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { noSuchAccessKey } from '../errors.ts';
import type { Iam } from '../iam.ts';
import { onUser } from '../users.ts';

const CONSTRAINTS: Constraints = { AccessKeyId: { length: [16, 128], pattern: '[\\w]+' } };
const NEVER = 'N/A';

export function getAccessKeyLastUsed(
  iam: Iam,
): Action<GetAccessKeyLastUsedRequest, GetAccessKeyLastUsedResponse> {
  return {
    permissions: ({ AccessKeyId = '' }) =>
      onUser(iam, 'iam:GetAccessKeyLastUsed', iam.accessKeys.find(AccessKeyId)?.userName ?? '*'),
    run: (input) => {
      checkConstraints(CONSTRAINTS, input);
      const { AccessKeyId: id = '' } = input;
      const key = iam.accessKeys.find(id);
      if (key === undefined) throw noSuchAccessKey(id);
      const use = iam.accessKeys.findUse(id);
      return {
        UserName: key.userName,
        AccessKeyLastUsed: {
          ServiceName: use?.service ?? NEVER,
          Region: use?.region ?? NEVER,
          LastUsedDate: use === undefined ? undefined : new Date(use.date),
        },
      };
    },
  };
}

// DescribeKey: metadata by key id, key ARN, alias name or alias ARN.
import type { DescribeKeyRequest, DescribeKeyResponse } from '@aws-sdk/client-kms';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { keyId } from '../constraints.ts';
import { checkGrantTokens, grantTokens } from '../grant-tokens.ts';
import { toKeyMetadata } from '../key-metadata.ts';
import type { Parts } from '../parts.ts';
import { toKeyPermission } from '../permission.ts';

export function createDescribeKey(parts: Parts): Action<DescribeKeyRequest, DescribeKeyResponse> {
  return {
    permissions: ({ KeyId }, context) => [toKeyPermission(parts, context, 'DescribeKey', KeyId)],
    run: (input, { region }) => {
      checkConstraints({ KeyId: keyId, GrantTokens: grantTokens }, input);
      checkGrantTokens(input.GrantTokens);
      const key = parts.keys.load(region, input.KeyId ?? '');
      return { KeyMetadata: toKeyMetadata(key, parts.environment.accountId) };
    },
  };
}

// UntagResource: takes tags away by key. Where the last one goes, an empty list stays [LS].
import type { UntagResourceRequest } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId, tagKey } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';

export function createUntagResource(parts: Parts): Action<UntagResourceRequest, object> {
  const { secrets, environment } = parts;
  return {
    permissions: ({ SecretId = '', TagKeys }, context) => [
      toSecretPermission(parts, context, 'UntagResource', SecretId, {
        'aws:TagKeys': TagKeys ?? [],
      }),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId, TagKeys: { member: tagKey } }, input);
      const gone = new Set(input.TagKeys);
      secrets.transaction(() => {
        const secret = secrets.loadPrimary(region, input.SecretId ?? '');
        if (secret.tags === undefined) return;
        const tags = secret.tags.filter(({ Key }) => !gone.has(Key));
        secrets.put({ ...secret, tags, changedMs: environment.clock.now() });
      });
      return {};
    },
  };
}

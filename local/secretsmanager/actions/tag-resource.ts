// TagResource: adds tags, or gives them other values in place.
import type { TagResourceRequest } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { secretId, tags } from '../constraints.ts';
import type { Parts } from '../parts.ts';
import { toRequestTags, toSecretPermission } from '../permission.ts';
import { applyTags } from '../secret-tags.ts';

export function createTagResource(parts: Parts): Action<TagResourceRequest, object> {
  const { secrets, environment } = parts;
  return {
    permissions: ({ SecretId = '', Tags }, context) => [
      toSecretPermission(parts, context, 'TagResource', SecretId, toRequestTags(Tags ?? [])),
    ],
    run: (input, { region }) => {
      checkConstraints({ SecretId: secretId, Tags: tags }, input);
      secrets.transaction(() => {
        const secret = secrets.loadPrimary(region, input.SecretId ?? '');
        const tagged = applyTags(secret.tags ?? [], input.Tags ?? []);
        secrets.put({ ...secret, tags: tagged, changedMs: environment.clock.now() });
      });
      return {};
    },
  };
}

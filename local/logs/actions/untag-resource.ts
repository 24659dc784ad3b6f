// Takes tags off a group, named by its ARN.
import type { UntagResourceRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { withoutTags } from '../../tags.ts';
import type { Logs } from '../logs.ts';
import { applyTags, permitOnResource } from '../tags.ts';

export function untagResource(service: Logs): Action<UntagResourceRequest, Record<string, never>> {
  return {
    permissions: permitOnResource(service, 'logs:UntagResource', ({ tagKeys }) =>
      ofTagKeys(tagKeys),
    ),
    run: (input, context) => {
      applyTags(service, input.resourceArn, context, (tags) => withoutTags(tags, input.tagKeys));
      return {};
    },
  };
}

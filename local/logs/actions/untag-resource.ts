// Takes tags off a group, named by its ARN.
import type { UntagResourceRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import type { Logs } from '../logs.ts';
import { applyTags, permitOnResource, withoutTags } from '../tags.ts';

export function untagResource(service: Logs): Action<UntagResourceRequest, Record<string, never>> {
  return {
    permissions: permitOnResource(service, 'logs:UntagResource'),
    run: (input, context) => {
      applyTags(service, input.resourceArn, context, (tags) => withoutTags(tags, input.tagKeys));
      return {};
    },
  };
}

// Adds tags to a group, named by its ARN.
import type { TagResourceRequest } from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import type { Logs } from '../logs.ts';
import { applyTags, permitOnResource } from '../tags.ts';

export function tagResource(service: Logs): Action<TagResourceRequest, Record<string, never>> {
  return {
    permissions: permitOnResource(service, 'logs:TagResource', ({ tags }) => ofRequestTags(tags)),
    run: (input, context) => {
      applyTags(service, input.resourceArn, context, (tags) => ({ ...tags, ...input.tags }));
      return {};
    },
  };
}

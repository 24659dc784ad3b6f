// The older form of TagResource, by the group's name.
import type { Action } from '../../service.ts';
import { ofRequestTags } from '../../tag-conditions.ts';
import { type Logs, permitOnGroup } from '../logs.ts';
import { applyTags } from '../tags.ts';

interface TagLogGroupRequest {
  readonly logGroupName: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
}

export function tagLogGroup(service: Logs): Action<TagLogGroupRequest, Record<string, never>> {
  return {
    permissions: permitOnGroup(service, 'logs:TagLogGroup', ({ tags }) => ofRequestTags(tags)),
    run: (input, context) => {
      applyTags(service, input.logGroupName, context, (tags) => ({ ...tags, ...input.tags }));
      return {};
    },
  };
}

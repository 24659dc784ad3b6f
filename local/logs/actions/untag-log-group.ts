// The older form of UntagResource, by the group's name.
import type { Action } from '../../service.ts';
import { ofTagKeys } from '../../tag-conditions.ts';
import { withoutTags } from '../../tags.ts';
import { type Logs, permitOnGroup } from '../logs.ts';
import { applyTags } from '../tags.ts';

interface UntagLogGroupRequest {
  readonly logGroupName: string | undefined;
  readonly tags: readonly string[] | undefined;
}

export function untagLogGroup(service: Logs): Action<UntagLogGroupRequest, Record<string, never>> {
  return {
    permissions: permitOnGroup(service, 'logs:UntagLogGroup', ({ tags }) => ofTagKeys(tags)),
    run: (input, context) => {
      applyTags(service, input.logGroupName, context, (tags) => withoutTags(tags, input.tags));
      return {};
    },
  };
}

// The older form of ListTagsForResource, by the group's name.
import type { Action } from '../../service.ts';
import { type Logs, parseGroup, permitOnGroup } from '../logs.ts';

interface ListTagsLogGroupRequest {
  readonly logGroupName: string | undefined;
}

export function listTagsLogGroup(
  service: Logs,
): Action<ListTagsLogGroupRequest, { readonly tags: Readonly<Record<string, string>> }> {
  return {
    permissions: permitOnGroup(service, 'logs:ListTagsLogGroup'),
    run: (input, context) => ({
      tags: { ...service.logs.loadGroup(parseGroup(input, context)).tags },
    }),
  };
}

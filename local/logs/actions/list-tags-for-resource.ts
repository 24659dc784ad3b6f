// The tags of a group, named by its ARN.
import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import type { Action } from '../../service.ts';
import { type Logs, parseGroup } from '../logs.ts';
import { permitOnResource } from '../tags.ts';

export function listTagsForResource(
  service: Logs,
): Action<ListTagsForResourceRequest, ListTagsForResourceResponse> {
  return {
    permissions: permitOnResource(service, 'logs:ListTagsForResource'),
    run: (input, context) => {
      const name = parseGroup({ logGroupIdentifier: input.resourceArn }, context);
      return { tags: { ...service.logs.loadGroup(name).tags } };
    },
  };
}

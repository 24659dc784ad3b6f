// Tags of a log group, for the operations of today (by ARN) and of before (by name).
import type { CallContext, Conditions, Permission } from '../service.ts';
import type { Tags } from '../tags.ts';
import { createLogsError, invalidParameter } from './errors.ts';
import { type Logs, parseGroup, permitOnGroup } from './logs.ts';

const TAGS_MAX = 50;

export function applyTags(
  { logs }: Logs,
  identifier: string | undefined,
  context: CallContext,
  change: (tags: Tags) => Tags,
): void {
  const name = parseGroup({ logGroupIdentifier: identifier }, context);
  const group = logs.loadGroup(name);
  const tags = change(group.tags);
  if (Object.keys(tags).length > TAGS_MAX) {
    throw createLogsError(
      'LimitExceededException',
      `A log group cannot have more than ${String(TAGS_MAX)} tags.`,
    );
  }
  logs.putGroup(name, { ...group, tags });
}

/** @param ofRequest what the request says of tags */
export function permitOnResource<Input extends { readonly resourceArn: string | undefined }>(
  service: Logs,
  action: string,
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  const permit = permitOnGroup(service, action);
  return (input: Input, context: CallContext): readonly Permission[] => {
    const { resourceArn } = input;
    if (resourceArn?.includes(':log-group:') !== true) {
      throw invalidParameter('Only log groups can be tagged here.');
    }
    return permit({ logGroupIdentifier: resourceArn }, context).map((permission) => ({
      ...permission,
      conditions: ofRequest(input),
    }));
  };
}

// Tags of a log group, for the operations of today (by ARN) and of before (by name).
import type { CallContext } from '../service.ts';
import { createLogsError, invalidParameter } from './errors.ts';
import { type Logs, parseGroup, permitOnGroup } from './logs.ts';

const TAGS_MAX = 50;

export function applyTags(
  { logs }: Logs,
  identifier: string | undefined,
  context: CallContext,
  change: (tags: Readonly<Record<string, string>>) => Readonly<Record<string, string>>,
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

export function withoutTags(
  tags: Readonly<Record<string, string>>,
  keys: readonly string[] = [],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !keys.includes(key)));
}

export function permitOnResource(service: Logs, action: string) {
  const permit = permitOnGroup(service, action);
  return ({ resourceArn }: { readonly resourceArn: string | undefined }, context: CallContext) => {
    if (resourceArn?.includes(':log-group:') !== true) {
      throw invalidParameter('Only log groups can be tagged here.');
    }
    return permit({ logGroupIdentifier: resourceArn }, context);
  };
}

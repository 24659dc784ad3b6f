// Since when a log group keeps events, and for how long.
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Clock } from '../rotation/effects.ts';
import { RotationError } from '../rotation/errors.ts';
import type { ClientConfig } from './clients.ts';
import { createTimedCall } from './timed-call.ts';

export interface LogGroupFacts {
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  /** Undefined where events are kept for ever. */
  readonly retentionDays?: number;
}

/** @throws RotationError InvalidConfiguration where there is no such log group */
export async function describeLogGroup(
  config: ClientConfig,
  clock: Clock,
  name: string,
  signal: AbortSignal,
): Promise<LogGroupFacts> {
  const call = createTimedCall(() => new CloudWatchLogsClient(config), clock);
  const names = { call: 'logs:DescribeLogGroups', resource: name };
  // The name itself is the first of all names that begin with it.
  const { logGroups = [] } = await call(names, signal, (client, options) =>
    client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }), options),
  );
  const group = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (group === undefined) {
    throw new RotationError(
      'Rekey.InvalidConfiguration',
      `Log group ${name}: expected to find it, found none. Deploy again, or restore it.`,
    );
  }
  const { creationTime, retentionInDays } = group;
  return {
    ...(creationTime === undefined ? {} : { createdAt: creationTime }),
    ...(retentionInDays === undefined ? {} : { retentionDays: retentionInDays }),
  };
}

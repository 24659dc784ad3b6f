// Whether a log group is there, and how long it keeps what is written.
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LogGroupFacts } from '../../rotation/doctor/facts.ts';
import type { Clock } from '../../rotation/effects.ts';
import type { ClientConfig } from '../clients.ts';
import { createTimedCall } from '../timed-call.ts';

export async function findLogGroup(
  config: ClientConfig,
  clock: Clock,
  name: string,
  signal: AbortSignal,
): Promise<LogGroupFacts | undefined> {
  const call = createTimedCall(() => new CloudWatchLogsClient(config), clock);
  const { logGroups = [] } = await call(
    { call: 'logs:DescribeLogGroups', resource: name },
    signal,
    (client, options) =>
      client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: name }), options),
  );
  const found = logGroups.find(({ logGroupName }) => logGroupName === name);
  if (found === undefined) return undefined;
  const { retentionInDays } = found;
  return { name, ...(retentionInDays === undefined ? {} : { retentionDays: retentionInDays }) };
}

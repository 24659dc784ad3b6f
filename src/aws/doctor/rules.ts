// The stack's EventBridge rules: whether somebody switched one off.
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { RuleFacts } from '../../rotation/doctor/facts.ts';
import type { Clock } from '../../rotation/effects.ts';
import type { ClientConfig } from '../clients.ts';
import { createTimedCall } from '../timed-call.ts';
import type { StackResource } from './stack-resources.ts';

export async function loadRules(
  config: ClientConfig,
  clock: Clock,
  resources: readonly StackResource[],
  signal: AbortSignal,
): Promise<readonly RuleFacts[]> {
  const call = createTimedCall(() => new EventBridgeClient(config), clock);
  const rules: RuleFacts[] = [];
  for (const { type, name } of resources) {
    if (type !== 'AWS::Events::Rule') continue;
    const { State } = await call(
      { call: 'events:DescribeRule', resource: name },
      signal,
      (client, options) => client.send(new DescribeRuleCommand({ Name: name }), options),
    );
    rules.push({ name, enabled: State !== 'DISABLED' });
  }
  return rules;
}

// What the actions of CloudWatch Logs share: their parts, how a group is named, and what they must be allowed to do.
import { findArn, toArn } from '../arn.ts';
import type { CallContext, Conditions, Environment, Permission } from '../service.ts';
import { ofResourceTags } from '../tag-conditions.ts';
import { invalidParameter } from './errors.ts';
import type { GroupName, LogsStore } from './store.ts';

export interface Logs {
  readonly environment: Environment;
  readonly logs: LogsStore;
  /** The account's resource policies of the region, as one: services such as EventBridge are judged by it. */
  readonly resourcePolicy: (region: string) => string | undefined;
}

export interface OnGroup {
  readonly logGroupName?: string | undefined;
  readonly logGroupIdentifier?: string | undefined;
  readonly logStreamName?: string | undefined;
}

/** By name, or by an ARN with or without `:*` at its end. */
export function parseGroup(
  { logGroupName, logGroupIdentifier }: OnGroup,
  { region }: Pick<CallContext, 'region'>,
): GroupName {
  const given = logGroupName ?? logGroupIdentifier;
  if (given === undefined) {
    throw invalidParameter('Either logGroupName or logGroupIdentifier must be specified.');
  }
  const arn = findArn(given);
  if (arn === undefined) return { region, group: given };
  return { region: arn.region, group: arn.resource.replace(/^log-group:/, '').replace(/:\*$/, '') };
}

export function toGroupArn(
  { accountId }: Pick<CallContext, 'accountId'>,
  { region, group }: GroupName,
): string {
  return toArn({ service: 'logs', region, accountId, resource: `log-group:${group}` });
}

/**
 * `action` on the group, or on the stream that the input names: AWS judges most of them by `…:log-stream:`.
 * @param ofRequest what the request says of tags
 */
export function permitOnGroup<Input extends OnGroup>(
  { logs, resourcePolicy }: Logs,
  action: string,
  ofRequest: (input: Input) => Conditions = () => ({}),
) {
  return (input: Input, context: CallContext): readonly Permission[] => {
    // What log delivery writes, it writes by the policy that AWS adds for it when the delivery is created.
    const { principal } = context;
    if (principal.kind === 'service' && principal.service === 'delivery.logs.amazonaws.com')
      return [];
    const name = parseGroup(input, context);
    const policy = resourcePolicy(name.region);
    const permission: Permission = {
      action,
      resource: toGroupArn(context, name) + toStreamPart(action, input),
      conditions: ofRequest(input),
      resourceConditions: ofResourceTags(() => logs.findGroup(name)?.tags),
    };
    return [policy === undefined ? permission : { ...permission, resourcePolicy: policy }];
  };
}

export function permitAnywhere(action: string) {
  return (): readonly Permission[] => [{ action, resource: '*' }];
}

/** Actions on the level of streams, and those on the bare group (Service Authorization Reference, CloudWatch Logs). */
const STREAM_ACTIONS = new Set(['logs:PutLogEvents', 'logs:GetLogEvents', 'logs:DeleteLogStream']);
const BARE_ACTIONS = new Set([
  'logs:TagResource',
  'logs:UntagResource',
  'logs:ListTagsForResource',
]);

function toStreamPart(action: string, { logStreamName = '' }: OnGroup): string {
  if (BARE_ACTIONS.has(action)) return '';
  return `:log-stream:${STREAM_ACTIONS.has(action) ? logStreamName : ''}`;
}

// The exact commands that findings end with: what the `aws` command can do alone, it does; where a schedule must be written, ours does.
import { quote } from '../shell-quote.ts';
import type { WatchedStack } from './ports.ts';

export interface Commands {
  rotate(secretId: string): string;
  /** Only what awaits retirement. */
  retire(secretId: string): string;
  /** Only what a dead run left. */
  recover(secretId: string): string;
  takePendingOff(secretId: string, versionId: string): string;
  cancelNativeRotation(secretId: string): string;
  rotateNatively(secretId: string): string;
  tag(secretId: string, tag: string, value: string): string;
  putValue(secretId: string): string;
  /** @param schedule what it is now, so that only what is wrong changes */
  schedule(
    secretId: string,
    schedule?: { readonly expression: string; readonly window: string },
  ): string;
  deleteSchedule(name: string): string;
  describeSchedule(name: string): string;
  describeExecution(executionArn: string): string;
  receive(queueUrl: string): string;
  subscribe(protocol: string, endpoint: string): string;
  status(): string;
}

/** What commands name of a stack. */
export type CommandStack = Pick<
  WatchedStack,
  'name' | 'region' | 'machineArn' | 'scheduleGroup' | 'noticeTopicArn'
>;

export function createCommands(stack: CommandStack): Commands {
  const { region, machineArn, scheduleGroup, noticeTopicArn } = stack;
  const aws = (command: string): string => `aws ${command} --region ${region}`;
  const rekey = (command: string): string =>
    `npx rekey ${command} --stack ${quote(stack.name)} --region ${region}`;
  const start = (input: Readonly<Record<string, string>>): string =>
    aws(
      `stepfunctions start-execution --state-machine-arn ${machineArn} --input ${quote(JSON.stringify(input))}`,
    );
  const secretsManager = (command: string, secretId: string, rest = ''): string =>
    aws(`secretsmanager ${command} --secret-id ${quote(secretId)}${rest}`);
  const inGroup = (command: string, name: string): string =>
    aws(`scheduler ${command} --group-name ${quote(scheduleGroup)} --name ${quote(name)}`);
  return {
    rotate: (secretId) => start({ secretId }),
    retire: (secretId) => start({ secretId, mode: 'retire' }),
    recover: (secretId) => start({ secretId, mode: 'recover' }),
    takePendingOff: (secretId, versionId) =>
      secretsManager(
        'update-secret-version-stage',
        secretId,
        ` --version-stage AWSPENDING --remove-from-version-id ${quote(versionId)}`,
      ),
    cancelNativeRotation: (secretId) => secretsManager('cancel-rotate-secret', secretId),
    rotateNatively: (secretId) => secretsManager('rotate-secret', secretId),
    tag: (secretId, tag, value) =>
      secretsManager('tag-resource', secretId, ` --tags Key=${tag},Value=${quote(value)}`),
    putValue: (secretId) =>
      secretsManager('put-secret-value', secretId, ' --secret-string file://value.json'),
    schedule: (secretId, { expression, window } = { expression: 'rate(30 days)', window: '3h' }) =>
      rekey(
        `schedule ${quote(secretId)} --expression ${quote(expression)} --window ${quote(window)} --no-rotate-now`,
      ),
    deleteSchedule: (name) => inGroup('delete-schedule', name),
    describeSchedule: (name) => inGroup('get-schedule', name),
    describeExecution: (executionArn) =>
      aws(`stepfunctions describe-execution --execution-arn ${quote(executionArn)}`),
    receive: (queueUrl) =>
      aws(
        `sqs receive-message --queue-url ${quote(queueUrl)} --max-number-of-messages 10 --message-attribute-names All --visibility-timeout 30`,
      ),
    subscribe: (protocol, endpoint) =>
      aws(
        `sns subscribe --topic-arn ${noticeTopicArn} --protocol ${quote(protocol)} --notification-endpoint ${quote(endpoint)}`,
      ),
    status: () => rekey('status --problems'),
  };
}

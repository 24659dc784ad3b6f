// The exact commands that mend what the doctor finds, beside those that the watch's findings end with.
import { quote } from '../shell-quote.ts';
import { type Commands, createCommands } from '../watch/commands.ts';
import type { DoctorStack, NetworkFacts } from './doctor-stack.ts';

export interface DoctorCommands extends Commands {
  describeSecret(secretId: string): string;
  restore(secretId: string): string;
  moveCurrent(secretId: string, move: { readonly from: string; readonly to: string }): string;
  doctor(secretId?: string, fix?: '--fix'): string;
  enableKey(keyId: string): string;
  cancelKeyDeletion(keyId: string): string;
  /** Adds the call to the role, for this resource only. */
  allow(right: {
    readonly roleArn: string;
    readonly action: string;
    readonly resource: string;
  }): string;
  showPolicies(roleArn: string): string;
  showNetwork(functionName: string): string;
  createVpcEndpoint(service: string, network: NetworkFacts): string;
  unreserve(functionName: string): string;
  configure(functionName: string, setting: string): string;
  describeFunction(functionName: string): string;
  requestConcurrency(): string;
  subscribeTo(topicArn: string, protocol: string, endpoint: string): string;
  enableAlarm(name: string): string;
  describeAlarm(name: string): string;
  enableRule(name: string): string;
  deploy(): string;
}

/** AWS Service Quotas: concurrent executions of Lambda. */
const CONCURRENCY_QUOTA = 'L-B99A9384';

export function createDoctorCommands(stack: DoctorStack): DoctorCommands {
  const { name, region, machineArn, schedules, noticeTopicArn } = stack;
  const aws = (command: string): string => `aws ${command} --region ${region}`;
  const secret = (command: string, secretId: string, rest = ''): string =>
    aws(`secretsmanager ${command} --secret-id ${quote(secretId)}${rest}`);
  const aFunction = (command: string, functionName: string, rest = ''): string =>
    aws(`lambda ${command} --function-name ${quote(functionName)}${rest}`);
  const subscribeTo = (topicArn: string, protocol: string, endpoint: string): string =>
    aws(
      `sns subscribe --topic-arn ${topicArn} --protocol ${quote(protocol)} --notification-endpoint ${quote(endpoint)}`,
    );
  return {
    ...createCommands({ name, region, machineArn, scheduleGroup: schedules.group, noticeTopicArn }),
    describeSecret: (secretId) => secret('describe-secret', secretId),
    restore: (secretId) => secret('restore-secret', secretId),
    moveCurrent: (secretId, { from, to }) =>
      secret(
        'update-secret-version-stage',
        secretId,
        ` --version-stage AWSCURRENT --move-to-version-id ${quote(to)} --remove-from-version-id ${quote(from)}`,
      ),
    doctor: (secretId, fix) =>
      [
        'npx rekey doctor',
        ...(secretId === undefined ? [] : [quote(secretId)]),
        ...(fix === undefined ? [] : [fix]),
        `--stack ${quote(name)} --region ${region}`,
      ].join(' '),
    enableKey: (keyId) => aws(`kms enable-key --key-id ${quote(keyId)}`),
    cancelKeyDeletion: (keyId) => aws(`kms cancel-key-deletion --key-id ${quote(keyId)}`),
    allow: ({ roleArn, action, resource }) =>
      aws(
        `iam put-role-policy --role-name ${quote(toRoleName(roleArn))} --policy-name ${quote(`rekey-doctor-${action.replace(':', '-')}`)} --policy-document ${quote(
          JSON.stringify({
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
          }),
        )}`,
      ),
    showPolicies: (roleArn) =>
      aws(
        `iam get-account-authorization-details --filter Role --query ${quote(`RoleDetailList[?RoleName=='${toRoleName(roleArn)}']`)}`,
      ),
    showNetwork: (functionName) =>
      aFunction('get-function-configuration', functionName, ' --query VpcConfig'),
    createVpcEndpoint: (service, { vpcId, subnetIds, securityGroupIds }) =>
      aws(
        `ec2 create-vpc-endpoint --vpc-id ${vpcId} --vpc-endpoint-type Interface --service-name ${service} --subnet-ids ${subnetIds.join(' ')} --security-group-ids ${securityGroupIds.join(' ')} --private-dns-enabled`,
      ),
    unreserve: (functionName) => aFunction('delete-function-concurrency', functionName),
    configure: (functionName, setting) =>
      aFunction('update-function-configuration', functionName, ` ${setting}`),
    describeFunction: (functionName) => aFunction('get-function-configuration', functionName),
    requestConcurrency: () =>
      aws(
        `service-quotas request-service-quota-increase --service-code lambda --quota-code ${CONCURRENCY_QUOTA} --desired-value 1000`,
      ),
    subscribeTo,
    enableAlarm: (alarm) => aws(`cloudwatch enable-alarm-actions --alarm-names ${quote(alarm)}`),
    describeAlarm: (alarm) =>
      aws(`cloudwatch describe-alarm-history --alarm-name ${quote(alarm)} --max-records 5`),
    enableRule: (rule) => aws(`events enable-rule --name ${quote(rule)}`),
    deploy: () => `npx sls deploy --stage ${quote(name.replace(/^rekey-/, ''))} --region ${region}`,
  };
}

/** What follows the last slash. */
function toRoleName(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

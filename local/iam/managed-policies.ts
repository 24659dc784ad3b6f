// AWS's own policies, as far as templates for Lambdas name them, and the administrator's (AWS Managed Policy Reference Guide).
import type { StoredPolicy } from './store.ts';

const SERVICE_ROLE = '/service-role/';
const LOGS = ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'];
const NETWORK = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

export const MANAGED_POLICIES: ReadonlyMap<string, StoredPolicy> = new Map(
  [
    toPolicy('/', 'AdministratorAccess', 'ANPAIWMBCKSKIEE64ZLYK', ['*']),
    toPolicy(SERVICE_ROLE, 'AWSLambdaBasicExecutionRole', 'ANPAJNCQGXC42545SKXIK', LOGS),
    toPolicy(SERVICE_ROLE, 'AWSLambdaVPCAccessExecutionRole', 'ANPAJVTME3YLVNL72YR2K', [
      ...LOGS,
      ...NETWORK,
    ]),
  ].map((policy) => [policy.arn, policy]),
);

function toPolicy(
  path: string,
  name: string,
  id: string,
  actions: readonly string[],
): StoredPolicy {
  const created = Date.parse('2015-04-09T15:03:43Z');
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
  return {
    name,
    id,
    path,
    arn: `arn:aws:iam::aws:policy${path}${name}`,
    created,
    updated: created,
    tags: [],
    defaultVersion: 'v1',
    lastVersion: 1,
    versions: [{ id: 'v1', document, created }],
  };
}

// Policies and roles that tests of services need again and again.
import type { Cloud } from '../../local/cloud.ts';

/** A queue's or topic's policy that lets one service act for one source. */
export function toServicePolicy(options: {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly sourceArn?: string;
}): string {
  const { service, action, resource, sourceArn } = options;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: action,
        Resource: resource,
        ...(sourceArn === undefined
          ? {}
          : { Condition: { ArnEquals: { 'aws:SourceArn': sourceArn } } }),
      },
    ],
  });
}

/** A role that `service` may assume, with one statement of rights. Answers its ARN. */
export async function createRole(
  cloud: Cloud,
  options: {
    readonly name: string;
    readonly service: string;
    readonly actions: readonly string[];
    readonly resources?: readonly string[];
  },
): Promise<string> {
  const { name, service, actions, resources = ['*'] } = options;
  const call = async <Output>(operation: string, input: unknown): Promise<Output> =>
    await cloud.call<Output>({
      service: 'iam',
      operation,
      input,
      principal: { kind: 'root', accountId: '000000000000' },
      region: 'us-east-1',
    });
  const trust = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  const { Role } = await call<{ Role: { Arn: string } }>('CreateRole', {
    RoleName: name,
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  });
  if (actions.length > 0) {
    const rights = { Effect: 'Allow', Action: actions, Resource: resources };
    await call('PutRolePolicy', {
      RoleName: name,
      PolicyName: 'rights',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [rights] }),
    });
  }
  return Role.Arn;
}

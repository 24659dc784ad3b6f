// Somebody with one right, to see which right a call needs.
import { createRole } from '../../support/roles.ts';
import type { States } from './states.ts';

const NAME = 'somebody';

/** Calls Step Functions as a role whose only policy is this statement. */
export async function createCaller(
  { cloud: { cloud } }: States,
  statement: object,
): Promise<(operation: string, input: object) => Promise<unknown>> {
  const place = { region: 'us-east-1', accountId: '000000000000' };
  const roleArn = await createRole(cloud, {
    name: NAME,
    service: 'states.amazonaws.com',
    actions: [],
  });
  await cloud.call({
    service: 'iam',
    operation: 'PutRolePolicy',
    input: {
      RoleName: NAME,
      PolicyName: 'rights',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    },
    principal: { kind: 'root', accountId: place.accountId },
    region: place.region,
  });
  const arn = `arn:aws:sts::${place.accountId}:assumed-role/${NAME}/test`;
  const principal = { kind: 'role', accountId: place.accountId, roleArn, arn } as const;
  return async (operation, input) =>
    await cloud.call({
      service: 'stepfunctions',
      operation,
      input,
      principal,
      region: place.region,
    });
}

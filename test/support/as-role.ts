// Work under a role of one's own, as somebody who may not do everything.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createSystemRandom } from '../../local/random.ts';
import type { RunningCloud } from './cloud.ts';

const NAMES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/** Everything is allowed but `denied`, such as `scheduler:GetSchedule`. The environment is as before afterwards. */
export async function withoutRights<Result>(
  { clientConfig }: RunningCloud,
  denied: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  const before = NAMES.map((name) => process.env[name]);
  const session = await assume(clientConfig, denied);
  for (const [index, name] of NAMES.entries()) process.env[name] = session[index];
  try {
    return await work();
  } finally {
    for (const [index, name] of NAMES.entries()) {
      const value = before[index];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

async function assume(
  clientConfig: RunningCloud['clientConfig'],
  denied: readonly string[],
): Promise<readonly string[]> {
  const iam = new IAMClient(clientConfig);
  const sts = new STSClient(clientConfig);
  const RoleName = `operator-${Buffer.from(createSystemRandom().bytes(8)).toString('hex')}`;
  const Version = '2012-10-17';
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::000000000000:root' },
    Action: 'sts:AssumeRole',
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({ Version, Statement: [trust] }),
    }),
  );
  const rights = [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: denied, Resource: '*' },
  ];
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: 'rights',
      PolicyDocument: JSON.stringify({ Version, Statement: rights }),
    }),
  );
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'operator' }),
  );
  iam.destroy();
  sts.destroy();
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return [AccessKeyId, SecretAccessKey, SessionToken];
}

// A role whose one policy a test writes anew, and the keys of a session of it.
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand, type Tag } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import type { InProcessConfig } from './cloud.ts';

export interface RoleOfOurs {
  /** For any SDK client. */
  readonly config: InProcessConfig;
  readonly sessionArn: string;
  /** From now on the role may do this, on every resource, and nothing else. */
  allow(...statements: readonly object[]): Promise<void>;
}

const Version = '2012-10-17';

export async function makeRole(
  root: InProcessConfig,
  RoleName: string,
  Tags: Tag[] = [],
): Promise<RoleOfOurs> {
  const iam = new IAMClient(root);
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::000000000000:root' },
    Action: 'sts:AssumeRole',
  };
  const AssumeRolePolicyDocument = JSON.stringify({ Version, Statement: [trust] });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, Tags }),
  );
  const { Credentials, AssumedRoleUser } = await new STSClient(root).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'run' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  const credentials = {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
  };
  return {
    config: { ...root, credentials },
    sessionArn: AssumedRoleUser?.Arn ?? '',
    allow: async (...statements) => {
      const Statement = statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one }));
      const PolicyDocument = JSON.stringify({ Version, Statement });
      await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'rights', PolicyDocument }));
    },
  };
}

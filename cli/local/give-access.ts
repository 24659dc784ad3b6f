// The users of an endpoint that asks who calls: an administrator and those of `--user`, their keys in a credentials file.
// What is there stays: a key that somebody has rotated is not made again.
import type { Cloud } from '../../local/cloud.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import { ADMINISTRATOR, ADMINISTRATOR_POLICY, DEFAULT_PROFILE } from './administrator.ts';
import { type CredentialsFile, openCredentialsFile } from './credentials-file.ts';
import type { WantedUser } from './user-policies.ts';

const POLICY_NAME = 'rekey-local';

type Iam = <Output>(operation: string, input: object) => Promise<Output>;

/** @throws RotationError InvalidConfiguration for a policy that IAM refuses */
export async function giveAccess(
  cloud: Pick<Cloud, 'call' | 'accountId'>,
  path: string,
  users: readonly WantedUser[],
): Promise<void> {
  const file = openCredentialsFile(path);
  const principal = { kind: 'root', accountId: cloud.accountId } as const;
  const iam: Iam = (operation, input) =>
    cloud.call({ service: 'iam', operation, input, principal, region: 'us-east-1' });
  await createUser(iam, ADMINISTRATOR);
  await iam('AttachUserPolicy', { UserName: ADMINISTRATOR, PolicyArn: ADMINISTRATOR_POLICY });
  await giveKey(iam, file, ADMINISTRATOR, DEFAULT_PROFILE);
  for (const { name, policy, policyFile } of users) {
    await createUser(iam, name);
    const input = { UserName: name, PolicyName: POLICY_NAME, PolicyDocument: policy };
    await iam('PutUserPolicy', input).catch((error: unknown) => {
      const { message } = error as Error;
      throw new RotationError('Rekey.InvalidConfiguration', `${policyFile}: ${message}`);
    });
    await giveKey(iam, file, name, name);
  }
}

async function createUser(iam: Iam, UserName: string): Promise<void> {
  await iam('CreateUser', { UserName }).catch((error: unknown) => {
    if ((error as Error).name !== 'EntityAlreadyExistsException') throw error;
  });
}

/** A new key where the file has none that is the user's. */
async function giveKey(
  iam: Iam,
  file: CredentialsFile,
  UserName: string,
  profile: string,
): Promise<void> {
  const { AccessKeyMetadata } = await iam<{
    readonly AccessKeyMetadata: readonly { readonly AccessKeyId: string }[];
  }>('ListAccessKeys', { UserName });
  const kept = file.findAccessKeyId(profile);
  if (AccessKeyMetadata.some(({ AccessKeyId }) => AccessKeyId === kept)) return;
  const { AccessKey } = await iam<{
    readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  }>('CreateAccessKey', { UserName }).catch((error: unknown) => {
    throw (error as Error).name === 'LimitExceededException' ? bothKeysLost(UserName) : error;
  });
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = AccessKey;
  file.put(profile, { accessKeyId, secretAccessKey });
}

function bothKeysLost(userName: string): RotationError {
  return new RotationError(
    'Rekey.InvalidConfiguration',
    `The user ${userName} has two access keys, and the credentials file has neither. Put the file back, or start without --strict-auth and --user and delete one as root: aws iam delete-access-key.`,
  );
}

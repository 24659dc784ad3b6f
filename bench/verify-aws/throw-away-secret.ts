// A secret of nobody's, for as long as the work lasts: a random name, a value that opens nothing, deleted by force whatever happens.
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { Random } from '../../local/random.ts';

const NAME_PREFIX = 'rekey-verify-';

export interface ThrowAwaySecret {
  readonly arn: string;
  readonly name: string;
}

/** @throws what `work` throws; where the deletion itself fails, an Error with the command that deletes by hand */
export async function withThrowAwaySecret<Result>(
  client: SecretsManagerClient,
  random: Random,
  work: (secret: ThrowAwaySecret) => Promise<Result>,
): Promise<Result> {
  const name = `${NAME_PREFIX}${Buffer.from(random.bytes(8)).toString('hex')}`;
  const { ARN: arn = '' } = await client.send(
    new CreateSecretCommand({
      Name: name,
      Description: 'Thrown away by "npm run verify:aws"; delete it if you find it.',
      SecretString: 'opens nothing',
    }),
  );
  try {
    return await work({ arn, name });
  } finally {
    await deleteByForce(client, arn, name);
  }
}

async function deleteByForce(
  client: SecretsManagerClient,
  SecretId: string,
  name: string,
): Promise<void> {
  try {
    await client.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
  } catch (cause) {
    throw new Error(
      `Secret ${name} could not be deleted. Delete it by hand: aws secretsmanager delete-secret --secret-id ${name} --force-delete-without-recovery`,
      { cause },
    );
  }
}

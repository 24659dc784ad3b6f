// The key of one's own that a secret is encrypted with. Secrets without one use the account's aws/secretsmanager, which needs no rights.
import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { KeyFacts } from '../../rotation/doctor/facts.ts';
import type { Clock } from '../../rotation/effects.ts';
import type { ClientConfig } from '../clients.ts';
import { createTimedCall } from '../timed-call.ts';

/** @returns the key's id, ARN or alias, as the secret names it; undefined for the account's own */
export async function findKeyId(
  config: ClientConfig,
  clock: Clock,
  secretArn: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const call = createTimedCall(() => new SecretsManagerClient(config), clock);
  const { KmsKeyId } = await call(
    { call: 'secretsmanager:DescribeSecret', resource: secretArn },
    signal,
    (client, options) => client.send(new DescribeSecretCommand({ SecretId: secretArn }), options),
  );
  return KmsKeyId;
}

export async function loadKey(
  config: ClientConfig,
  clock: Clock,
  keyId: string,
  signal: AbortSignal,
): Promise<KeyFacts> {
  const call = createTimedCall(() => new KMSClient(config), clock);
  const { KeyMetadata } = await call(
    { call: 'kms:DescribeKey', resource: keyId },
    signal,
    (client, options) => client.send(new DescribeKeyCommand({ KeyId: keyId }), options),
  );
  return {
    arn: KeyMetadata?.Arn ?? keyId,
    keyId,
    state: KeyMetadata?.KeyState ?? 'unknown',
    isCustomerManaged: KeyMetadata?.KeyManager !== 'AWS',
  };
}

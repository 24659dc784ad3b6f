// The demo's secrets: real credentials, tagged so that Rekey may rotate them.
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { DemoCredential, Fields } from './credentials/credential.ts';
import { graceSeconds } from './stage.ts';

export interface CurrentVersion {
  readonly versionId: string;
  readonly fields: Fields;
}

export async function createSecrets(
  secrets: SecretsManagerClient,
  { secretId, fields, tags, admin }: DemoCredential,
): Promise<void> {
  if (admin !== undefined) {
    await createSecret(secrets, admin.secretId, admin.fields, { 'rekey:role': 'admin' });
  }
  await createSecret(secrets, secretId, fields, {
    ...tags,
    'rekey:window': '1h',
    'rekey:grace': `${String(graceSeconds)}s`,
  });
}

export async function loadCurrent(
  secrets: SecretsManagerClient,
  { secretId }: DemoCredential,
): Promise<CurrentVersion> {
  const { SecretString = '{}', VersionId = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: secretId }),
  );
  return { versionId: VersionId, fields: JSON.parse(SecretString) as Fields };
}

/** Every secret part of every version that still has a value: what must be nowhere else. */
export async function loadAllValues(
  secrets: SecretsManagerClient,
  { secretId, admin, secretFields }: DemoCredential,
): Promise<readonly string[]> {
  const values = await listValues(secrets, secretId);
  if (admin !== undefined) values.push(admin.fields);
  return values
    .flatMap((fields) => secretFields.map((name) => fields[name]))
    .filter((value) => typeof value === 'string');
}

async function createSecret(
  secrets: SecretsManagerClient,
  Name: string,
  fields: Fields,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await secrets.send(new CreateSecretCommand({ Name, SecretString: JSON.stringify(fields), Tags }));
}

async function listValues(secrets: SecretsManagerClient, secretId: string): Promise<Fields[]> {
  const { Versions = [] } = await secrets.send(
    new ListSecretVersionIdsCommand({ SecretId: secretId, IncludeDeprecated: true }),
  );
  return await Promise.all(
    Versions.map(async ({ VersionId }) => {
      const { SecretString = '{}' } = await secrets.send(
        new GetSecretValueCommand({ SecretId: secretId, VersionId }),
      );
      return JSON.parse(SecretString) as Fields;
    }),
  );
}

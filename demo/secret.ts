// The demo's secret: a real API key of the service, tagged so that Rekey may rotate it.
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  ListSecretVersionIdsCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { graceSeconds, secretId } from './stage.ts';

export interface Credential {
  readonly versionId: string;
  readonly baseUrl: string;
  readonly apiKey: string;
}

export async function createSecret(
  secrets: SecretsManagerClient,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  await secrets.send(
    new CreateSecretCommand({
      Name: secretId,
      SecretString: JSON.stringify(fields),
      Tags: Object.entries({
        'rekey:target': 'http-api',
        'rekey:recipe': 'better-auth-api-key',
        'rekey:window': '1h',
        'rekey:grace': `${String(graceSeconds)}s`,
      }).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
}

export async function loadCurrent(secrets: SecretsManagerClient): Promise<Credential> {
  const { SecretString = '{}', VersionId = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: secretId }),
  );
  const fields = JSON.parse(SecretString) as { baseUrl: string; apiKey: string };
  return { versionId: VersionId, baseUrl: fields.baseUrl, apiKey: fields.apiKey };
}

/** Every secret part of every version that still has a value: what must be nowhere else. */
export async function loadAllValues(secrets: SecretsManagerClient): Promise<readonly string[]> {
  const { Versions = [] } = await secrets.send(
    new ListSecretVersionIdsCommand({ SecretId: secretId, IncludeDeprecated: true }),
  );
  const values = await Promise.all(
    Versions.map(async ({ VersionId }) => {
      const { SecretString = '{}' } = await secrets.send(
        new GetSecretValueCommand({ SecretId: secretId, VersionId }),
      );
      return (JSON.parse(SecretString) as { apiKey?: string }).apiKey;
    }),
  );
  return values.filter((value) => value !== undefined);
}

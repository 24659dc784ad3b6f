import type { CreateKeyResponse } from '@aws-sdk/client-kms';
import type {
  GetSecretValueResponse,
  ListSecretVersionIdsResponse,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { createKms } from '../../../local/kms/service.ts';
import { createSystemRandom, createUuid } from '../../../local/random.ts';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import type { CallContext, Permission, Principal } from '../../../local/service.ts';
import { ServiceError } from '../../../local/service-error.ts';
import { refusalOf } from '../../support/refusal.ts';
import { ACCOUNT_ID, type ServiceHost, startServices } from '../../support/service-host.ts';
import { tokenOf } from '../../support/tokens.ts';

const ROLE: Principal = {
  kind: 'role',
  accountId: ACCOUNT_ID,
  roleArn: `arn:aws:iam::${ACCOUNT_ID}:role/reader`,
  arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/reader/session`,
};

interface Asked {
  readonly permissions: readonly Permission[];
  readonly context: CallContext;
}

interface Setting {
  readonly host: ServiceHost;
  /** What KMS was asked, in order. */
  readonly kmsCalls: Asked[];
  /** KMS actions that the role may not do. */
  readonly denied: Set<string>;
  readonly send: <Output = unknown>(
    operation: string,
    input: object,
    principal?: Principal,
  ) => Promise<Output>;
}

async function start(): Promise<Setting> {
  const kmsCalls: Asked[] = [];
  const denied = new Set<string>();
  const host = await startServices({
    services: { kms: createKms, secretsmanager: createSecretsManager },
    authorize: (permissions, context) => {
      if (permissions.some(({ action }) => action.startsWith('kms:'))) {
        kmsCalls.push({ permissions, context });
      }
      if (
        context.principal.kind === 'role' &&
        permissions.some(({ action }) => denied.has(action))
      ) {
        throw new ServiceError('AccessDeniedException', 'No.');
      }
    },
  });
  const send: Setting['send'] = (operation, input, principal) =>
    host.send('secretsmanager', operation, input, principal);
  return { host, kmsCalls, denied, send };
}

const createKey = async ({ host }: Setting): Promise<string> => {
  const { KeyMetadata } = await host.send<CreateKeyResponse>('kms', 'CreateKey', {});
  return KeyMetadata?.Arn ?? '';
};

const NOT_ALLOWED = { name: 'AccessDeniedException', message: 'Access to KMS is not allowed' };

test('no value, data key or key material lies in the store in clear', async () => {
  const setting = await start();
  const value = createUuid(createSystemRandom());
  await setting.send('CreateSecret', {
    Name: 'clear',
    SecretString: value,
    ClientRequestToken: tokenOf('1'),
  });
  for (const name of ['secretsmanager/secrets', 'secretsmanager/values', 'kms/keys']) {
    const stored = JSON.stringify(setting.host.store.collection(name).list());
    for (const form of [
      value,
      Buffer.from(value).toString('base64'),
      Buffer.from(value).toString('hex'),
    ]) {
      expect(stored).not.toContain(form);
    }
  }
  await setting.host.close();
});

test('the default key is used as Secrets Manager itself, with the secret and version as context', async () => {
  const { host, send, kmsCalls } = await start();
  await send(
    'CreateSecret',
    { Name: 'default', SecretString: 'v', ClientRequestToken: tokenOf('1') },
    ROLE,
  );
  await send('GetSecretValue', { SecretId: 'default' }, ROLE);
  const [asked, ...others] = kmsCalls;
  expect(others).toEqual([]); // the data key is still in memory
  expect(asked?.context.principal).toMatchObject({ service: 'secretsmanager.amazonaws.com' });
  expect(asked?.permissions).toMatchObject([
    {
      action: 'kms:GenerateDataKey',
      conditions: {
        'kms:EncryptionContext:SecretVersionId': tokenOf('1'),
        'kms:EncryptionContext:SecretARN': expect.stringContaining(':secret:default-'),
        'kms:RequestAlias': 'alias/aws/secretsmanager',
        'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com',
      },
    },
  ]);
  await host.close();
});

test('a customer key is used with the rights of the caller, asked for at every read', async () => {
  const setting = await start();
  const { host, send, kmsCalls, denied } = setting;
  const KmsKeyId = await createKey(setting);
  await send('CreateSecret', {
    Name: 'own',
    KmsKeyId,
    SecretString: 'v',
    ClientRequestToken: tokenOf('1'),
  });
  kmsCalls.length = 0;
  for (const _ of [1, 2]) await send('GetSecretValue', { SecretId: 'own' }, ROLE);
  expect(kmsCalls).toHaveLength(2);
  expect(kmsCalls[0]).toMatchObject({
    context: { principal: ROLE },
    permissions: [
      {
        action: 'kms:Decrypt',
        resource: KmsKeyId,
        conditions: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' },
      },
    ],
  });
  denied.add('kms:Decrypt');
  const read = () => send('GetSecretValue', { SecretId: 'own' }, ROLE);
  expect(await refusalOf(read())).toEqual(NOT_ALLOWED); // aws-cdk#7677
  denied.add('kms:GenerateDataKey');
  const put = { SecretId: 'own', SecretString: 'w', ClientRequestToken: tokenOf('2') };
  expect(await refusalOf(send('PutSecretValue', put, ROLE))).toEqual(NOT_ALLOWED);
  denied.clear();
  await host.send('kms', 'DisableKey', { KeyId: KmsKeyId });
  expect(await refusalOf(read())).toEqual(NOT_ALLOWED);
  await host.send('kms', 'EnableKey', { KeyId: KmsKeyId });
  await read();
  await host.close();
});

test('whoever may not decrypt with a customer key cannot give it to a secret', async () => {
  const setting = await start();
  const { host, send, denied, kmsCalls } = setting;
  const KmsKeyId = await createKey(setting);
  kmsCalls.length = 0;
  denied.add('kms:Decrypt');
  const created = send(
    'CreateSecret',
    { Name: 'k', KmsKeyId, ClientRequestToken: tokenOf('1') },
    ROLE,
  );
  expect(await refusalOf(created)).toEqual(NOT_ALLOWED);
  expect(kmsCalls[0]?.permissions[0]?.conditions).toMatchObject({
    'kms:EncryptionContext:SecretVersionId': 'RequestToValidateKeyAccess',
  });
  expect((await refusalOf(send('DescribeSecret', { SecretId: 'k' }))).name).toBe(
    'ResourceNotFoundException',
  );
  const unknown = { Name: 'k', KmsKeyId: 'alias/nobody', ClientRequestToken: tokenOf('1') };
  expect((await refusalOf(send('CreateSecret', unknown))).name).toBe('InvalidParameterException');
  await host.close();
});

test('another key re-encrypts the versions in use and leaves the old ones', async () => {
  const setting = await start();
  const { host, send } = setting;
  const tokens = ['1', '2', '3'].map(tokenOf);
  await send('CreateSecret', { Name: 'rekeyed', ClientRequestToken: tokenOf('0') });
  for (const ClientRequestToken of tokens) {
    const SecretString = `value of ${ClientRequestToken}`;
    await send('PutSecretValue', { SecretId: 'rekeyed', ClientRequestToken, SecretString });
  }
  const KmsKeyId = await createKey(setting);
  await send('UpdateSecret', { SecretId: 'rekeyed', KmsKeyId });
  expect(await send('DescribeSecret', { SecretId: 'rekeyed' })).toMatchObject({ KmsKeyId });
  const { Versions = [] } = await send<ListSecretVersionIdsResponse>('ListSecretVersionIds', {
    SecretId: 'rekeyed',
    IncludeDeprecated: true,
  });
  expect(Versions.map(({ VersionId, KmsKeyIds }) => [VersionId, KmsKeyIds])).toEqual([
    [tokenOf('3'), [KmsKeyId]],
    [tokenOf('2'), [KmsKeyId]],
    [tokenOf('1'), ['DefaultEncryptionKey']],
  ]);
  for (const VersionId of tokens) {
    const read = await send<GetSecretValueResponse>('GetSecretValue', {
      SecretId: 'rekeyed',
      VersionId,
    });
    expect(read.SecretString).toBe(`value of ${VersionId}`);
  }
  await send('UpdateSecret', { SecretId: 'rekeyed', KmsKeyId: 'alias/aws/secretsmanager' });
  expect(await send('DescribeSecret', { SecretId: 'rekeyed' })).not.toHaveProperty('KmsKeyId');
  await host.close();
});

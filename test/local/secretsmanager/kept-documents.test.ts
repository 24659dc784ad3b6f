// Secrets and values are kept as they were put, so what is put must be what the disk would give again.
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { createCloud } from '../../../local/cloud.ts';
import { createStore, type DocumentForm, type Store } from '../../../local/store.ts';
import { createInProcessConfig } from '../../support/cloud.ts';

test('what is kept is what reading its form gives again, which writes it as JSON.stringify would', async () => {
  const kept: Kept[] = [];
  const cloud = createCloud({ store: watch(kept) });
  const client = new SecretsManagerClient(createInProcessConfig(cloud));
  const SecretId = 'kept';
  const { VersionId: first } = await client.send(
    new CreateSecretCommand({
      Name: SecretId,
      SecretString: 'a',
      Tags: [{ Key: 'k', Value: 'v' }],
    }),
  );
  const { VersionId: second } = await client.send(
    new PutSecretValueCommand({ SecretId, SecretBinary: Buffer.from('b') }),
  );
  await client.send(
    new UpdateSecretVersionStageCommand({
      ...{ SecretId, VersionStage: 'AWSCURRENT' },
      ...{ RemoveFromVersionId: second, MoveToVersionId: first },
    }),
  );
  await client.send(new UpdateSecretCommand({ SecretId, Description: 'd', SecretString: 'c' }));
  await client.send(new TagResourceCommand({ SecretId, Tags: [{ Key: 'l', Value: '' }] }));
  await client.send(new UntagResourceCommand({ SecretId, TagKeys: ['k', 'l'] }));
  const Principal = { AWS: 'arn:aws:iam::000000000000:root' };
  const Statement = [{ Effect: 'Allow', Principal, Action: 'secretsmanager:*', Resource: '*' }];
  const ResourcePolicy = JSON.stringify({ Version: '2012-10-17', Statement });
  await client.send(new PutResourcePolicyCommand({ SecretId, ResourcePolicy }));
  await client.send(new DeleteSecretCommand({ SecretId }));
  await client.send(new RestoreSecretCommand({ SecretId }));
  expect(kept.length).toBeGreaterThan(10);
  for (const { document, text, again } of kept) {
    expect(again).toStrictEqual(document);
    expect(JSON.parse(text)).toStrictEqual(JSON.parse(JSON.stringify(document)));
  }
  await cloud.stop();
});

interface Kept {
  readonly document: unknown;
  readonly text: string;
  readonly again: unknown;
}

/** A store that notes what is put with a form. */
function watch(kept: Kept[]): Store {
  const store = createStore();
  return {
    ...store,
    collection: <Document>(name: string, form?: DocumentForm<Document>) => {
      const collection = store.collection(name, form);
      if (form === undefined) return collection;
      return {
        ...collection,
        put: (key: string, document: Document) => {
          const text = form.write(document);
          const parsed: unknown = JSON.parse(text);
          kept.push({ document, text, again: form.read?.(parsed) ?? parsed });
          collection.put(key, document);
        },
      };
    },
  };
}

import { readdirSync } from 'node:fs';
import * as sdk from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { createSecretsManager } from '../../../local/secretsmanager/service.ts';
import type { Environment, Service } from '../../../local/service.ts';
import { startServices } from '../../support/service-host.ts';

let service: Service | undefined;
const create = (environment: Environment): Service => {
  service = createSecretsManager(environment);
  return service;
};

test('every operation of the client has an action in a file of its name', async () => {
  const host = await startServices({ services: { secretsmanager: create } });
  const operations = Object.keys(sdk)
    .filter((name) => /^[A-Z].*Command$/u.test(name))
    .map((name) => name.slice(0, -'Command'.length))
    .sort();
  expect(operations).toHaveLength(23);
  expect(Object.keys(service?.actions ?? {}).sort()).toEqual(operations);
  const files = readdirSync(new URL('../../../local/secretsmanager/actions', import.meta.url));
  const names = operations.map(
    (name) => `${name.replace(/(?!^)([A-Z])/gu, '-$1').toLowerCase()}.ts`,
  );
  expect(files.sort()).toEqual(names.sort());
  await host.close();
});

test('every action on a secret asks for secretsmanager:<operation> on its ARN', async () => {
  const host = await startServices({ services: { secretsmanager: create } });
  const context = {
    principal: { kind: 'root', accountId: '123456789012' },
    accountId: '123456789012',
    region: 'us-east-1',
    requestId: 'r',
    signal: new AbortController().signal,
  } as const;
  const onEverything = ['BatchGetSecretValue', 'GetRandomPassword', 'ListSecrets'];
  for (const [operation, { permissions }] of Object.entries(service?.actions ?? {})) {
    const [asked] = permissions?.({ SecretId: 'some/secret', Name: 'some/secret' }, context) ?? [];
    expect(asked).toMatchObject({
      action: `secretsmanager:${operation}`,
      resource: onEverything.includes(operation)
        ? '*'
        : 'arn:aws:secretsmanager:us-east-1:123456789012:secret:some/secret-??????',
    });
  }
  await host.close();
});

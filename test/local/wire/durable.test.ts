// Nothing is answered that a crash could take back.

import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, expect, test } from '@jest/globals';
import { nextTurn } from '../../../local/clock.ts';
import { ServiceError } from '../../../local/service-error.ts';
import { type RunningWire, startWire } from '../../support/wire.ts';

let wire: RunningWire | undefined;

afterEach(async () => {
  await wire?.close();
  wire = undefined;
});

test('an answer waits until what was written is on the disk', async () => {
  const steps: string[] = [];
  wire = await startWire(
    { secretsmanager: { ListSecrets: () => steps.push('action') && { SecretList: [] } } },
    {},
    async () => {
      await nextTurn();
      steps.push('disk');
    },
  );
  await list(wire);
  steps.push('answer');
  expect(steps).toEqual(['action', 'disk', 'answer']);
});

test.each([
  ['success', () => ({ SecretList: [] })],
  ['refusal', () => refuse()],
])('where the disk failed, the caller is told of no %s', async (_, action) => {
  wire = await startWire({ secretsmanager: { ListSecrets: action } }, {}, fail);
  await expect(list(wire)).rejects.toMatchObject({
    name: 'InternalServiceError',
    $metadata: { httpStatusCode: 500 },
  });
  expect(wire.log.at(-1)).toMatchObject({
    level: 'error',
    message: expect.stringContaining('StoreFailed: The disk did not take it.'),
  });
});

test('a page of the endpoint itself is no exception', async () => {
  wire = await startWire({}, {}, fail);
  expect((await fetch(`${wire.url}/_rekey/health`)).status).toBe(500);
});

async function list({ clientConfig }: RunningWire): Promise<void> {
  const client = new SecretsManagerClient(clientConfig);
  try {
    await client.send(new ListSecretsCommand({}));
  } finally {
    client.destroy();
  }
}

function refuse(): never {
  throw new ServiceError('ResourceNotFoundException', 'It is not there.');
}

function fail(): Promise<void> {
  return Promise.reject(
    Object.assign(new Error('The disk did not take it.'), { name: 'StoreFailed' }),
  );
}

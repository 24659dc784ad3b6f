import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ServiceError } from '../../../local/service-error.ts';
import { type Actions, type RunningWire, startWire } from '../../support/wire.ts';

let wire: RunningWire | undefined;

afterEach(async () => {
  await wire?.close();
});

async function startSecrets(actions: Actions): Promise<{
  readonly client: SecretsManagerClient;
  readonly post: (operation: string, body: string) => Promise<Response>;
  readonly wire: RunningWire;
}> {
  const running = await startWire({ secretsmanager: actions });
  wire = running;
  const post = (operation: string, body: string): Promise<Response> =>
    fetch(running.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `secretsmanager.${operation}`,
      },
      body,
    });
  return { client: new SecretsManagerClient(running.clientConfig), post, wire: running };
}

test('an action is given what the client sent, blobs as bytes', async () => {
  const seen: unknown[] = [];
  const { client } = await startSecrets({
    CreateSecret: (input: unknown) => {
      seen.push(input);
      return { ARN: 'arn', Name: 'a' };
    },
  });
  const { Name: name } = await client.send(
    new CreateSecretCommand({
      Name: 'a',
      SecretBinary: Uint8Array.of(0, 1, 2, 255),
      Tags: [{ Key: 'k', Value: '' }],
      ClientRequestToken: 'token',
    }),
  );
  expect(name).toBe('a');
  expect(seen).toEqual([
    {
      Name: 'a',
      SecretBinary: Uint8Array.of(0, 1, 2, 255),
      Tags: [{ Key: 'k', Value: '' }],
      ClientRequestToken: 'token',
    },
  ]);
});

test('dates are written as epoch seconds, blobs as base64, and what is absent is left out', async () => {
  const { post } = await startSecrets({
    GetSecretValue: () => ({
      Name: 'a',
      CreatedDate: new Date(1_700_000_000_123),
      SecretBinary: Uint8Array.of(0, 1, 2, 255),
      SecretString: undefined,
      NotInTheModel: 1,
    }),
  });
  const response = await post('GetSecretValue', '{"SecretId":"a"}');
  expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/u);
  expect(await response.json()).toEqual({
    Name: 'a',
    CreatedDate: 1_700_000_000.123,
    SecretBinary: 'AAEC/w==',
  });
});

test('the client reads back the date that the action gave', async () => {
  const { client } = await startSecrets({
    DescribeSecret: () => ({ Name: 'a', LastRotatedDate: new Date(1_700_000_000_500) }),
  });
  const answer = await client.send(new DescribeSecretCommand({ SecretId: 'a' }));
  expect(answer.LastRotatedDate?.getTime()).toBe(1_700_000_000_500);
});

test('a modelled error carries its name and Message, as Secrets Manager writes it', async () => {
  const { client, post } = await startSecrets({
    GetSecretValue: () => {
      throw new ServiceError('ResourceNotFoundException', 'There is none.');
    },
  });
  const response = await post('GetSecretValue', '{"SecretId":"a"}');
  expect(response.status).toBe(400);
  expect(await response.text()).toBe(
    '{"__type":"ResourceNotFoundException","Message":"There is none."}',
  );
  await expect(client.send(new GetSecretValueCommand({ SecretId: 'a' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'There is none.',
  });
});

test('a service that once spoke Query tells the old error code too', async () => {
  wire = await startWire({
    sqs: {
      GetQueueUrl: () => {
        throw new ServiceError('QueueDoesNotExist', 'There is none.');
      },
    },
  });
  const client = new SQSClient(wire.clientConfig);
  await expect(client.send(new GetQueueUrlCommand({ QueueName: 'q' }))).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    message: 'There is none.',
    Code: 'AWS.SimpleQueueService.NonExistentQueue',
  });
});

test.each([
  ['a number where a string is due', '{"SecretId":3}', /NUMBER_VALUE/u],
  ['a list where a structure is due', '[]', /Start of list/u],
  ['a structure where a string is due', '{"SecretId":{}}', /structure or map/u],
])('%s is a SerializationException', async (_name, body, message) => {
  const { post } = await startSecrets({ GetSecretValue: () => ({}) });
  const response = await post('GetSecretValue', body);
  expect(response.status).toBe(400);
  const answer = (await response.json()) as { __type: string; message: string };
  expect(answer.__type).toBe('SerializationException');
  expect(answer.message).toMatch(message);
});

test('a required member that is missing is named in the words of AWS', async () => {
  const { post } = await startSecrets({ GetSecretValue: () => ({}) });
  const response = await post('GetSecretValue', '{}');
  expect(await response.json()).toEqual({
    __type: 'ValidationException',
    message:
      "1 validation error detected: Value null at 'secretId' failed to satisfy constraint: Member must not be null",
  });
});

test('an operation that the endpoint does not have is refused, and the log names it', async () => {
  const { client, wire: running } = await startSecrets({});
  await expect(client.send(new ListSecretsCommand({}))).rejects.toMatchObject({
    name: 'UnknownOperationException',
  });
  expect(running.log).toContainEqual(
    expect.objectContaining({ level: 'warn', call: 'secretsmanager:ListSecrets' }),
  );
});

test('an error that nobody meant becomes a constant, and its words go nowhere', async () => {
  const { post, wire: running } = await startSecrets({
    GetSecretValue: () => {
      throw new Error('the value is hunter2');
    },
  });
  const response = await post('GetSecretValue', '{"SecretId":"a"}');
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({
    __type: 'InternalServiceError',
    Message: 'An internal error occurred.',
  });
  expect(running.log.some(({ level }) => level === 'error')).toBe(true);
  expect(JSON.stringify(running.log)).not.toContain('hunter2');
});

test('any text and any bytes come through unharmed, both ways', async () => {
  const { client } = await startSecrets({
    GetSecretValue: ({ SecretId }) => answers.get(SecretId),
  });
  const answers = new Map<unknown, unknown>();
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.uint8Array(), async (text, bytes) => {
      const id = `id${text}`;
      answers.set(id, { SecretString: text, SecretBinary: bytes });
      const answer = await client.send(new GetSecretValueCommand({ SecretId: id }));
      expect(answer.SecretString).toBe(text);
      expect(Buffer.from(answer.SecretBinary ?? [])).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 50 },
  );
});

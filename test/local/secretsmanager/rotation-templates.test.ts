// AWS's own rotation functions, as they are, behind an adapter. Opt-in, for they are Python and no part of this project:
// REKEY_TEST_ROTATION_TEMPLATES names a checkout of aws-samples/aws-secrets-manager-rotation-lambdas; python3 needs boto3.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { expect, test } from '@jest/globals';
import { createClientConfig } from '../../support/cloud.ts';
import { createRole } from '../../support/roles.ts';
import { startRotationHost } from '../../support/rotation-host.ts';

const folder = process.env['REKEY_TEST_ROTATION_TEMPLATES'];
const TEST_MS_MAX = 60_000;

if (folder === undefined) {
  test('AWS’s rotation templates are left out: REKEY_TEST_ROTATION_TEMPLATES names no folder', () => {
    expect(folder).toBeUndefined();
  });
} else {
  test(
    'the generic template rotates a secret twice, and AWSPENDING is gone after each',
    async () => {
      const host = await startRotationHost();
      const endpoint = host.cloudUrl;
      const { credentials } = createClientConfig(endpoint);
      const python = spawn(
        'python3',
        [
          new URL('../../support/lambda-adapter.py', import.meta.url).pathname,
          join(folder, 'SecretsManagerRotationTemplate', 'lambda_function.py'),
          ...['set_secret', 'test_secret'], // the generic one leaves both to its reader
        ],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: {
            PATH: process.env['PATH'],
            HOME: process.env['HOME'],
            SECRETS_MANAGER_ENDPOINT: endpoint,
            AWS_DEFAULT_REGION: 'us-east-1',
            AWS_ACCESS_KEY_ID: credentials.accessKeyId,
            AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          },
        },
      );
      try {
        const [port] = (await once(python.stdout, 'data')) as [Buffer];
        const lambda = new LambdaClient(createClientConfig(endpoint));
        const FunctionName = 'template';
        const service = 'lambda.amazonaws.com';
        const { FunctionArn } = await lambda.send(
          new CreateFunctionCommand({
            FunctionName,
            PackageType: 'Image',
            Timeout: 30,
            Role: await createRole(host.cloud, { name: 'template-role', service, actions: [] }),
            Code: { ImageUri: `http://127.0.0.1:${port.toString().trim()}/` },
          }),
        );
        lambda.destroy();
        await host.permitRotation(FunctionName);
        const SecretId = 'generic';
        await host.client.send(new CreateSecretCommand({ Name: SecretId, SecretString: 'first' }));
        const read = async () =>
          (await host.client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
        const values = [await read()];
        for (const RotationLambdaARN of [FunctionArn, undefined]) {
          const { VersionId = '' } = await host.client.send(
            new RotateSecretCommand({ SecretId, RotationLambdaARN }),
          );
          await host.describeUntil(SecretId, ({ VersionIdsToStages = {} }) => {
            const stages = VersionIdsToStages[VersionId];
            return stages?.length === 1 && stages[0] === 'AWSCURRENT';
          });
          values.push(await read());
        }
        expect(new Set(values).size).toBe(3);
      } finally {
        python.kill();
        await host.close();
      }
    },
    TEST_MS_MAX,
  );
}

// The `aws` command over a real socket: opt-in, for it is no package of npm's. REKEY_TEST_AWS_COMMAND=1 asks for it.
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startCloud } from '../support/cloud.ts';

const COMMAND_MS_MAX = 60_000;

if (process.env['REKEY_TEST_AWS_COMMAND'] === '1' && isOnPath('aws')) {
  test(
    'the aws command speaks JSON, Query, REST and CBOR to the endpoint',
    async () => {
      const cloud = await startCloud();
      const { url, clientConfig } = cloud;
      const { accessKeyId, secretAccessKey } = clientConfig.credentials;
      const aws = async (...words: readonly string[]): Promise<unknown> => {
        const { stdout } = await promisify(execFile)('aws', [...words, '--endpoint-url', url], {
          env: {
            PATH: process.env['PATH'],
            AWS_ACCESS_KEY_ID: accessKeyId,
            AWS_SECRET_ACCESS_KEY: secretAccessKey,
            AWS_DEFAULT_REGION: 'us-east-1',
            AWS_DEFAULT_OUTPUT: 'json',
          },
        });
        return stdout === '' ? undefined : (JSON.parse(stdout) as unknown);
      };
      try {
        expect(await aws('sts', 'get-caller-identity')).toMatchObject({ Account: '000000000000' });
        expect(
          await aws('secretsmanager', 'create-secret', '--name', 'a', '--secret-string', 'x'),
        ).toMatchObject({ Name: 'a' });
        await aws('s3api', 'create-bucket', '--bucket', 'bucket');
        await aws(
          's3api',
          'put-object',
          '--bucket',
          'bucket',
          '--key',
          'k',
          '--body',
          'package.json',
        );
        expect(await aws('s3api', 'list-objects-v2', '--bucket', 'bucket')).toMatchObject({
          Contents: [{ Key: 'k' }],
        });
        expect(await aws('lambda', 'list-functions')).toEqual({ Functions: [] });
        const datum = 'MetricName=m,Value=2';
        await aws('cloudwatch', 'put-metric-data', '--namespace', 'n', '--metric-data', datum);
        await expect(aws('iam', 'get-role', '--role-name', 'x')).rejects.toMatchObject({
          stderr: expect.stringContaining('(NoSuchEntity)'),
        });
      } finally {
        await cloud.close();
      }
    },
    COMMAND_MS_MAX,
  );
} else {
  test('the aws command is left out: it is not on the PATH, or REKEY_TEST_AWS_COMMAND is not 1', () => {
    expect(true).toBe(true);
  });
}

function isOnPath(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// boto3 over a real socket, as its users write it: the endpoint comes from the environment.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startCloud } from '../support/cloud.ts';
import { findPython } from '../support/python-lambda.ts';

const session = new URL('../support/boto3-session.py', import.meta.url).pathname;
// Older ones do not read AWS_ENDPOINT_URL; they take endpoint_url=… in the code.
const NEW_ENOUGH = 'tuple(map(int, boto3.__version__.split(".")[:2])) >= (1, 28)';
const python = findPython(['boto3'], NEW_ENOUGH);

if (python === undefined) {
  test('boto3 is left out: python3 has no boto3 of 1.28 or newer', () => {
    expect(python).toBeUndefined();
  });
} else {
  test('boto3 works with the endpoint as it is written for AWS', async () => {
    const cloud = await startCloud();
    const { accessKeyId, secretAccessKey } = cloud.clientConfig.credentials;
    try {
      const { stdout } = await promisify(execFile)(python, [session], {
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          AWS_ENDPOINT_URL: cloud.url,
          AWS_DEFAULT_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
        },
      });
      expect(JSON.parse(stdout)).toEqual({
        first: 'first',
        binary: [0, 1, 255],
        previous: 'first',
        stages: true,
        pages: [['page/0', 'page/1'], ['page/2']],
        batch: ['0'],
        errors: ['ResourceNotFoundException'],
        refused: ["Secrets Manager can't find the specified secret.", 400],
        invalid: 'ValidationException',
        restored: 'page/0',
        password: 20,
        account: '000000000000',
        functions: [],
        object: 100_000,
      });
    } finally {
      await cloud.close();
    }
  });
}

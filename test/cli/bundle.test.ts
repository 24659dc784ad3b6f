// The command as npm installs it: one bundle, a process of its own, and Lambdas in workers beside it.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { beforeAll, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import { createClientConfig } from '../support/cloud.ts';

const BUNDLE = 'dist/rekey.mjs';
const PROCESS_MS_MAX = 60_000;

beforeAll(async () => {
  await promisify(execFile)(process.execPath, ['build/cli.mjs']);
}, PROCESS_MS_MAX);

test('the bundle prints its help without a warning', async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [BUNDLE, '--help']);
  expect(stdout).toMatch(/^Usage: rekey /);
  expect(stderr).toBe('');
});

test('a wrong call ends the process with 2', async () => {
  const wrong = promisify(execFile)(process.execPath, [BUNDLE, 'frobnicate']);
  await expect(wrong).rejects.toMatchObject({ code: 2, stdout: '' });
});

test(
  'the bundled endpoint runs a Lambda, and Ctrl-C ends the process with 0',
  async () => {
    const child = spawn(process.execPath, [BUNDLE, 'local', '--port', '0', '--quiet']);
    try {
      const config = createClientConfig(await waitForUrl(child));
      expect(await invokeNewFunction(config)).toBe('{"answer":42}');
      const closed = once(child, 'close');
      child.kill('SIGINT');
      expect(await closed).toEqual([0, null]);
    } finally {
      child.kill('SIGKILL');
    }
  },
  PROCESS_MS_MAX,
);

async function waitForUrl(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(text) ?? [];
    if (url !== undefined && text.endsWith('\n')) return url;
  }
  throw new Error(`The process ended without an address: ${text}`);
}

async function invokeNewFunction(config: ReturnType<typeof createClientConfig>): Promise<string> {
  const iam = new IAMClient(config);
  const lambda = new LambdaClient(config);
  const trust = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      },
    ],
  };
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  const code = Buffer.from('exports.handler = async () => ({ answer: 42 });');
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'f',
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: Role?.Arn,
      Code: { ZipFile: zipSync({ 'index.js': code }) },
    }),
  );
  const { Payload } = await lambda.send(new InvokeCommand({ FunctionName: 'f' }));
  iam.destroy();
  lambda.destroy();
  return Buffer.from(Payload ?? []).toString();
}

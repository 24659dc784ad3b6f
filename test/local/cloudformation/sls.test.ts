// The real deploy tool against the endpoint, with a function, a role, a state machine and a topic of a throw-away
// service: what AWS's users do, from the first deploy to the removal.
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../local/clock.ts';
import { type RunningCloud, startCloud } from '../../support/cloud.ts';

const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));
const project = fileURLToPath(new URL('./sls-project', import.meta.url));
const REGION = 'eu-central-1';
const TopicArn = `arn:aws:sns:${REGION}:000000000000:throw-away-topic`;

let cloud: RunningCloud;
let folder: string;

beforeAll(async () => {
  cloud = await startCloud();
  folder = mkdtempSync(join(tmpdir(), 'sls-'));
  cpSync(project, folder, { recursive: true });
  symlinkSync(modules, join(folder, 'node_modules'));
});

afterAll(async () => {
  await cloud.close();
  rmSync(folder, { recursive: true });
});

interface Run {
  readonly code: number;
  readonly output: string;
}

function sls(...args: string[]): Promise<Run> {
  const { credentials } = cloud.clientConfig;
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    AWS_ENDPOINT_URL: cloud.url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    SLS_AWS_MONITORING_FREQUENCY: '100',
    SLS_TELEMETRY_DISABLED: '1',
    NODE_NO_WARNINGS: '1',
  };
  const binary = join(modules, 'serverless', 'bin', 'serverless.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [binary, ...args], { cwd: folder, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, output: `${stdout}${stderr}` });
    });
  });
}

function edit(file: string, from: string, to: string): void {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

async function findDisplayName(): Promise<string | undefined> {
  const sns = new SNSClient({ ...cloud.clientConfig, region: REGION });
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  sns.destroy();
  return Attributes?.['DisplayName'];
}

const clock = createSystemClock();

/** sls reports the first failure and leaves; the stack goes on to roll back. */
async function rest(StackName: string): Promise<string> {
  const client = new CloudFormationClient({ ...cloud.clientConfig, region: REGION });
  for (;;) {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks?.[0]?.StackStatus ?? '';
    if (!status.endsWith('IN_PROGRESS')) {
      client.destroy();
      return status;
    }
    await clock.sleep(20);
  }
}

test('sls deploys a service, finds it unchanged, uses it, rolls a bad change back and removes it', async () => {
  const first = await sls('deploy');
  expect(first.output).toContain('Service deployed to stack throw-away-dev');
  expect(first.code).toBe(0);

  const [again, info, invoked, stepped] = await Promise.all([
    sls('deploy'),
    sls('info', '--verbose'),
    sls('invoke', '-f', 'hello', '-d', '{"name":"you"}'),
    sls('invoke', 'stepf', '--name', 'machine', '--data', '{"name":"me"}'),
  ]);
  expect(again.output).toContain('No changes to deploy. Deployment skipped.');
  expect(info.output).toContain(`TopicArn: ${TopicArn}`);
  expect(invoked.output).toContain('"hello": "you"');
  expect(stepped.output).toContain('"status": "SUCCEEDED"');

  edit('hello.js', 'hello from the log', 'good morning from the log');
  const [logs, code] = await Promise.all([
    sls('logs', '-f', 'hello'),
    sls('deploy', 'function', '-f', 'hello'),
  ]);
  expect(logs.output).toContain('hello from the log');
  expect(code.output).toContain('Function code deployed');

  edit('serverless.yml', 'DisplayName: before', 'DisplayName: after');
  edit('serverless.yml', '# bad:', '');
  const bad = await sls('deploy');
  expect(bad.code).toBe(1);
  expect(bad.output).toContain('CREATE_FAILED: Bad (AWS::S3::Bucket)');
  expect(bad.output).toContain('The specified bucket is not valid.');
  expect(await rest('throw-away-dev')).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await findDisplayName()).toBe('before');

  const removed = await sls('remove');
  expect(removed.output).toContain('Service throw-away has been successfully removed');
  await expect(findDisplayName()).rejects.toThrow('Topic does not exist');
}, 600_000);

// `rekey local` with users: who gets in, by which keys, where those lie, and what is said of it.
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DeleteAccessKeyCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateSecretCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LocalOptions, runLocal } from '../../cli/commands/local.ts';
import { type ClientConfig, createClientConfig } from '../support/cloud.ts';
import { createPrinted, type Printed, runRekey } from '../support/command-line.ts';

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'secretsmanager:ListSecrets', Resource: '*' }],
});
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rekey-access-'));
  writeFileSync(join(folder, 'policy.json'), POLICY);
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Running {
  readonly printed: Printed;
  /** Keys that the endpoint does not know. */
  readonly config: ClientConfig;
  readonly file: string;
  stop(): Promise<number>;
}

async function startLocal(options: Partial<LocalOptions>): Promise<Running> {
  const printed = createPrinted();
  const signals = new EventEmitter();
  const ended = runLocal(
    { port: 0, logFormat: 'text', quiet: false, ...options },
    printed.writer,
    signals,
  );
  await Promise.race([printed.waitFor(/Ctrl-C stops it/), ended]);
  const [, url = ''] = /AWS_ENDPOINT_URL=(\S+)/.exec(printed.out()) ?? [];
  const [, file = ''] = /AWS_SHARED_CREDENTIALS_FILE=(\S+)/.exec(printed.out()) ?? [];
  const stop = async (): Promise<number> => {
    signals.emit('SIGINT');
    return await ended;
  };
  return { printed, config: createClientConfig(url), file, stop };
}

/** As an SDK reads the file. */
function readProfile({ config, file }: Running, profile: string): ClientConfig {
  const section = readFileSync(file, 'utf8').split(`[${profile}]\n`)[1]?.split('[')[0] ?? '';
  const [accessKeyId = '', secretAccessKey = ''] = section
    .split('\n')
    .map((line) => line.split(' = ')[1] ?? '');
  return { ...config, credentials: { accessKeyId, secretAccessKey } };
}

async function whoAmI(config: ClientConfig): Promise<string | undefined> {
  const sts = new STSClient(config);
  const { Arn } = await sts.send(new GetCallerIdentityCommand({})).finally(() => sts.destroy());
  return Arn;
}

test('with --strict-auth the profile "default" is the administrator, and a key of nobody is refused', async () => {
  const running = await startLocal({ strictAuth: true });
  try {
    const administrator = readProfile(running, 'default');
    expect(await whoAmI(administrator)).toBe('arn:aws:iam::000000000000:user/administrator');
    const secrets = new SecretsManagerClient(administrator);
    await secrets.send(new CreateSecretCommand({ Name: 's', SecretString: 'v' }));
    secrets.destroy();
    await expect(whoAmI(running.config)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    expect(statSync(running.file).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(running.file)).mode & 0o777).toBe(0o700);
    expect(running.printed.out()).not.toContain(administrator.credentials.secretAccessKey);
    expect(running.printed.out()).not.toContain('AWS_ACCESS_KEY_ID=');
  } finally {
    await running.stop();
  }
  expect(existsSync(dirname(running.file))).toBe(false);
});

test('--user makes a user who may do what the file says, beside root', async () => {
  const running = await startLocal({ user: [`app=${join(folder, 'policy.json')}`] });
  const app = readProfile(running, 'app');
  const secrets = new SecretsManagerClient(app);
  try {
    await secrets.send(new ListSecretsCommand({}));
    await expect(secrets.send(new CreateSecretCommand({ Name: 's' }))).rejects.toThrow(
      /^User: arn:aws:iam::000000000000:user\/app is not authorized to perform: secretsmanager:CreateSecret /,
    );
    expect(await whoAmI(running.config)).toBe('arn:aws:iam::000000000000:root');
    expect(running.printed.out()).toContain('export AWS_PROFILE=app');
  } finally {
    secrets.destroy();
    await running.stop();
  }
});

test('with --data keys stay over a restart, with what somebody wrote to the file, and a changed policy counts', async () => {
  const data = join(folder, 'data');
  const policy = join(folder, 'policy.json');
  const options = { data, strictAuth: true, user: [`app=${policy}`] };
  const first = await startLocal(options);
  const before = [readProfile(first, 'default'), readProfile(first, 'app')];
  await first.stop();
  expect(first.file).toBe(join(data, 'credentials'));
  expect(statSync(data).mode & 0o777).toBe(0o700);
  const own = '[mine]\nrole_arn = arn:aws:iam::000000000000:role/r\nsource_profile = default\n';
  writeFileSync(first.file, `# note\n${readFileSync(first.file, 'utf8')}\n${own}`);
  writeFileSync(policy, POLICY.replace('ListSecrets', 'CreateSecret'));

  const second = await startLocal({ ...options, user: [...options.user, `other=${policy}`] });
  const secrets = new SecretsManagerClient({
    ...readProfile(second, 'app'),
    endpoint: second.config.endpoint,
  });
  try {
    const after = [readProfile(second, 'default'), readProfile(second, 'app')];
    expect(after.map(({ credentials }) => credentials)).toEqual(
      before.map(({ credentials }) => credentials),
    );
    expect(await whoAmI(readProfile(second, 'other'))).toContain('user/other');
    expect(readFileSync(second.file, 'utf8')).toContain(own);
    expect(readFileSync(second.file, 'utf8')).toContain('# note\n');
    await secrets.send(new CreateSecretCommand({ Name: 's' }));
    await expect(secrets.send(new ListSecretsCommand({}))).rejects.toThrow('is not authorized');
  } finally {
    secrets.destroy();
    await second.stop();
  }
});

test('a key that was deleted is made anew, and so is one whose file is lost', async () => {
  const options = { data: join(folder, 'data'), strictAuth: true };
  const first = await startLocal(options);
  const lost = readProfile(first, 'default');
  const iam = new IAMClient(lost);
  const AccessKeyId = lost.credentials.accessKeyId;
  await iam.send(new DeleteAccessKeyCommand({ AccessKeyId }));
  iam.destroy();
  await first.stop();
  for (const isLost of [false, true]) {
    if (isLost) rmSync(first.file);
    const next = await startLocal(options);
    const keys = readProfile(next, 'default');
    expect(keys.credentials.accessKeyId).not.toBe(AccessKeyId);
    expect(await whoAmI(keys)).toContain('user/administrator');
    await next.stop();
  }
  rmSync(first.file);
  const { code, errors } = await runRekey('local', '--data', options.data, '--strict-auth');
  expect(code).toBe(2);
  expect(errors).toMatch(/^rekey: The user administrator has two access keys, and .* delete one/);
});

test.each([
  ['app', 'expected NAME=FILE'],
  ['=policy.json', 'expected NAME=FILE'],
  ['a b=policy.json', 'expected NAME=FILE'],
  ['default=policy.json', "default is the endpoint's own administrator"],
  ['app=missing.json', 'missing.json: there is no such file.'],
  ['app=cut.json', 'cut.json:3:1: no JSON: '],
  ['app=comma.json', 'comma.json:3:3: no JSON: '],
  ['app=empty.json', 'empty.json: Syntax errors in policy.'],
])('--user %s is a mistake of the call: %s', async (user, message) => {
  const files = {
    'cut.json': '{\n  "a": 1\n',
    'comma.json': '{\n  "a": 1\n  "b": 2\n}',
    'empty.json': '{}',
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const [name, file] = user.split('=');
  const option = file === undefined || file === '' ? user : `${name ?? ''}=${join(folder, file)}`;
  const { code, out, errors } = await runRekey('local', '--port', '0', '--user', option);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(errors).toContain(message);
});

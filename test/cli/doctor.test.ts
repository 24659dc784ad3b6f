// `rekey doctor` on the stack as a user deploys it: each trouble is staged as it comes about, and found with its entry of the
// troubleshooting catalogue and the next command. What --fix does is looked at in Secrets Manager.
import { readFileSync } from 'node:fs';
import {
  CreateRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  AddPermissionCommand,
  DeleteFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  PutFunctionConcurrencyCommand,
} from '@aws-sdk/client-lambda';
import {
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  ConfirmSubscriptionCommand,
  SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readInbox } from '../../demo/inbox.ts';
import { waitFor } from '../../demo/stage.ts';
import { startRotation, watchExecution } from '../../src/aws/execution-watch.ts';
import { loadStackOutputs } from '../../src/aws/stack.ts';
import { runRekey } from '../support/command-line.ts';
import { type Deployed, startDeployed } from '../support/deployed.ts';
import { tokenOf } from '../support/tokens.ts';

const DEPLOY_MS_MAX = 240_000;
const LOOK_MS_MAX = 90_000;

interface Entry {
  readonly id: string;
  readonly about: string;
  readonly verdict: string;
  readonly catalogue?: string;
  readonly evidence: string;
  readonly command?: string;
  readonly fixable: boolean;
}
interface Document {
  readonly findings: readonly Entry[];
  readonly fixed?: readonly string[];
  readonly troubled?: readonly { readonly secret: string; readonly findings: readonly Entry[] }[];
}

let stack: Deployed;
/** A run that has ended, at this time at the latest. */
let endedRun: string;
let endedAt: number;
const values: string[] = [];
let printed = '';

beforeAll(async () => {
  stack = await startDeployed();
  const { credentials, region } = stack.config as unknown as {
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  process.env['AWS_ENDPOINT_URL'] = stack.url;
  process.env['AWS_REGION'] = region;
  signIn(credentials);
  endedRun = await startEnded();
  endedAt = stack.clock.now();
}, DEPLOY_MS_MAX);
afterAll(async () => {
  await stack.close();
});
afterEach(() => {
  stack.service.setFault(undefined);
});

function signIn(credentials: {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}): void {
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
  if (credentials.sessionToken === undefined) delete process.env['AWS_SESSION_TOKEN'];
  else process.env['AWS_SESSION_TOKEN'] = credentials.sessionToken;
}

async function startEnded(): Promise<string> {
  const name = await createSecret(tokenOf('off'), {
    'rekey:target': 'generated',
    'rekey:enabled': 'false',
  });
  const { config, deployment, clock } = stack;
  const arn = await startRotation(config, deployment.stateMachineArn, { secretId: name });
  for await (const _ of watchExecution(config, arn, clock));
  return arn;
}

let secretCount = 0;
async function createSecret(
  value: string,
  tags: Readonly<Record<string, string>>,
  more: object = {},
): Promise<string> {
  secretCount += 1;
  const Name = `doctor/secret-${String(secretCount)}`;
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await stack.secrets.send(new CreateSecretCommand({ Name, SecretString: value, Tags, ...more }));
  return Name;
}

/** A value of the service's: with a key that it knows, or with one that it does not. */
async function createValue(works: boolean, baseUrl = stack.service.url): Promise<string> {
  const key = works
    ? await stack.service.createFirstKey(`doctor-${String(values.length)}`)
    : { keyId: tokenOf('nobody'), apiKey: tokenOf('refused').repeat(2) };
  values.push(key.apiKey);
  return JSON.stringify({ baseUrl, ...key });
}

const API_KEY = {
  'rekey:target': 'http-api',
  'rekey:recipe': 'better-auth-api-key',
  'rekey:window': '3h',
};

async function createApiKey(works = true, baseUrl?: string, more?: object): Promise<string> {
  return await createSecret(await createValue(works, baseUrl), API_KEY, more);
}

async function putPending(name: string, value: string, labels = ['AWSPENDING']): Promise<string> {
  const { VersionId = '' } = await stack.secrets.send(
    new PutSecretValueCommand({ SecretId: name, SecretString: value, VersionStages: labels }),
  );
  return VersionId;
}

async function readLabels(name: string): Promise<ReadonlyMap<string, string>> {
  const { VersionIdsToStages = {} } = await stack.secrets.send(
    new DescribeSecretCommand({ SecretId: name }),
  );
  return new Map(
    Object.entries(VersionIdsToStages).flatMap(([id, labels]) =>
      labels.map((label) => [label, id]),
    ),
  );
}

async function schedule(name: string): Promise<void> {
  const ran = await runRekey(
    'schedule',
    name,
    '--expression',
    'rate(30 days)',
    '--window',
    '3h',
    '--no-rotate-now',
    '--yes',
  );
  expect(ran).toMatchObject({ code: 0 });
}

async function examine(...argv: readonly string[]): Promise<Document & { readonly code: number }> {
  const { code, out, errors } = await runRekey('doctor', ...argv, '--json');
  printed += out + errors;
  expect(errors).toBe('');
  const document = JSON.parse(out) as Document;
  // One alarm is on from some time after the first deploy to the watch's first run.
  const findings = document.findings.filter(({ id }) => !id.startsWith('alarm'));
  return { code, ...document, findings };
}

function listTroubles({ findings }: Document, about = 'secret'): readonly string[] {
  return findings
    .filter((finding) => finding.about === about && finding.verdict !== 'ok')
    .map(({ id, verdict, catalogue = '-' }) => `${id} ${verdict} ${catalogue}`);
}

describe('a healthy secret of a healthy deployment', () => {
  test(
    'yields nothing but what is well, and 0',
    async () => {
      const name = await createApiKey();
      await schedule(name);
      const seen = await examine(name);
      expect(seen.code).toBe(0);
      expect(seen.findings.filter(({ verdict }) => verdict !== 'ok')).toEqual([]);
      expect(seen.findings.map(({ id }) => id)).toEqual([
        'labels',
        'pending',
        'target',
        'permissions',
        'schedule',
        'network',
        'functions',
        'run-permissions',
        'topic-notices',
        'topic-alarms',
        'rules',
        'queues',
        'evidence',
      ]);
      expect(seen.findings.find(({ id }) => id === 'network')?.evidence).toMatch(
        /secretsmanager \d+ ms, states \d+ ms, sns \d+ ms/,
      );
    },
    LOOK_MS_MAX,
  );
});

describe('AWSPENDING that no run of ours put', () => {
  test(
    'comes off where AWSCURRENT works, which stays',
    async () => {
      const name = await createApiKey();
      await schedule(name);
      const pending = await putPending(name, await createValue(false));
      const { AWSCURRENT: current } = Object.fromEntries(await readLabels(name));
      const seen = await examine(name);
      expect(listTroubles(seen)).toEqual(['pending-foreign problem T10']);
      expect(seen.code).toBe(1);
      const found = seen.findings.find(({ id }) => id === 'pending-foreign');
      expect(found).toMatchObject({
        fixable: true,
        command: `aws secretsmanager update-secret-version-stage --secret-id ${name} --version-stage AWSPENDING --remove-from-version-id ${pending} --region us-east-1`,
      });
      const fixed = await examine(name, '--fix', '--yes');
      expect(fixed).toMatchObject({ code: 0, fixed: [`AWSPENDING is off version ${pending}.`] });
      expect([...(await readLabels(name))]).toEqual([['AWSCURRENT', current]]);
    },
    LOOK_MS_MAX,
  );

  test(
    'becomes AWSCURRENT where the target refuses AWSCURRENT and accepts it',
    async () => {
      const name = await createApiKey(false);
      const pending = await putPending(name, await createValue(true));
      const { AWSCURRENT: old } = Object.fromEntries(await readLabels(name));
      const seen = await examine(name);
      expect(listTroubles(seen)).toEqual([
        'pending-foreign problem T10',
        'current-refused problem T05b',
        'schedule-missing warning -',
      ]);
      const fixed = await examine(name, '--fix', '--yes');
      expect(fixed.code).toBe(0);
      expect(Object.fromEntries(await readLabels(name))).toEqual({
        AWSCURRENT: pending,
        AWSPREVIOUS: old,
      });
    },
    LOOK_MS_MAX,
  );

  test(
    'stays where both are refused, and where the target cannot be reached: the reason is told',
    async () => {
      const refused = await createApiKey(false);
      await putPending(refused, await createValue(false));
      const away = await createApiKey(true, 'http://127.0.0.1:1');
      await putPending(away, await createValue(true));
      for (const [name, troubles, reason] of [
        [
          refused,
          ['pending-foreign problem T10', 'current-refused problem T05b'],
          'the pending version is refused',
        ],
        [
          away,
          ['pending-foreign problem T10', 'target-unreachable problem T05a'],
          'cannot be reached',
        ],
      ] as const) {
        const before = await readLabels(name);
        const seen = await examine(name, '--fix', '--yes');
        expect(listTroubles(seen)).toEqual([...troubles, 'schedule-missing warning -']);
        expect(seen).toMatchObject({ code: 1, fixed: [] });
        expect(seen.findings.find(({ id }) => id === 'pending-foreign')?.evidence).toContain(
          reason,
        );
        expect(await readLabels(name)).toEqual(before);
      }
    },
    LOOK_MS_MAX,
  );

  test(
    'is told from an empty version, such as Secrets Manager’s own rotation leaves behind',
    async () => {
      const name = await createApiKey();
      await rotateNatively(name);
      const on = await examine(name);
      expect(listTroubles(on)).toEqual(
        expect.arrayContaining(['native-rotation problem T10', 'pending-empty problem T10']),
      );
      expect(on.findings.find(({ id }) => id === 'pending-empty')).toMatchObject({
        fixable: false,
        command: expect.stringContaining('cancel-rotate-secret'),
      });
      await stack.secrets.send(new CancelRotateSecretCommand({ SecretId: name }));
      const off = await examine(name);
      expect(listTroubles(off)).toContain('pending-empty problem T10');
      expect(await examine(name, '--fix', '--yes')).toMatchObject({ code: 0 });
      expect([...(await readLabels(name)).keys()]).toEqual(['AWSCURRENT']);
    },
    LOOK_MS_MAX,
  );
});

/** By a function that refuses its event: the version that it was to fill stays empty. */
async function rotateNatively(name: string): Promise<void> {
  const lambda = new LambdaClient(stack.config);
  const FunctionName = 'rekey-dev-preflight';
  const { FunctionArn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  await lambda.send(
    new AddPermissionCommand({
      FunctionName,
      StatementId: 'native',
      Action: 'lambda:InvokeFunction',
      Principal: 'secretsmanager.amazonaws.com',
    }),
  );
  const RotationRules = { AutomaticallyAfterDays: 30 };
  await stack.secrets.send(
    new RotateSecretCommand({ SecretId: name, RotationLambdaARN: FunctionArn, RotationRules }),
  );
  await waitFor(stack.clock, 'AWSPENDING', async () =>
    (await readLabels(name)).has('AWSPENDING') ? true : undefined,
  );
  lambda.destroy();
}

describe('what dead runs of ours left', () => {
  test(
    'is settled by the machine, by what works',
    async () => {
      const name = await createApiKey();
      await schedule(name);
      await putPending(name, await createValue(false), ['AWSPENDING', `rekey:${endedRun}#v`]);
      const { AWSCURRENT: current } = Object.fromEntries(await readLabels(name));
      // For 65 s after its end a run's last Lambda may still work.
      const isDead = () => (stack.clock.now() > endedAt + 66_000 ? true : undefined);
      await waitFor(stack.clock, 'a dead run', async () => await Promise.resolve(isDead()), 80);
      expect(listTroubles(await examine(name))).toContain('pending-stuck problem T10');
      const fixed = await examine(name, '--fix', '--yes');
      expect(listTroubles(fixed)).toEqual([]);
      expect([...(await readLabels(name))]).toEqual([['AWSCURRENT', current]]);
    },
    2 * LOOK_MS_MAX,
  );
});

describe('permissions and keys', () => {
  test(
    'a permission that a role has lost is found, with the command that gives it back',
    async () => {
      const name = await createApiKey();
      const iam = new IAMClient(stack.config);
      const policy = { RoleName: 'rekey-dev-us-east-1-test-secret-role', PolicyName: 'run-step' };
      const RoleName = await findRoleName('TestSecret');
      const { PolicyDocument = '' } = await iam.send(
        new GetRolePolicyCommand({ ...policy, RoleName }),
      );
      const before = decodeURIComponent(PolicyDocument);
      const without = before.replaceAll(
        'secretsmanager:GetSecretValue',
        'secretsmanager:ListSecrets',
      );
      await iam.send(new PutRolePolicyCommand({ ...policy, RoleName, PolicyDocument: without }));
      const seen = await examine(name);
      await iam.send(new PutRolePolicyCommand({ ...policy, RoleName, PolicyDocument: before }));
      iam.destroy();
      expect(listTroubles(seen)).toContain('permission problem R06');
      expect(seen.findings.find(({ id }) => id === 'permission')).toMatchObject({
        evidence: expect.stringContaining(
          'TestSecret does not allow secretsmanager:GetSecretValue',
        ),
        command: expect.stringMatching(/^aws iam put-role-policy --role-name \S+ /),
      });
    },
    LOOK_MS_MAX,
  );

  test(
    'a key of one’s own that the roles may not use, and one that is switched off',
    async () => {
      const kms = new KMSClient(stack.config);
      const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
      const KeyId = KeyMetadata?.KeyId ?? '';
      const name = await createApiKey(true, undefined, { KmsKeyId: KeyId });
      const seen = await examine(name);
      expect(new Set(listTroubles(seen))).toEqual(
        new Set([
          'current-unreadable problem T03',
          'key-permission problem T03',
          'schedule-missing warning -',
        ]),
      );
      await kms.send(new DisableKeyCommand({ KeyId }));
      kms.destroy();
      const off = await examine(name);
      expect(off.findings.find(({ id }) => id === 'key-unusable')).toMatchObject({
        catalogue: 'T03',
        command: expect.stringContaining('aws kms enable-key'),
      });
    },
    LOOK_MS_MAX,
  );

  test(
    'what a person may not look at is told with the permission that is missing, and the rest is looked at',
    async () => {
      const name = await createApiKey();
      const root = {
        accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
      };
      signIn(
        await assumeReader('reader', [
          'cloudformation:*',
          'secretsmanager:DescribeSecret',
          'lambda:Get*',
          'states:Describe*',
        ]),
      );
      const seen = await examine(name);
      signIn(root);
      const unknown = seen.findings.filter(({ verdict }) => verdict === 'unknown');
      const said = unknown.map(({ id, evidence }) => `${id}: ${evidence}`).join('\n');
      for (const permission of [
        'iam:SimulatePrincipalPolicy',
        'lambda:InvokeFunction',
        'sns:ListSubscriptionsByTopic',
        'scheduler:GetSchedule',
      ]) {
        expect(said).toContain(`you lack the permission ${permission}`);
      }
      expect(seen.findings.find(({ id }) => id === 'labels')?.verdict).toBe('ok');
    },
    LOOK_MS_MAX,
  );

  test(
    'the policy in docs/doctor.md is all that a person needs to look',
    async () => {
      const name = await createApiKey();
      const root = {
        accessKeyId: process.env['AWS_ACCESS_KEY_ID'] ?? '',
        secretAccessKey: process.env['AWS_SECRET_ACCESS_KEY'] ?? '',
      };
      const [, policy = ''] =
        /```json\n([\s\S]*?)```/.exec(readFileSync('docs/doctor.md', 'utf8')) ?? [];
      signIn(await assumeReader('documented', policy));
      const one = await examine(name);
      const all = await examine();
      signIn(root);
      expect(
        [...one.findings, ...all.findings].filter(({ verdict }) => verdict === 'unknown'),
      ).toEqual([]);
    },
    LOOK_MS_MAX,
  );

  test(
    'a secret without the tag, and one in deletion, are told from one that cannot be read',
    async () => {
      const untagged = await createSecret(tokenOf('untagged'), {});
      const seen = await examine(untagged);
      expect(listTroubles(seen)).toEqual(
        expect.arrayContaining(['secret-unreadable problem R06', 'not-tagged problem R06']),
      );
      const name = await createApiKey();
      await stack.secrets.send(new DeleteSecretCommand({ SecretId: name }));
      const deleted = await examine(name);
      expect(deleted.findings.find(({ id }) => id === 'secret-deleted')).toMatchObject({
        catalogue: 'R08',
        command: `aws secretsmanager restore-secret --secret-id ${name} --region us-east-1`,
      });
    },
    LOOK_MS_MAX,
  );
});

async function findRoleName(step: string): Promise<string> {
  const lambda = new LambdaClient(stack.config);
  const FunctionName = `rekey-dev-${step.charAt(0).toLowerCase()}${step.slice(1)}`;
  const { Role = '' } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  lambda.destroy();
  return Role.slice(Role.lastIndexOf('/') + 1);
}

/** A person with these rights alone. */
async function assumeReader(RoleName: string, rights: readonly string[] | string) {
  const iam = new IAMClient(stack.config);
  const toPolicy = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const trust = { Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' };
  const PolicyDocument =
    typeof rights === 'string'
      ? rights
      : toPolicy({ Effect: 'Allow', Action: rights, Resource: '*' });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: toPolicy(trust) }),
  );
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument }));
  iam.destroy();
  const sts = new STSClient(stack.config);
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'doctor' }),
  );
  sts.destroy();
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

describe('the deployment', () => {
  test(
    'concurrency that is held back is T09, and a subscription that nobody confirmed is told',
    async () => {
      const lambda = new LambdaClient(stack.config);
      const FunctionName = 'rekey-dev-createSecret';
      await lambda.send(
        new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 }),
      );
      const sns = new SNSClient(stack.config);
      const outputs = await loadStackOutputs(stack.config, 'rekey-dev');
      const { SubscriptionArn } = await sns.send(
        new SubscribeCommand({
          TopicArn: outputs.get('NoticeTopicArn'),
          Protocol: 'email',
          Endpoint: 'late@rekey.test',
          ReturnSubscriptionArn: true,
        }),
      );
      const seen = await examine();
      await confirmNewest(sns);
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      sns.destroy();
      lambda.destroy();
      expect(listTroubles(seen, 'deployment')).toEqual([
        'function-concurrency problem T09',
        'topic-unconfirmed warning -',
      ]);
      expect(seen.findings.find(({ id }) => id === 'function-concurrency')?.command).toBe(
        `aws lambda delete-function-concurrency --function-name ${FunctionName} --region us-east-1`,
      );
      expect(seen.code).toBe(1);
    },
    LOOK_MS_MAX,
  );

  test(
    'without a secret each secret in trouble has a line of its own',
    async () => {
      const name = await createApiKey();
      await putPending(name, await createValue(false));
      const { troubled = [], code } = await examine();
      expect(code).toBe(1);
      expect(troubled.find(({ secret }) => secret === name)).toMatchObject({
        findings: [{ id: 'pending-foreign' }],
        command: `npx rekey doctor ${name} --stack rekey-dev --region us-east-1`,
      });
      const { out } = await runRekey('doctor');
      expect(out).toMatch(new RegExp(`✗ ${name}  pending-foreign \\(T10\\)`));
    },
    LOOK_MS_MAX,
  );
});

async function confirmNewest(sns: SNSClient): Promise<void> {
  const [mail] = (await readInbox(stack.url)).filter(({ kind }) => kind === 'confirmation');
  await sns.send(new ConfirmSubscriptionCommand({ TopicArn: mail?.topicArn, Token: mail?.token }));
}

describe('the schedule', () => {
  test(
    'that somebody disabled is enabled again, and keeps what it says',
    async () => {
      const name = await createApiKey();
      await schedule(name);
      await disableSchedule(name);
      const seen = await examine(name);
      expect(listTroubles(seen)).toEqual(['schedule-disabled problem -']);
      const fixed = await examine(name, '--fix', '--yes');
      expect(fixed).toMatchObject({
        code: 0,
        fixed: [expect.stringMatching(/^Schedule .* is enabled\.$/)],
      });
      expect(listTroubles(fixed)).toEqual([]);
    },
    LOOK_MS_MAX,
  );
});

async function disableSchedule(name: string): Promise<void> {
  const { createRotationSchedules } = await import('../../src/aws/rotation-schedules.ts');
  const { createScheduleWriter } = await import('../../src/aws/schedule-writer.ts');
  const { config, clock } = stack;
  const { signal } = new AbortController();
  const schedules = createRotationSchedules(config, clock, 'rekey-dev');
  for await (const page of schedules.list(signal)) {
    for (const { name: scheduleName } of page) {
      if (!scheduleName.startsWith(name.replaceAll('/', '-'))) continue;
      const found = await schedules.find(scheduleName, signal);
      if (found === undefined) continue;
      await createScheduleWriter(config, clock, 'rekey-dev').update(
        { ...found, enabled: false },
        signal,
      );
    }
  }
}

describe('the call', () => {
  test(
    '--fix needs a secret, and somebody to say yes',
    async () => {
      expect(await runRekey('doctor', '--fix', '--yes')).toMatchObject({
        code: 2,
        errors: expect.stringContaining('expected a secret'),
      });
      expect(await runRekey('doctor', 'x', '--fix')).toMatchObject({
        code: 2,
        errors: expect.stringContaining('add --yes'),
      });
    },
    LOOK_MS_MAX,
  );

  test('a secret or a stack that is not there is a wrong call', async () => {
    expect(await runRekey('doctor', 'no/such')).toMatchObject({ code: 2 });
    expect(await runRekey('doctor', '--stage', 'nowhere')).toMatchObject({ code: 2 });
  });
});

test('no value was printed', () => {
  expect(values.length).toBeGreaterThan(10);
  expect(values.filter((value) => printed.includes(value))).toEqual([]);
});

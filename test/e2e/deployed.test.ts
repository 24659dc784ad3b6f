// The stack as a user deploys it, rotating real secrets: the whole way, its budgets, bad input, and where values must not be.
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
} from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { callService } from '../../demo/consumer.ts';
import { listEvents } from '../../demo/events.ts';
import { readNotices } from '../../demo/inbox.ts';
import { findLeaks, listHistories, listLogs, listStoreFiles } from '../../demo/leaks.ts';
import { waitFor } from '../../demo/stage.ts';
import type { Progress } from '../../src/aws/execution-progress.ts';
import { startRotation, watchExecution } from '../../src/aws/execution-watch.ts';
import { createPersonRequests } from '../../src/aws/person-requests.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import { storeAnswer } from '../../src/rotation/answer.ts';
import { listOwned } from '../../src/rotation/owner-label.ts';
import type { FailedEvent } from '../../src/rotation/ports.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import { composeAnswer } from '../../src/targets/manual.ts';
import { type Deployed, startDeployed } from '../support/deployed.ts';
import { type PostgresServer, startPostgres, toPostgresSecret } from '../support/postgres.ts';
import { tokenOf } from '../support/tokens.ts';

const DEPLOY_MS_MAX = 180_000;
const ROTATION_MS_MAX = 60_000;

let stack: Deployed;
beforeAll(async () => {
  stack = await startDeployed();
}, DEPLOY_MS_MAX);
afterAll(async () => {
  await stack.close();
});

/** Secret values of all tests, for the search at the end. */
const values: string[] = [];
/** Every run that failed. */
const failedRuns: string[] = [];
let secretCount = 0;

async function createSecret(
  value: string | undefined,
  tags: Readonly<Record<string, string>>,
): Promise<string> {
  secretCount += 1;
  const name = `e2e/secret-${String(secretCount)}`;
  await stack.secrets.send(
    new CreateSecretCommand({
      Name: name,
      ...(value === undefined ? {} : { SecretString: value }),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  );
  return name;
}

async function readSecret(name: string, stage = 'AWSCURRENT'): Promise<string> {
  const { SecretString = '' } = await stack.secrets.send(
    new GetSecretValueCommand({ SecretId: name, VersionStage: stage }),
  );
  return SecretString;
}

async function readLabels(name: string): Promise<readonly string[]> {
  const { VersionIdsToStages = {} } = await stack.secrets.send(
    new DescribeSecretCommand({ SecretId: name }),
  );
  return Object.values(VersionIdsToStages).flat().sort();
}

async function describeCurrent(
  name: string,
): Promise<{ readonly arn: string | undefined; readonly versionId: string | undefined }> {
  const { ARN, VersionIdsToStages = {} } = await stack.secrets.send(
    new DescribeSecretCommand({ SecretId: name }),
  );
  const current = Object.entries(VersionIdsToStages).find(([, labels]) =>
    labels.includes('AWSCURRENT'),
  );
  return { arn: ARN, versionId: current?.[0] };
}

/** Notices alone: an alarm may come at any time. */
async function readMails() {
  const mails = await readNotices(stack.url);
  return mails.filter(({ topicArn }) => topicArn === stack.deployment.noticeTopicArn);
}

interface Run {
  readonly status: string;
  /** Of a run that succeeded. */
  readonly output: unknown;
  readonly states: readonly (Progress & { kind: 'exited' })[];
  readonly failures: readonly (Progress & { kind: 'failed' })[];
  readonly calls: readonly string[];
}

async function rotate(
  secretId: string,
  input: Readonly<Record<string, unknown>> = {},
): Promise<Run> {
  const { config, deployment, clock } = stack;
  const before = stack.calls.length;
  const executionArn = await startRotation(config, deployment.stateMachineArn, {
    secretId,
    ...input,
  });
  const progress: Progress[] = [];
  for await (const each of watchExecution(config, executionArn, clock)) progress.push(each);
  const end = progress.findLast((each) => each.kind === 'ended');
  if (end?.status === 'FAILED') failedRuns.push(executionArn);
  return {
    status: end?.status ?? 'none',
    output: end?.output === undefined ? undefined : JSON.parse(end.output),
    states: progress.filter((each) => each.kind === 'exited'),
    failures: progress.filter((each) => each.kind === 'failed'),
    calls: stack.calls.slice(before).filter((call) => call.startsWith('secretsmanager:')),
  };
}

/** Programs hear of every run that failed, once. @returns whose events they are */
function listFailedEvents(places: readonly { name: string; text: string }[]): readonly string[] {
  return places
    .filter(({ name }) => name.startsWith('event'))
    .map(({ text }) => JSON.parse(text) as { 'detail-type': string; detail: FailedEvent })
    .filter((event) => event['detail-type'] === 'Rotation Failed')
    .map(({ detail }) => {
      expect(detail).toMatchObject({ severity: 'error', catalogue: expect.any(String) });
      expect(detail.nextCommand).toMatch(/^aws /);
      return detail.executionArn;
    });
}

function countWrites(calls: readonly string[]): number {
  return calls.filter((call) => /PutSecretValue|UpdateSecretVersionStage/.test(call)).length;
}

describe('a generated value', () => {
  test(
    'is rotated within 7 writes, 16 calls and 12 transitions, and leaves AWSCURRENT and AWSPREVIOUS only',
    async () => {
      const old = tokenOf('generated');
      const name = await createSecret(JSON.stringify({ key: old, note: 'stays' }), {
        'rekey:target': 'generated',
        'rekey:options': 'field=key length=40',
        'rekey:grace': '0s',
      });
      const run = await rotate(name);
      expect(run.status).toBe('SUCCEEDED');
      const fields = JSON.parse(await readSecret(name)) as { key: string; note: string };
      expect(fields).toEqual({ key: expect.stringMatching(/^\S{40}$/), note: 'stays' });
      values.push(fields.key);
      expect(await readLabels(name)).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
      const { arn, versionId } = await describeCurrent(name);
      expect(run.output).toEqual({ decision: 'rotated', secretArn: arn, versionId, retired: [] });
      expect(countWrites(run.calls)).toBeLessThanOrEqual(7);
      expect(run.calls.length).toBeLessThanOrEqual(16);
      expect(run.states.length).toBeLessThanOrEqual(12);
    },
    ROTATION_MS_MAX,
  );
});

describe("a service's API key", () => {
  test(
    'is rotated within 10 writes, 20 calls and 12 transitions; the old key is refused and no value leaks',
    async () => {
      const key = await stack.service.createFirstKey('e2e');
      const name = await createSecret(JSON.stringify({ baseUrl: stack.service.url, ...key }), {
        'rekey:target': 'http-api',
        'rekey:recipe': 'better-auth-api-key',
        'rekey:grace': '0s',
      });
      const { versionId: old } = await describeCurrent(name);
      const run = await rotate(name);
      expect(run.status).toBe('SUCCEEDED');
      expect(run.output).toEqual({
        decision: 'rotated',
        secretArn: (await describeCurrent(name)).arn,
        versionId: (await describeCurrent(name)).versionId,
        retired: [old],
        refusedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      });
      const made = JSON.parse(await readSecret(name)) as { apiKey: string };
      values.push(key.apiKey, made.apiKey);
      expect(await callService(stack.service.url, key.apiKey)).toBe(false);
      expect(await callService(stack.service.url, made.apiKey)).toBe(true);
      expect(await readLabels(name)).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
      expect(countWrites(run.calls)).toBeLessThanOrEqual(10);
      expect(run.calls.length).toBeLessThanOrEqual(20);
      expect(run.states.length).toBeLessThanOrEqual(12);
    },
    ROTATION_MS_MAX,
  );

  test(
    'fails with one notice where the service repeats the credential in its errors, and nothing of it is anywhere in clear',
    async () => {
      const key = await stack.service.createFirstKey('canary');
      values.push(key.apiKey);
      const name = await createSecret(JSON.stringify({ baseUrl: stack.service.url, ...key }), {
        'rekey:target': 'http-api',
        'rekey:recipe': 'better-auth-api-key',
      });
      const before = (await readMails()).length;
      stack.service.setFault((request) =>
        request.path.endsWith('/create')
          ? { status: 418, body: `{"error":"not with ${request.key}"}` }
          : undefined,
      );
      const run = await rotate(name);
      stack.service.setFault(undefined);
      expect(run.status).toBe('FAILED');
      expect(await callService(stack.service.url, key.apiKey)).toBe(true);
      expect(await readLabels(name)).toEqual(['AWSCURRENT']);
      const notices = await waitFor(stack.clock, 'the notice', async () => {
        const all = await readMails();
        return all.length > before ? all.slice(0, all.length - before) : undefined;
      });
      expect(notices).toHaveLength(1);
      expect(notices[0]?.message).toContain('The target accepts AWSCURRENT.');
    },
    ROTATION_MS_MAX,
  );
});

describe('a user of a PostgreSQL database', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server.close();
  });

  test(
    'takes turns with a second one, through the driver in the Lambdas’ zips; who is retired may not log in',
    async () => {
      const first = { username: 'shop', password: tokenOf('shop') };
      await server.query(`CREATE ROLE shop LOGIN PASSWORD '${first.password}'`);
      const admin = await createSecret(toPostgresSecret(server.port, server.admin).reveal(), {
        'rekey:role': 'admin',
      });
      const name = await createSecret(toPostgresSecret(server.port, first).reveal(), {
        'rekey:target': 'postgres',
        'rekey:options': 'tls=off',
        'rekey:admin': admin,
        'rekey:grace': '0s',
      });
      const logins = [first];
      for (const username of ['shop_clone', 'shop']) {
        expect((await rotate(name)).status).toBe('SUCCEEDED');
        const login = JSON.parse(await readSecret(name)) as typeof first;
        expect(login.username).toBe(username);
        expect(await server.accepts(login)).toBe(true);
        for (const old of logins) expect(await server.accepts(old)).toBe(false);
        logins.push({ username, password: login.password });
      }
      values.push(server.admin.password, ...logins.map(({ password }) => password));
    },
    ROTATION_MS_MAX,
  );
});

describe('an access key of an IAM user', () => {
  test(
    'is rotated with the user’s own rights, through IAM’s client in the Lambdas’ zips; the old one is switched off',
    async () => {
      const iam = new IAMClient(stack.config);
      const UserName = 'e2e-reports';
      await iam.send(new CreateUserCommand({ UserName }));
      await iam.send(
        new PutUserPolicyCommand({
          UserName,
          PolicyName: 'own-keys',
          PolicyDocument: JSON.stringify({
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 'iam:*', Resource: `arn:aws:iam::*:user/${UserName}` },
            ],
          }),
        }),
      );
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
      const first = {
        username: UserName,
        accessKeyId: AccessKey?.AccessKeyId,
        secretAccessKey: AccessKey?.SecretAccessKey,
      };
      const name = await createSecret(JSON.stringify(first), {
        'rekey:target': 'aws-access-key',
        'rekey:options': 'by=self',
        'rekey:grace': '0s',
      });
      expect((await rotate(name)).status).toBe('SUCCEEDED');
      const made = JSON.parse(await readSecret(name)) as typeof first;
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
      const statuses = AccessKeyMetadata.map(({ AccessKeyId, Status }) => [AccessKeyId, Status]);
      expect(Object.fromEntries(statuses)).toEqual({
        [String(first.accessKeyId)]: 'Inactive',
        [String(made.accessKeyId)]: 'Active',
      });
      values.push(String(first.secretAccessKey), String(made.secretAccessKey));
      iam.destroy();
    },
    ROTATION_MS_MAX,
  );
});

test(
  'what only a person can make is asked for by a notice, asked again where it does not work, and then rotated as any other',
  async () => {
    const [old, made] = [
      await stack.service.createFirstKey('by-hand-1'),
      await stack.service.createFirstKey('by-hand-2'),
    ];
    const name = await createSecret(JSON.stringify({ baseUrl: stack.service.url, ...old }), {
      'rekey:target': 'manual',
      'rekey:recipe': 'better-auth-api-key',
      'rekey:options': 'field=apiKey link=https://example.com/keys',
      'rekey:grace': '0s',
    });
    const { signal } = new AbortController();
    const { config, clock } = stack;
    const secrets = createSecretStore(config, clock);
    const requests = createPersonRequests(config, clock);
    const rotating = rotate(name);
    const { arn = '' } = await describeCurrent(name);
    for (const [attempt, given] of [tokenOf('mistyped'), made.apiKey].entries()) {
      const { request, taskToken } = await waitFor(
        clock,
        `request ${String(attempt + 1)}`,
        async () => {
          const owned = listOwned(await secrets.describe(arn, signal));
          const executionArn = owned[0]?.owner.executionArn;
          if (executionArn === undefined) return undefined;
          const waiting = await requests.find(executionArn, signal);
          return waiting?.request.attempt === attempt + 1 ? waiting : undefined;
        },
      );
      const current = await secrets.readCurrent(arn, signal);
      const value = composeAnswer(current, request.field, new SecretValue(given));
      await storeAnswer({ secrets }, request, value, signal);
      expect(await requests.complete(taskToken, signal)).toBe(true);
    }
    await waitFor(clock, 'the switch', async () => {
      const { apiKey } = JSON.parse(await readSecret(name)) as { apiKey: string };
      return apiKey === made.apiKey ? true : undefined;
    });
    const revoked = await fetch(`${stack.service.url}/api/auth/api-key/delete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': old.apiKey },
      body: JSON.stringify({ keyId: old.keyId }),
    });
    expect(revoked.ok).toBe(true);
    expect((await rotating).status).toBe('SUCCEEDED');
    values.push(old.apiKey, made.apiKey);
    expect(JSON.parse(await readSecret(name))).toMatchObject({ apiKey: made.apiKey });
    expect(await callService(stack.service.url, old.apiKey)).toBe(false);
    expect(await callService(stack.service.url, made.apiKey)).toBe(true);
    expect(await readLabels(name)).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
    const asked = (await readMails()).filter(({ message }) => message.includes('"kind":"request"'));
    expect(asked).toHaveLength(2);
    expect(asked[0]?.message).toContain('https://example.com/keys');
  },
  ROTATION_MS_MAX,
);

test(
  'recovery is scheduled by the function’s own role, once however often it is asked, and such a run finds nothing to do',
  async () => {
    const name = await createSecret('x', { 'rekey:target': 'generated' });
    const { arn } = await describeCurrent(name);
    const group = stack.deployment.scheduleGroupName;
    const lambda = new LambdaClient(stack.config);
    const scheduler = new SchedulerClient(stack.config);
    const executionArn = `${stack.deployment.stateMachineArn.replace(':stateMachine:', ':execution:')}:dead`;
    for (const _ of ['once', 'twice']) {
      const answer = await lambda.send(
        new InvokeCommand({
          FunctionName: 'rekey-dev-scheduleRecoveries',
          Payload: JSON.stringify({ executionArn, secretId: arn }),
        }),
      );
      expect(answer.FunctionError).toBeUndefined();
    }
    const { Schedules = [] } = await scheduler.send(
      new ListSchedulesCommand({ GroupName: group, NamePrefix: 'recover-' }),
    );
    expect(Schedules.map(({ Name = '' }) => Name.replace(/^.*-/, '')).sort()).toEqual([
      '15m',
      '1h',
      '6h',
    ]);
    const [{ Name } = { Name: '' }] = Schedules;
    const { Target } = await scheduler.send(new GetScheduleCommand({ GroupName: group, Name }));
    const { secretId, ...input } = JSON.parse(Target?.Input ?? '') as { secretId: string };
    const run = await rotate(secretId, input);
    expect(run.output).toEqual({
      decision: 'skip',
      reason: 'nothing left to recover',
      secretArn: arn,
    });
    lambda.destroy();
    scheduler.destroy();
  },
  ROTATION_MS_MAX,
);

describe('bad input fails at once, says what was expected and what was found, and changes nothing', () => {
  const generated = { 'rekey:target': 'generated' };
  const acme = { 'rekey:target': 'http-api', 'rekey:recipe': 'better-auth-api-key' };

  test.each<[string, string | undefined, Record<string, string>, Record<string, unknown>, RegExp]>([
    ['a secret without the tag', 'x', {}, {}, /expected a secret with the tag rekey:target/],
    [
      'an unknown target',
      'x',
      { 'rekey:target': 'mainframe' },
      {},
      /expected one of aws-access-key, .*, found "mainframe"/,
    ],
    [
      'an unknown recipe',
      'x',
      { 'rekey:target': 'http-api', 'rekey:recipe': 'acme' },
      {},
      /rekey:recipe: expected one of .*found "acme"/,
    ],
    ['a secret that is no JSON', '{"a":', acme, {}, /Invalid secret value JSON/],
    ['a key missing from it', '{"a":"b"}', acme, {}, /key is missing from secret JSON/],
    [
      'a new value over 65,536 bytes',
      JSON.stringify({ key: 'k', padding: 'p'.repeat(65_000) }),
      { ...generated, 'rekey:options': 'field=key length=4096' },
      {},
      /65,?536/,
    ],
    [
      'a window of 0h by tag',
      'x',
      { ...generated, 'rekey:window': '0h' },
      {},
      /from 1h to 24h, found "0h"/,
    ],
    ['a window of 25h by tag', 'x', { ...generated, 'rekey:window': '25h' }, {}, /found "25h"/],
    ['a window of 0h by hand', 'x', generated, { window: '0h' }, /found "0h"/],
    ['a window of 25h by hand', 'x', generated, { window: '25h' }, /found "25h"/],
    ['an empty secret', undefined, generated, {}, /it is empty/],
    ['an event with an unknown field', 'x', generated, { windwo: '3h' }, /windwo/],
  ])(
    '%s',
    async (_, value, tags, input, message) => {
      const name = await createSecret(value, tags);
      const before = await readLabels(name);
      const run = await rotate(name, input);
      expect(run.status).toBe('FAILED');
      expect(run.failures[0]?.reason).toMatch(message);
      // No state was tried twice.
      expect(run.states.map(({ tries }) => tries)).toEqual(run.states.map(() => 1));
      expect(await readLabels(name)).toEqual(before);
      if (value !== undefined) expect(await readSecret(name)).toBe(value);
    },
    ROTATION_MS_MAX,
  );

  test(
    'a secret that is scheduled for deletion',
    async () => {
      const name = await createSecret('x', generated);
      await stack.secrets.send(new DeleteSecretCommand({ SecretId: name }));
      const run = await rotate(name);
      expect(run.status).toBe('FAILED');
      expect(run.failures[0]?.reason).toMatch(/scheduled for deletion/);
      expect(run.states.map(({ tries }) => tries)).toEqual(run.states.map(() => 1));
    },
    ROTATION_MS_MAX,
  );
});

test(
  'no secret value of all this is in a history, a log, an event, a notice, or in clear in the store',
  async () => {
    expect(values.length).toBeGreaterThan(3);
    const places = [
      ...(await listHistories(stack.machines, stack.deployment.stateMachineArn)),
      ...(await listLogs(stack.logs)),
      ...(await listEvents(stack.config, stack.eventsUrl)),
      ...(await readNotices(stack.url)).map((mail) => ({
        name: 'notice',
        text: JSON.stringify(mail),
      })),
      ...listStoreFiles(stack.folder),
    ];
    expect(places.filter(({ name }) => name.startsWith('history')).length).toBeGreaterThan(10);
    expect(places.filter(({ name }) => name.startsWith('log group')).length).toBeGreaterThan(5);
    expect(places.filter(({ name }) => name.startsWith('event')).length).toBeGreaterThan(5);
    expect(findLeaks(values, places)).toEqual([]);
    expect([...listFailedEvents(places)].sort()).toEqual([...failedRuns].sort());
    // The search finds what is there: a name that is no secret stands in many of these places.
    expect(findLeaks(['e2e/secret-1'], places).length).toBeGreaterThan(5);
  },
  ROTATION_MS_MAX,
);

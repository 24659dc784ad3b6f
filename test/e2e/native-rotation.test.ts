// Secrets Manager's own rotation of the endpoint, with the deployed function behind it: RotateSecret, four steps, and the machine that retires.
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  RotateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { callService } from '../../demo/consumer.ts';
import { findLeaks, listHistories, listLogs } from '../../demo/leaks.ts';
import { waitFor } from '../../demo/stage.ts';
import { findOutput, loadStackOutputs } from '../../src/aws/stack.ts';
import { createClientConfig } from '../support/cloud.ts';
import { runRekey } from '../support/command-line.ts';
import { type Deployed, startDeployed } from '../support/deployed.ts';
import { tokenOf } from '../support/tokens.ts';

const DEPLOY_MS_MAX = 180_000;
const ROTATION_MS_MAX = 60_000;
const RULES = { ScheduleExpression: 'rate(30 days)', Duration: '3h' };

let stack: Deployed;
let functionArn: string;
const values: string[] = [];

beforeAll(async () => {
  stack = await startDeployed();
  const outputs = await loadStackOutputs(stack.config, 'rekey-dev');
  functionArn = findOutput(outputs, 'NativeRotationFunctionArn');
  process.env['AWS_ENDPOINT_URL'] = stack.url;
  process.env['AWS_REGION'] = stack.config.region;
  const { credentials } = createClientConfig(stack.url);
  process.env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
}, DEPLOY_MS_MAX);
afterAll(async () => {
  await stack.close();
});

test(
  'a generated value is rotated by RotateSecret, and nothing waits for retirement',
  async () => {
    const old = tokenOf('generated');
    await createSecret('native/generated', JSON.stringify({ key: old, note: 'stays' }), {
      'rekey:target': 'generated',
      'rekey:options': 'field=key length=40',
    });
    const versionId = await rotateNatively('native/generated');
    const made = JSON.parse(await readSecret('native/generated')) as { key: string };
    expect(made).toEqual({ key: expect.stringMatching(/^\S{40}$/), note: 'stays' });
    expect(made.key).not.toBe(old);
    values.push(old, made.key);
    expect(await readLabels('native/generated')).toMatchObject({ [versionId]: ['AWSCURRENT'] });
    expect(await listRetirements()).toEqual([]);
    const { out } = await runRekey('status', 'native/generated', '--json');
    expect(JSON.parse(out)).toMatchObject({
      secrets: [
        {
          health: 'healthy',
          nativeRotation: { functionArn, lastRotatedAt: expect.any(String) },
        },
      ],
    });
    const doctor = await runRekey('doctor', 'native/generated', '--json');
    expect(JSON.parse(doctor.out)).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ id: 'native-rotation', verdict: 'ok' }),
      ]),
    });
    expect(doctor.code).toBe(0);
  },
  ROTATION_MS_MAX,
);

test(
  'an API key is rotated by RotateSecret, twice; the machine retires each old key after its grace period, and no value leaks',
  async () => {
    const first = await stack.service.createFirstKey('native');
    const name = 'native/api-key';
    await createSecret(name, JSON.stringify({ baseUrl: stack.service.url, ...first }), {
      'rekey:target': 'http-api',
      'rekey:recipe': 'better-auth-api-key',
      'rekey:grace': '5s',
    });
    let old = first.apiKey;
    values.push(old);
    for (const round of [1, 2]) {
      const before = await readCurrentVersion(name);
      const versionId = await rotateNatively(name);
      const { apiKey } = JSON.parse(await readSecret(name)) as { apiKey: string };
      values.push(apiKey);
      expect(await callService(stack.service.url, apiKey)).toBe(true);
      expect(await callService(stack.service.url, old)).toBe(true); // within its grace period
      expect(await readLabels(name)).toMatchObject({
        [versionId]: ['AWSCURRENT'],
        [before]: ['AWSPREVIOUS', expect.stringMatching(/^rekey:retire:/)],
      });
      await waitFor(stack.clock, 'the end of the retirement', async () => {
        const runs = await listRetirements();
        return runs.length === round && runs.every(({ status }) => status !== 'RUNNING')
          ? true
          : undefined;
      });
      expect(await callService(stack.service.url, old)).toBe(false);
      expect(await readLabels(name)).toMatchObject({
        [versionId]: ['AWSCURRENT'],
        [before]: ['AWSPREVIOUS'],
      });
      old = apiKey;
    }
    for (const { executionArn, status } of await listRetirements()) {
      const { input = '', output = '{}' } = await stack.machines.send(
        new DescribeExecutionCommand({ executionArn }),
      );
      expect(status).toBe('SUCCEEDED');
      expect(JSON.parse(input)).toMatchObject({ mode: 'retire', trigger: 'native' });
      expect(JSON.parse(output)).toMatchObject({ retired: [expect.any(String)] });
    }
    const places = [
      ...(await listHistories(stack.machines, stack.deployment.stateMachineArn)),
      ...(await listLogs(stack.logs)),
    ];
    expect(places.length).toBeGreaterThan(2);
    expect(findLeaks(values, places)).toEqual([]);
  },
  2 * ROTATION_MS_MAX,
);

async function createSecret(
  Name: string,
  SecretString: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await stack.secrets.send(new CreateSecretCommand({ Name, SecretString, Tags }));
}

/** Until Secrets Manager has taken AWSPENDING off. @returns the new version */
async function rotateNatively(SecretId: string): Promise<string> {
  const { VersionId = '' } = await stack.secrets.send(
    new RotateSecretCommand({ SecretId, RotationLambdaARN: functionArn, RotationRules: RULES }),
  );
  await waitFor(stack.clock, `the rotation of ${SecretId}`, async () => {
    const labels = (await readLabels(SecretId))[VersionId] ?? [];
    return labels.includes('AWSCURRENT') && !labels.includes('AWSPENDING') ? true : undefined;
  });
  return VersionId;
}

async function readSecret(SecretId: string): Promise<string> {
  const { SecretString = '' } = await stack.secrets.send(new GetSecretValueCommand({ SecretId }));
  return SecretString;
}

async function readLabels(SecretId: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { VersionIdsToStages = {} } = await stack.secrets.send(
    new DescribeSecretCommand({ SecretId }),
  );
  return Object.fromEntries(
    Object.entries(VersionIdsToStages).map(([id, labels]) => [id, [...labels].sort()]),
  );
}

async function readCurrentVersion(name: string): Promise<string> {
  const labels = Object.entries(await readLabels(name));
  return labels.find(([, carried]) => carried.includes('AWSCURRENT'))?.[0] ?? '';
}

async function listRetirements() {
  const { stateMachineArn } = stack.deployment;
  const { executions = [] } = await stack.machines.send(
    new ListExecutionsCommand({ stateMachineArn }),
  );
  return executions;
}

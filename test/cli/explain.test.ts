// `rekey explain` against the endpoint: what is told with a preflight Lambda and without, and that nothing is written.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Preflight } from '../../src/rotation/preflight.ts';
import { runRekey } from '../support/command-line.ts';
import { toVersionId } from '../support/operated-secrets.ts';
import { type OperatedStack, startOperatedStack } from '../support/operated-stack.ts';

const answer: Preflight = {
  secret: {
    arn: '',
    name: '',
    labels: {},
    target: {
      name: 'http-api',
      overlap: 'native',
      maxActive: 2,
      creation: 'effect',
      propagationMs: 0,
      locksOut: false,
      methods: ['test', 'retire', 'discard', 'verify'],
    },
    versions: [],
  },
  endpoints: [],
  runtime: { node: 'v22.11.0', millisecondsLeft: 1000 },
};
/** Answers for every secret but one, and shows what it was asked. */
const source = `exports.handler = async ({ secretId, verify }) => {
  if (verify) throw new Error('asked to log in');
  if (secretId === 'app/unseen') throw new Error('boom');
  return ${JSON.stringify(answer)};
};`;

let stack: OperatedStack;
const calls: string[] = [];

beforeAll(async () => {
  stack = await startOperatedStack({
    // The command line is root here; what the endpoint's services do for one another is theirs.
    log: ({ call, principal }) => {
      if (call !== undefined && principal?.endsWith(':root') === true) calls.push(call);
    },
    resources: {
      PreflightRole: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          },
        },
      },
      Preflight: {
        Type: 'AWS::Lambda::Function',
        Properties: {
          Runtime: 'nodejs22.x',
          Handler: 'index.handler',
          Role: { 'Fn::GetAtt': ['PreflightRole', 'Arn'] },
          Code: { ZipFile: source },
        },
      },
    },
    outputs: { PreflightFunctionName: { Value: { Ref: 'Preflight' } } },
  });
  for (const name of ['app/key', 'app/unseen']) {
    const arn = await stack.createSecret(
      name,
      { target: 'http-api', grace: '3h' },
      toVersionId('1'),
    );
    await stack.createSchedule({ arn, name }, { expression: 'cron(0 8 1 * ? *)', window: '3h' });
  }
  await stack.createSecret('app/switched-off', { target: 'generated', enabled: 'false' });
});

afterAll(async () => {
  await stack.close();
});

test('the next run is told: when, by when, step by step, and what is retired', async () => {
  const { code, out, errors } = await runRekey('explain', 'app/key');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(out).toMatch(/^app\/key\n {2}next run +\d{4}-\d\d-01 08:00 UTC, in \d+d\n/);
  expect(out).toMatch(/ {2}would +rotate\n +cron\(0 8 1 \* \? \*\) starts it\n/);
  expect(out).toMatch(/ {2}deadline +\d{4}-\d\d-01 11:00 UTC: no step begins after it\n/);
  expect(out).toMatch(/ {2}then +CreateSecret +claims the secret by AWSPENDING, and has http-api/);
  expect(out).toMatch(/ +GracePeriod +waits 3h; the old credential still works\n/);
  expect(out).toMatch(
    new RegExp(` {2}retired +${toVersionId('1')}, not before .*-01 11:00 UTC\n$`),
  );
});

test('nothing is written: the endpoint hears reads, and the preflight', async () => {
  calls.length = 0;
  await runRekey('explain', 'app/key');
  const writes = calls.filter((call) => !/:(Describe|List|Get|Filter)/.test(call));
  expect(calls.length).toBeGreaterThan(4);
  expect(new Set(writes)).toEqual(new Set(['lambda:Invoke']));
});

test('--json prints one document, its times ISO 8601', async () => {
  const { out } = await runRekey('explain', 'app/key', '--json');
  expect(JSON.parse(out)).toMatchObject({
    secret: 'app/key',
    decision: 'rotate',
    startedBy: 'schedule',
    startsAt: expect.stringMatching(/-01T08:00:00\.000Z$/),
    deadline: expect.stringMatching(/-01T11:00:00\.000Z$/),
    unknown: [],
    retirements: [{ versionId: toVersionId('1'), at: expect.stringMatching(/T11:00:00\.000Z$/) }],
  });
});

test('a preflight that fails costs what it would have told, and no more', async () => {
  const { code, out } = await runRekey('explain', 'app/unseen');
  expect(code).toBe(0);
  expect(out).toContain('would        rotate');
  expect(out).toMatch(/not known +how the target takes it/);
  expect(out).toContain('the preflight Lambda could not be asked');
});

test('a secret that is switched off would be skipped', async () => {
  const { out } = await runRekey('explain', 'app/switched-off');
  expect(out).toMatch(
    /next run +by hand\n {2}would +skip\n +switched off by the tag rekey:enabled/,
  );
});

test('an unknown secret is named, and a missing stack', async () => {
  const unknown = await runRekey('explain', 'app/none');
  expect(unknown).toMatchObject({
    code: 2,
    errors: expect.stringContaining('No secret app/none in us-east-1'),
  });
  const nowhere = await runRekey('explain', 'app/key', '--region', 'eu-central-1');
  expect(nowhere).toMatchObject({ code: 2, errors: expect.stringContaining('No stack rekey-dev') });
});

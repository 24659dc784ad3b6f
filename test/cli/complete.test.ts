// `rekey complete` against a machine that asks as ours does: what is stored where, what is shown, and what is refused.
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openAnswerForm } from '../../cli/answer/answer-form.ts';
import { runProgram } from '../../cli/program.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { toReservationLabel, toVersionLabel } from '../../src/rotation/owner-label.ts';
import type { PersonRequest } from '../../src/rotation/state.ts';
import { composeAnswer } from '../../src/targets/manual.ts';
import { type RunningCloud, startCloud } from '../support/cloud.ts';
import { createPrinted, runRekey } from '../support/command-line.ts';
import { deployHandMadeStack } from '../support/hand-made-stack.ts';
import { typeOnInput } from '../support/standard-input.ts';

const ACCOUNT = '000000000000';
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:asks`;

/** Asks; a run whose input says so asks a second time, as after a value that was refused. */
const rotation = {
  AskPerson: {
    Type: 'Task',
    Resource: 'arn:aws:states:::sns:publish.waitForTaskToken',
    Arguments: {
      TopicArn: TOPIC,
      Message: '{% $states.input.request.text %}',
      MessageAttributes: {
        taskToken: { DataType: 'String', StringValue: '{% $states.context.Task.Token %}' },
      },
    },
    Output: '{% $states.input %}',
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Notified' }],
    Next: 'TestSecret',
  },
  TestSecret: { Type: 'Pass', Next: 'GracePeriod' },
  GracePeriod: { Type: 'Wait', Seconds: 0, Next: 'Rotated' },
  Rotated: { Type: 'Succeed' },
  Notified: { Type: 'Fail', Error: 'Rekey.Notified', Cause: 'the notice says the rest' },
};

let running: RunningCloud;
let secrets: SecretsManagerClient;
let machines: SFNClient;
const makeValue = (): string => createUuid(createSystemRandom());

beforeAll(async () => {
  running = await startCloud();
  process.env['AWS_ENDPOINT_URL'] = running.url;
  process.env['AWS_REGION'] = 'us-east-1';
  process.env['AWS_ACCESS_KEY_ID'] = running.clientConfig.credentials.accessKeyId;
  process.env['AWS_SECRET_ACCESS_KEY'] = running.clientConfig.credentials.secretAccessKey;
  await deployHandMadeStack(running, {
    name: 'rekey-dev',
    states: rotation,
    machineName: 'asks',
    resources: {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'asks' } },
      MayPublish: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'publish',
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: 'sns:Publish', Resource: TOPIC }],
          },
        },
      },
    },
  });
  secrets = new SecretsManagerClient(running.clientConfig);
  machines = new SFNClient(running.clientConfig);
});
afterAll(async () => {
  secrets.destroy();
  machines.destroy();
  await running.close();
});

/** A secret whose run waits for a person. */
async function begin(name: string): Promise<PersonRequest> {
  const { ARN = '' } = await secrets.send(
    new CreateSecretCommand({
      Name: name,
      SecretString: JSON.stringify({ token: makeValue(), user: 'bot' }),
    }),
  );
  const executionArn = `arn:aws:states:us-east-1:${ACCOUNT}:execution:asks:${name}`;
  await secrets.send(
    new PutSecretValueCommand({
      SecretId: ARN,
      SecretString: '{}',
      VersionStages: ['AWSPENDING', toReservationLabel(executionArn)],
    }),
  );
  const request: PersonRequest = {
    subject: 'asks',
    text: 'asks',
    executionArn,
    secretArn: ARN,
    secretName: name,
    versionId: createUuid(createSystemRandom()),
    label: toVersionLabel(executionArn, 1),
    attempt: 1,
    answerBy: '2026-01-01T00:00:00.000Z',
    field: 'token',
    link: 'https://example.com/tokens?new=1&of=bot',
  };
  await machines.send(
    new StartExecutionCommand({
      stateMachineArn: `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:asks`,
      name,
      input: JSON.stringify({ request }),
    }),
  );
  return request;
}

async function readVersion({ secretArn, versionId }: PersonRequest): Promise<unknown> {
  const { SecretString = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: secretArn, VersionId: versionId }),
  );
  return JSON.parse(SecretString);
}

test('what standard input holds becomes the field of the pending version, and the run goes on', async () => {
  const request = await begin('piped');
  const value = makeValue();
  const { code, out, errors } = await typeOnInput(`${value}\n`, () =>
    runRekey('complete', 'piped'),
  );
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(await readVersion(request)).toEqual({ token: value, user: 'bot' });
  expect(out).toContain(`Stored as version ${request.versionId}. Now it is tested:`);
  expect(out).toMatch(/✓ TestSecret/);
  expect(out).toContain('The new credential is current.');
  expect(out).not.toContain(value);
  const { VersionIdsToStages = {} } = await secrets.send(
    new DescribeSecretCommand({ SecretId: 'piped' }),
  );
  expect(VersionIdsToStages[request.versionId]).toEqual([request.label]);
});

test('the value in use, and none at all, are refused before anything is stored', async () => {
  const request = await begin('unchanged');
  const { SecretString = '{}' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: 'unchanged' }),
  );
  const { token } = JSON.parse(SecretString) as { token: string };
  for (const [typed, found] of [
    [token, 'found the one that is in use'],
    ['', 'found none'],
  ] as const) {
    const ran = await typeOnInput(typed, () => runRekey('complete', 'unchanged'));
    expect(ran).toMatchObject({ code: 2, errors: expect.stringContaining(found) });
    expect(ran.errors).not.toContain(token);
  }
  await expect(readVersion(request)).rejects.toThrow();
});

test('a run that waits for nobody is told, and so is a secret without a run', async () => {
  await begin('twice');
  await typeOnInput(makeValue(), () => runRekey('complete', 'twice'));
  const again = await typeOnInput(makeValue(), () => runRekey('complete', 'twice'));
  expect(again).toMatchObject({ code: 2, errors: expect.stringContaining('one that does not') });
  await secrets.send(new CreateSecretCommand({ Name: 'quiet', SecretString: 'v' }));
  const quiet = await runRekey('complete', 'quiet');
  expect(quiet).toMatchObject({ code: 2, errors: expect.stringContaining('rekey rotate') });
});

test('--decline ends the run with the reason', async () => {
  const { executionArn } = await begin('declined');
  const { code, out } = await runRekey('complete', 'declined', '--decline', 'away until Monday');
  expect(code).toBe(0);
  expect(out).toContain('Declined.');
  const { status, cause } = await machines.send(new DescribeExecutionCommand({ executionArn }));
  expect({ status, cause }).toEqual({ status: 'FAILED', cause: 'the notice says the rest' });
});

test('--form takes the value on a page of its own, which another site cannot use', async () => {
  const request = await begin('form');
  const printed = createPrinted();
  const ran = runProgram(['complete', 'form', '--form'], printed.writer);
  const [, url = ''] = await printed.waitFor(/Open (\S+)/);
  const page = await (await fetch(url)).text();
  expect(page).toContain('https://example.com/tokens?new=1&amp;of=bot');
  const send = (body: Record<string, string>, headers: Record<string, string> = {}, at = url) =>
    fetch(at, { method: 'POST', headers, body: new URLSearchParams(body) });
  const value = makeValue();
  expect((await send({ value }, { origin: 'https://example.com' })).status).toBe(403);
  expect((await send({ value }, {}, new URL('/', url).href)).status).toBe(404);
  const empty = await send({ value: ' ' });
  expect(empty.status).toBe(400);
  expect(await empty.text()).toContain('found none');
  expect((await send({ value: ` ${value} ` })).status).toBe(200);
  expect(await ran).toBe(0);
  expect(await readVersion(request)).toEqual({ token: value, user: 'bot' });
  expect(printed.out() + printed.errors()).not.toContain(value);
});

test('names and links of the request are text on the page, whatever they hold', async () => {
  const printed = createPrinted();
  const form = await openAnswerForm(printed.writer);
  const stopping = new AbortController();
  const asked = form.ask(
    {
      secretName: '<script>alert(1)</script>',
      link: 'https://example.com/"><b>',
      answerBy: 'now',
      attempt: 2,
    } as PersonRequest,
    (given) => composeAnswer(given, undefined, given),
    stopping.signal,
  );
  const [, url = ''] = await printed.waitFor(/Open (\S+)/);
  const response = await fetch(url);
  const page = await response.text();
  expect(page).not.toContain('<script>');
  expect(page).not.toContain('"><b>');
  expect(page).toContain('attempt 2 of 3');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  stopping.abort(new Error('stopped'));
  await expect(asked).rejects.toThrow('stopped');
  await form.close();
});

// A whole AWS account in this process, on a clock that the test moves: the machine as it is deployed, its Lambdas' rules, one secret, one
// service, and the faults of the plan at the call boundaries.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { parse } from 'yaml';
import { createManualClock, type ManualClock } from '../../local/clock.ts';
import { type Cloud, createCloud } from '../../local/cloud.ts';
import { createSeededRandom } from '../../local/random.ts';
import { createExecutions } from '../../src/aws/executions.ts';
import { createNotices } from '../../src/aws/notices.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import type { Ports, SecretStore, Targets } from '../../src/rotation/ports.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Invocations } from '../../src/runtime/invocation.ts';
import { createRedactor } from '../../src/runtime/redactor.ts';
import { createInProcessConfig } from '../support/cloud.ts';
import { createInProcessRuntime, functionKeys } from './in-process-lambda.ts';
import { cross, type Fault, type Life } from './life.ts';
import {
  createService,
  type Request,
  type ServiceKind,
  type SimulatedService,
} from './services.ts';
import { createStaleReads } from './stale-reads.ts';

export const secretName = 'simulated/secret';
const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const START = Date.parse('2026-03-01T00:00:00Z');

export interface Trace {
  /** When, by which run, in which function, what. */
  readonly at: number;
  readonly executionArn: string;
  readonly functionName: string;
  readonly call: string;
}

export interface World {
  readonly clock: ManualClock;
  readonly service: SimulatedService;
  readonly stateMachineArn: string;
  /** Every call that had the chance of an effect, in order. */
  readonly trace: readonly Trace[];
  /** What the observer found wrong at the moment when it was wrong. */
  readonly broken: readonly string[];
  /** Every value that was ever put into the secret. */
  readonly values: readonly string[];
  call<Output>(service: string, operation: string, input: unknown): Promise<Output>;
  start(input?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Moves time until no execution runs and everything that they set off has happened. */
  runToEnd(): Promise<void>;
  /** From now on nothing goes wrong. */
  clearFaults(): void;
  person(does: 'put' | 'roll back' | 'stop'): Promise<void>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly kind: ServiceKind;
  readonly seed: string;
  /** By the number of the call boundary, counted over all runs. */
  readonly faults: ReadonlyMap<number, Fault>;
  readonly graceSeconds?: number;
}

export async function createWorld(options: WorldOptions): Promise<World> {
  const clock = createManualClock(START);
  const random = createSeededRandom(options.seed);
  const service = createService(options.kind, random);
  const faults = new Map(options.faults);
  const trace: Trace[] = [];
  const broken: string[] = [];
  const values: string[] = [service.initial.reveal()];
  let boundary = 0;

  const cloud: Cloud = createCloud({
    clock,
    random,
    lambdaRuntime: createInProcessRuntime(clock, (life) => buildInvocations(life)),
  });
  const call: World['call'] = async (name, operation, input) =>
    await cloud.call({
      service: name,
      operation,
      input,
      region: REGION,
      principal: { kind: 'root', accountId: ACCOUNT },
    });
  const config = createInProcessConfig(cloud);
  const secrets = createSecretStore(config as never, clock);
  const topicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:notices`;
  const stale = createStaleReads(clock, secrets);

  const pass = async <Result>(
    life: Life,
    name: string,
    signal: AbortSignal,
    work: (fault: Fault | undefined) => Promise<Result>,
  ): Promise<Result> => {
    const fault = faults.get(boundary);
    boundary += 1;
    const result = await cross(
      {
        life,
        signal,
        clock,
        person,
        toError: () => new RotationError('Rekey.Transient', 'Simulated.', { call: name }),
      },
      fault,
      async () => {
        signal.throwIfAborted();
        trace.push({
          at: clock.now(),
          executionArn: life.executionArn,
          functionName: life.functionName,
          call: name,
        });
        const answer = await work(fault);
        await observe();
        return answer;
      },
    );
    return result;
  };

  /** I1, looked at after every effect: what AWSCURRENT holds works at the target. */
  const observe = async (): Promise<void> => {
    await stale.remember();
    if (options.kind === 'pure none') return;
    const { SecretString = '' } = await call<{ SecretString?: string }>(
      'secretsmanager',
      'GetSecretValue',
      { SecretId: secretName },
    );
    if (!service.accepts(new SecretValue(SecretString))) {
      const last = trace.at(-1);
      broken.push(
        `I1: AWSCURRENT is refused after ${String(last?.call)} of ${String(last?.functionName)}`,
      );
    }
  };

  function buildInvocations(life: Life): Invocations {
    const request: Request = async (context, name, work) =>
      await pass(life, `target:${name}`, context.signal, async () => work());
    const target = service.createTarget(request);
    const targets: Targets = { load: async () => target };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const shared: Omit<Ports, 'signal' | 'abortAt' | 'endsAt'> = {
      clock,
      random,
      log,
      targets,
      metrics: { count: () => {}, gauge: () => {} },
      secrets: createFaultySecrets(life),
      executions: createExecutions(config as never, clock),
      notices: createNotices(config as never, clock, topicArn),
      hash: (text) => createHash('sha256').update(text).digest('hex'),
    };
    return {
      clock,
      begin: () => ({
        log,
        metrics: { ...shared.metrics, flush: () => {} },
        redactor: createRedactor(),
        createPorts: ({ signal, abortAt, endsAt }) => ({ ...shared, signal, abortAt, endsAt }),
      }),
    };
  }

  function createFaultySecrets(life: Life): SecretStore {
    return {
      describe: async (id, signal) =>
        await pass(life, 'describe', signal, async (fault) =>
          fault?.kind === 'stale' ? stale.describe(fault.ms) : await secrets.describe(id, signal),
        ),
      versionTimes: async (arn, signal) =>
        await pass(
          life,
          'versionTimes',
          signal,
          async () => await secrets.versionTimes(arn, signal),
        ),
      read: async (version, signal) =>
        await pass(life, 'read', signal, async (fault) =>
          fault?.kind === 'stale'
            ? await stale.read(version, fault.ms, signal)
            : await secrets.read(version, signal),
        ),
      readCurrent: async (id, signal) =>
        await pass(life, 'readCurrent', signal, async () => await secrets.readCurrent(id, signal)),
      put: async (version, signal) =>
        await pass(life, 'put', signal, async () => {
          values.push(version.value.reveal());
          return await secrets.put(version, signal);
        }),
      moveLabel: async (move, signal) =>
        await pass(
          life,
          `moveLabel ${move.label.replace(/arn.*#/, '#')}`,
          signal,
          async () => await secrets.moveLabel(move, signal),
        ),
    };
  }

  async function person(does: 'put' | 'roll back' | 'stop'): Promise<void> {
    if (does === 'put') await putByHand();
    else if (does === 'roll back') await rollBack();
    else await stopRuns();
    await observe();
  }

  async function putByHand(): Promise<void> {
    const value = service.makeByHand().reveal();
    values.push(value);
    await call('secretsmanager', 'PutSecretValue', {
      SecretId: secretName,
      SecretString: value,
      ClientRequestToken: `by-hand-${createHash('sha256').update(value).digest('hex').slice(0, 30)}`,
    });
  }

  /** As the guide says: AWSCURRENT back to AWSPREVIOUS's version. Nobody rolls back to what is refused. */
  async function rollBack(): Promise<void> {
    const { VersionIdsToStages = {} } = await call<{
      VersionIdsToStages?: Record<string, string[]>;
    }>('secretsmanager', 'DescribeSecret', { SecretId: secretName });
    const find = (label: string): string | undefined =>
      Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes(label))?.[0];
    const to = find('AWSPREVIOUS');
    const from = find('AWSCURRENT');
    if (to === undefined || from === undefined) return;
    const { SecretString = '' } = await call<{ SecretString?: string }>(
      'secretsmanager',
      'GetSecretValue',
      { SecretId: secretName, VersionId: to },
    );
    if (!service.accepts(new SecretValue(SecretString))) return;
    await call('secretsmanager', 'UpdateSecretVersionStage', {
      SecretId: secretName,
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: to,
      RemoveFromVersionId: from,
    });
  }

  async function stopRuns(): Promise<void> {
    for (const executionArn of await listRunning()) {
      await call('stepfunctions', 'StopExecution', { executionArn });
    }
  }

  async function listRunning(): Promise<readonly string[]> {
    const { executions = [] } = await call<{ executions?: { executionArn: string }[] }>(
      'stepfunctions',
      'ListExecutions',
      { stateMachineArn, statusFilter: 'RUNNING' },
    );
    return executions.map(({ executionArn }) => executionArn);
  }

  await cloud.start();
  const stateMachineArn = await deploy(call, topicArn);
  await call('secretsmanager', 'CreateSecret', {
    Name: secretName,
    SecretString: service.initial.reveal(),
    ClientRequestToken: 'first-version-of-the-simulated-secret',
    Tags: [
      { Key: 'rekey:target', Value: 'simulated' },
      { Key: 'rekey:grace', Value: `${String(options.graceSeconds ?? 60)}s` },
      { Key: 'rekey:window', Value: '1h' },
    ],
  });
  await stale.remember();

  return {
    clock,
    service,
    stateMachineArn,
    trace,
    broken,
    values,
    call,
    person,
    clearFaults: () => {
      faults.clear();
    },
    start: async (input = {}) => {
      const { executionArn } = await call<{ executionArn: string }>(
        'stepfunctions',
        'StartExecution',
        { stateMachineArn, input: JSON.stringify({ secretId: secretName, ...input }) },
      );
      return executionArn;
    },
    runToEnd: async () => {
      // An hour's window, three recoveries within eight hours, and close-rotation behind the last of them.
      const end = clock.now() + 12 * 3_600_000;
      while ((await listRunning()).length > 0 && clock.now() < end) await clock.advance(30_000);
      await clock.advance(600_000);
    },
    stop: async () => {
      await cloud.stop();
    },
  };
}

/** What serverless.yml deploys, as far as the machine needs it; one role for all, for rights are other tests' business. */
async function deploy(call: World['call'], topicArn: string): Promise<string> {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/simulation`;
  await call('iam', 'CreateRole', {
    RoleName: 'simulation',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: ['lambda', 'states'].map((name) => ({
        Effect: 'Allow',
        Principal: { Service: `${name}.amazonaws.com` },
        Action: 'sts:AssumeRole',
      })),
    }),
  });
  await call('iam', 'PutRolePolicy', {
    RoleName: 'simulation',
    PolicyName: 'all',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    }),
  });
  for (const key of functionKeys) {
    await call('lambda', 'CreateFunction', {
      FunctionName: key,
      Role: roleArn,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Timeout: key === 'closeRotation' ? 300 : 60,
      Code: { ZipFile: emptyZip },
    });
  }
  await call('sns', 'CreateTopic', { Name: 'notices' });
  await call('sqs', 'CreateQueue', {
    QueueName: 'notices',
    Attributes: {
      MessageRetentionPeriod: '1209600',
      Policy: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: '*',
          },
        ],
      }),
    },
  });
  await call('sns', 'Subscribe', {
    TopicArn: topicArn,
    Protocol: 'sqs',
    Endpoint: `arn:aws:sqs:${REGION}:${ACCOUNT}:notices`,
  });
  const { stateMachineArn } = await call<{ stateMachineArn: string }>(
    'stepfunctions',
    'CreateStateMachine',
    { name: 'rotation', roleArn, definition: loadDefinition(topicArn) },
  );
  await watchEndedRuns(call, stateMachineArn);
  return stateMachineArn;
}

async function watchEndedRuns(call: World['call'], stateMachineArn: string): Promise<void> {
  const { RuleArn } = await call<{ RuleArn: string }>('events', 'PutRule', {
    Name: 'ended',
    EventPattern: JSON.stringify({
      source: ['aws.states'],
      'detail-type': ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [stateMachineArn] },
    }),
  });
  await call('lambda', 'AddPermission', {
    FunctionName: 'closeRotation',
    StatementId: 'events',
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: RuleArn,
  });
  await call('events', 'PutTargets', {
    Rule: 'ended',
    Targets: [{ Id: 'close', Arn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:closeRotation` }],
  });
}

/** The definition's own file, with CloudFormation's references resolved as the deploy does. */
function loadDefinition(topicArn: string): string {
  const text = readFileSync('statemachines/rotation.asl.yaml', 'utf8')
    .replace(/!GetAtt (\w+)LambdaFunction\.Arn/g, (_, id: string) => {
      const key = `${id.charAt(0).toLowerCase()}${id.slice(1)}`;
      return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${key}`;
    })
    .replace(/!Ref NoticeTopic/g, topicArn);
  return JSON.stringify(parse(text));
}

/** The code is in this process; Lambda only wants to see a zip. */
const emptyZip = zipSync({ 'index.js': Buffer.from('exports.handler = async () => {};') });

// A whole AWS account in this process, on a clock that the test moves: the machine as it is deployed, its Lambdas' rules, one secret, one
// service, and the faults of the plan at the call boundaries.
import { createHash } from 'node:crypto';
import { createManualClock, type ManualClock } from '../../local/clock.ts';
import { type Cloud, createCloud } from '../../local/cloud.ts';
import { MASTER_KEY_BYTES } from '../../local/master-key.ts';
import { createSeededRandom } from '../../local/random.ts';
import { createStore } from '../../local/store.ts';
import { createAnnouncements } from '../../src/aws/announcements.ts';
import { createExecutions } from '../../src/aws/executions.ts';
import { createNotices } from '../../src/aws/notices.ts';
import { createPersonRequests } from '../../src/aws/person-requests.ts';
import { createRecoverySchedules } from '../../src/aws/recovery-schedules.ts';
import { createSecretStore } from '../../src/aws/secret-store.ts';
import { RotationError } from '../../src/rotation/errors.ts';
import type { ClosingPorts, Targets } from '../../src/rotation/ports.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Invocations } from '../../src/runtime/invocation.ts';
import { createRedactor } from '../../src/runtime/redactor.ts';
import { createInProcessConfig } from '../support/cloud.ts';
import { createMortalStore, type MortalStore } from '../support/mortal-store.ts';
import { createFaultySecrets, type Pass } from './faulty-secrets.ts';
import { createInProcessRuntime } from './in-process-lambda.ts';
import { cross, type Deed, type Fault, type Life } from './life.ts';
import {
  completeAsked,
  isRevocationDue,
  listInUse,
  putByHand,
  rollBack,
  secretName,
} from './person.ts';
import { createRuns } from './runs.ts';
import {
  createService,
  type Request,
  type ServiceKind,
  type SimulatedService,
} from './services.ts';
import { ACCOUNT, type CallAsRoot, deployStack, REGION, scheduleGroup, topicArn } from './stack.ts';
import { createStaleReads } from './stale-reads.ts';

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
  readonly call: CallAsRoot;
  /** Every run so far, the latest first. */
  listRuns(): Promise<readonly string[]>;
  start(input?: Readonly<Record<string, unknown>>): Promise<string>;
  /** Moves time until no execution runs, none is scheduled, and everything that they set off has happened. */
  runToEnd(): Promise<void>;
  /** From now on nothing goes wrong. */
  clearFaults(): void;
  person(does: Deed): Promise<void>;
  /** What the endpoint remembers. Where it dies, all Lambdas die with the endpoint's process. */
  readonly memory: MortalStore;
  /** The endpoint begins anew with what it remembers. */
  restart(): Promise<void>;
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
  let outageEndsAt = 0;

  const lives = new Set<Life>();
  const memory = createMortalStore(createStore(), () => {
    for (const life of lives) life.kill();
  });
  const masterKey = random.bytes(MASTER_KEY_BYTES);
  const open = (): Cloud =>
    createCloud({
      ...{ clock, random, masterKey, store: memory.store },
      lambdaRuntime: createInProcessRuntime(clock, (life) => {
        lives.add(life);
        return buildInvocations(life);
      }),
    });
  let cloud = open();
  const call: CallAsRoot = async (name, operation, input) =>
    await cloud.call({
      service: name,
      operation,
      input,
      region: REGION,
      principal: { kind: 'root', accountId: ACCOUNT },
    });
  const config = createInProcessConfig({ ...cloud, handle: (request) => cloud.handle(request) });
  const secrets = createSecretStore(config as never, clock);
  const stale = createStaleReads(clock, secrets);

  const pass: Pass = async (life, name, signal, work) => {
    const fault = faults.get(boundary);
    boundary += 1;
    return await cross(
      {
        life,
        signal,
        clock,
        // Between the last look and the revocation itself nobody can help it.
        person: async (does) => {
          if (does !== 'roll back' || name !== 'target:retire') await person(does);
        },
        outage: (ms) => {
          outageEndsAt = clock.now() + ms;
        },
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
      await pass(life, `target:${name}`, context.signal, async () => {
        if (clock.now() >= outageEndsAt) return work();
        throw new RotationError('Rekey.Transient', 'No answer.', { call: `target:${name}` });
      });
    const target = service.createTarget(request);
    const targets: Targets = { load: async () => target };
    const log = { info: () => {}, warn: () => {}, error: () => {} };
    const shared: Omit<ClosingPorts, 'signal' | 'abortAt' | 'endsAt'> = {
      clock,
      random,
      log,
      targets,
      metrics: { count: () => {}, gauge: () => {} },
      secrets: createFaultySecrets(life, pass, { secrets, stale, values }),
      recoveries: {
        schedule: async (recovery, signal) => {
          const schedules = createRecoverySchedules(config as never, clock, scheduleGroup);
          await pass(
            life,
            'scheduleRecovery',
            signal,
            async () => await schedules.schedule(recovery, signal),
          );
        },
      },
      executions: createExecutions(config as never, clock),
      announcements: createAnnouncements(config as never, clock),
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

  async function person(does: Deed): Promise<void> {
    if (does === 'put') {
      const value = service.makeByHand().reveal();
      values.push(value);
      await putByHand(call, value);
    } else if (does === 'roll back') {
      await rollBack(call, (value) => service.accepts(value));
    } else {
      for (const executionArn of await runs.listRunning()) {
        await call('stepfunctions', 'StopExecution', { executionArn });
      }
    }
    await observe();
  }

  const runs = createRuns(call, clock, () => stateMachineArn);
  const requests = createPersonRequests(config as never, clock);
  async function answer(): Promise<void> {
    if (options.kind !== 'by a person') return;
    const makeKey = (): SecretValue =>
      new SecretValue((JSON.parse(service.makeByHand().reveal()) as { key: string }).key);
    const stored = await completeAsked({ secrets, requests }, await runs.listRunning(), makeKey);
    values.push(...stored.map((value) => value.reveal()));
    if (!(await isRevocationDue(call, await runs.listRunning()))) return;
    service.revokeAllBut(await listInUse(call));
  }

  await cloud.start();
  const stateMachineArn = await deployStack(call);
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
    listRuns: () => runs.list(),
    clearFaults: () => {
      faults.clear();
      outageEndsAt = 0;
    },
    start: async (input = {}) => {
      const { executionArn } = await call<{ executionArn: string }>(
        'stepfunctions',
        'StartExecution',
        { stateMachineArn, input: JSON.stringify({ secretId: secretName, ...input }) },
      );
      return executionArn;
    },
    runToEnd: () => runs.untilOver(answer),
    memory,
    restart: async () => {
      await cloud.stop();
      lives.clear();
      memory.revive();
      cloud = open();
      await cloud.start();
    },
    stop: async () => {
      await cloud.stop();
    },
  };
}

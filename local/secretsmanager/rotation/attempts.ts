// One attempt to rotate a secret: the four steps of its function, or testSecret alone; then AWSPENDING is cleaned up, or the next
// attempt set. AWS publishes no number of retries: here five in a window, 1, 2, 4 and 8 minutes apart.
// docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
import type { Environment } from '../../service.ts';
import { rotationIncomplete } from '../errors.ts';
import type { ServiceEventName, ServiceEvents } from '../events/service-events.ts';
import { AWSCURRENT, type SecretDocument } from '../secret-document.ts';
import type { SecretStore } from '../store.ts';
import { createDueWork, type UnderWay } from './due-work.ts';
import { findWindowAfter, withWindow } from './next-window.ts';
import { withoutPending } from './pending-version.ts';
import { toRotationEvent } from './rotation-events.ts';
import type { RotationFunction, RotationStep } from './rotation-function.ts';
import { parsePlanKey, type RotationPlans, type RotationRun } from './rotation-plan.ts';
import type { RotationTokens } from './rotation-token.ts';

export interface AttemptParts {
  readonly environment: Environment;
  readonly secrets: SecretStore;
  readonly plans: RotationPlans;
  readonly tokens: RotationTokens;
  readonly serviceEvents: ServiceEvents;
  readonly rotationFunction: RotationFunction;
}

/** Does what is due for the secret by its plan, and writes down what is due next. */
export type RunDueWork = (key: string, signal: AbortSignal) => Promise<void>;

const ATTEMPTS_MAX = 5;
const FIRST_DELAY_MS = 60_000;
const STEPS: Readonly<Record<RotationRun['kind'], readonly RotationStep[]>> = {
  rotation: ['createSecret', 'setSecret', 'testSecret', 'finishSecret'],
  test: ['testSecret'],
};
const EVENTS = {
  rotation: { started: 'RotationStarted', done: 'RotationSucceeded', failed: 'RotationFailed' },
  test: {
    started: 'TestRotationStarted',
    done: 'TestRotationSucceeded',
    failed: 'TestRotationFailed',
  },
} as const;

/** The rotation was cancelled or abandoned, or went with its secret: nothing is left to do or to tell. */
const GONE = Symbol('gone');
type Failure = string | typeof GONE | undefined;

export function createRunDueWork(parts: AttemptParts): RunDueWork {
  const { environment, secrets, plans, serviceEvents } = parts;
  const takeUp = createDueWork(environment, secrets, plans);

  const announce = async (
    { secret, run }: UnderWay,
    name: ServiceEventName,
    errorMessage?: string,
  ): Promise<void> => {
    const event = toRotationEvent(name, secret, run.versionId, errorMessage);
    await serviceEvents.announce(secret, event);
  };

  return async (key, signal) => {
    const work = secrets.transaction(() => takeUp(key));
    if (work === undefined) return;
    if (work.kind === 'blocked') {
      const { secret, incomplete } = work;
      const { message } = rotationIncomplete();
      const event = toRotationEvent('RotationFailed', secret, incomplete.id, message);
      await serviceEvents.announce(secret, event);
      return;
    }
    const { kind, versionId } = work.run;
    const find = (): UnderWay | undefined => findUnderWay(parts, key, versionId);
    await announce(work, EVENTS[kind].started);
    const failed = await runSteps(parts, work, find, signal);
    const failure = failed ?? secrets.transaction(() => settle(parts, find()));
    if (failure === GONE) return;
    if (failure === undefined) {
      await announce(work, EVENTS[kind].done);
      return;
    }
    secrets.transaction(() => planRetry(parts, find()));
    await announce(work, EVENTS[kind].failed, failure);
  };
}

function findUnderWay(
  { plans, secrets }: AttemptParts,
  key: string,
  versionId: string,
): UnderWay | undefined {
  const plan = plans.findByKey(key);
  const { region, name } = parsePlanKey(key);
  const secret = secrets.findByName(region, name);
  if (plan?.run?.versionId !== versionId || secret?.arn !== plan.arn) return undefined;
  return secret.deletion === undefined ? { secret, plan, run: plan.run } : undefined;
}

async function runSteps(
  { rotationFunction, tokens }: AttemptParts,
  { secret: { arn }, run: { kind, versionId } }: UnderWay,
  find: () => UnderWay | undefined,
  signal: AbortSignal,
): Promise<Failure> {
  for (const Step of STEPS[kind]) {
    const secret = find()?.secret;
    const lambdaArn = secret?.rotation?.lambdaArn;
    if (secret === undefined || lambdaArn === undefined) return GONE;
    const RotationToken = tokens.create(arn, versionId);
    const event = { Step, SecretId: arn, ClientRequestToken: versionId, RotationToken };
    const isDone = await rotationFunction.runStep(secret, lambdaArn, event);
    const now = find();
    if (signal.aborted || now === undefined) return GONE;
    if (!isDone) return `Error when executing lambda ${lambdaArn} during ${Step} step`;
    if (Step === 'createSecret' && now.run.isForeign === true) {
      return `Pending secret version ${versionId} for Secret ${arn} was not created by Lambda ${lambdaArn}. Remove the AWSPENDING staging label and restart rotation`;
    }
  }
  return undefined;
}

/** The error for a function that returns from finishSecret with its work undone is not recorded. */
function settle(
  { environment, secrets, plans }: AttemptParts,
  found: UnderWay | undefined,
): Failure {
  if (found?.secret.rotation === undefined) return GONE;
  const { secret, run } = found;
  if (run.kind === 'test') {
    endTest(secrets, plans, found);
    return undefined;
  }
  if (secret.versions.find(run.versionId)?.stages.includes(AWSCURRENT) !== true) {
    return `Pending secret version ${run.versionId} for Secret ${secret.arn} does not have the AWSCURRENT staging label after finishSecret step`;
  }
  const now = environment.clock.now();
  const rotation = { ...found.secret.rotation, lastRotatedMs: now };
  const window = findWindowAfter(rotation, now);
  const settled: SecretDocument = { ...withoutPending(secret), rotation, changedMs: now };
  secrets.put(withWindow(settled, window));
  plans.put(secret, window === undefined ? {} : { window });
  return undefined;
}

function planRetry(
  { environment, secrets, plans }: AttemptParts,
  found: UnderWay | undefined,
): void {
  if (found === undefined) return;
  const { secret, plan, run } = found;
  if (run.kind === 'test') {
    endTest(secrets, plans, found);
    return;
  }
  const dueMs = environment.clock.now() + FIRST_DELAY_MS * 2 ** (run.attempts - 1);
  const { dueMs: _due, ...waiting } = run;
  const isLast = run.attempts >= ATTEMPTS_MAX || dueMs > run.untilMs;
  plans.put(secret, { ...plan, run: isLast ? waiting : { ...run, dueMs } });
}

/** The version of a test is taken away again [D]. */
function endTest(
  secrets: SecretStore,
  plans: RotationPlans,
  { secret, plan: { run: _run, ...plan }, run }: UnderWay,
): void {
  secrets.deleteValue(secret, run.versionId);
  secrets.put({ ...secret, versions: secret.versions.filter(({ id }) => id !== run.versionId) });
  plans.put(secret, plan);
}

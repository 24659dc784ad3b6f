// Runs the Lambdas' rules in this process, on the simulation's clock, each invocation with a life of its own.
import type { ManualClock } from '../../local/clock.ts';
import type { LambdaResult, LambdaRuntime } from '../../local/lambda-runtime.ts';
import { closeRotation, parseEndedRun } from '../../src/rotation/close.ts';
import { createSecret } from '../../src/rotation/create.ts';
import { finishSecret } from '../../src/rotation/finish.ts';
import {
  parseDiagnoseEvent,
  parsePlanEvent,
  parseRecoverEvent,
  parseRetireEvent,
  parseScheduleRecoveriesEvent,
  parseStepEvent,
} from '../../src/rotation/parse-state.ts';
import { planRotation } from '../../src/rotation/plan.ts';
import { recoverRotation } from '../../src/rotation/recover.ts';
import { scheduleRecoveries } from '../../src/rotation/recovery-schedules.ts';
import { retirePrevious } from '../../src/rotation/retire.ts';
import { setSecret } from '../../src/rotation/set.ts';
import { diagnoseFailure } from '../../src/rotation/tell.ts';
import { testSecret } from '../../src/rotation/test.ts';
import { createHandler, type Definition, type Handler } from '../../src/runtime/handler.ts';
import type { Invocations } from '../../src/runtime/invocation.ts';
import { createLife, type Life } from './life.ts';

type Run = Parameters<LambdaRuntime['invoke']>[0];
type AnyHandler = (build: () => Invocations) => Handler<unknown>;

/** By the key of the function in serverless.yml. The world's ports are everybody's. */
const handlers: Readonly<Record<string, AnyHandler>> = {
  planRotation: define({ name: 'plan-rotation', parse: parsePlanEvent, run: planRotation }),
  createSecret: define({ name: 'create-secret', parse: parseStepEvent, run: createSecret }),
  setSecret: define({ name: 'set-secret', parse: parseStepEvent, run: setSecret }),
  testSecret: define({ name: 'test-secret', parse: parseStepEvent, run: testSecret }),
  finishSecret: define({ name: 'finish-secret', parse: parseStepEvent, run: finishSecret }),
  retirePrevious: define({ name: 'retire-previous', parse: parseRetireEvent, run: retirePrevious }),
  recoverRotation: define({
    name: 'recover-rotation',
    parse: parseRecoverEvent,
    run: recoverRotation,
  }),
  scheduleRecoveries: define({
    name: 'schedule-recoveries',
    parse: parseScheduleRecoveriesEvent,
    run: scheduleRecoveries,
  }),
  diagnoseFailure: define({
    name: 'diagnose-failure',
    parse: parseDiagnoseEvent,
    run: diagnoseFailure,
  }),
  closeRotation: define({
    name: 'close-rotation',
    parse: parseEndedRun,
    run: closeRotation,
  }),
};

export const functionKeys = Object.keys(handlers);

/** @param build what an invocation's ports stand on */
export function createInProcessRuntime(
  clock: ManualClock,
  build: (life: Life) => Invocations,
): LambdaRuntime {
  return {
    invoke: async (run) => {
      const event = JSON.parse(run.payload) as unknown;
      const life = createLife(run.functionName, findExecutionArn(event));
      const ended = new AbortController();
      const timedOut = clock.sleep(run.timeoutMs, ended.signal).then(() => {
        life.kill();
        const seconds = String(run.timeoutMs / 1000);
        return died('Sandbox.Timedout', `Task timed out after ${seconds} seconds`);
      });
      timedOut.catch(() => undefined); // the invocation was over first
      const working = work(run, event, clock, build, life);
      const ending = life.ending.then((how) =>
        how === 'killed'
          ? died('Runtime.ExitError', 'Runtime exited with error: signal: killed')
          : died('Lambda.Unknown', 'The answer was lost.'),
      );
      try {
        return await Promise.race([working, timedOut, ending]);
      } finally {
        if (!life.isUnheard()) ended.abort(new Error('The invocation is over.'));
      }
    },
    stop: async () => {},
  };
}

async function work(
  { functionName, requestId, timeoutMs }: Run,
  event: unknown,
  clock: ManualClock,
  build: (life: Life) => Invocations,
  life: Life,
): Promise<LambdaResult> {
  const handler = handlers[functionName.split('-').at(-1) ?? '']?.(() => build(life));
  if (handler === undefined) throw new Error(`No function ${functionName}.`);
  const endsAt = clock.now() + timeoutMs;
  try {
    const result = await handler(event, {
      awsRequestId: requestId,
      getRemainingTimeInMillis: () => endsAt - clock.now(),
    });
    return { kind: 'returned', payload: JSON.stringify(result ?? null) };
  } catch (error) {
    const { name, message } = error as Error;
    return {
      kind: 'threw',
      payload: JSON.stringify({ errorType: name, errorMessage: message, trace: [] }),
    };
  }
}

function define<Event, Result, Own extends object>(
  definition: Definition<Event, Result, Own>,
): AnyHandler {
  return (build) => createHandler(definition, build);
}

function died(errorType: string, errorMessage: string): LambdaResult {
  return { kind: 'died', payload: JSON.stringify({ errorType, errorMessage }) };
}

function findExecutionArn(event: unknown): string {
  const { executionArn, rotation, detail } = event as {
    executionArn?: string;
    rotation?: { executionArn: string } | null;
    detail?: { executionArn: string };
  };
  return executionArn ?? rotation?.executionArn ?? detail?.executionArn ?? '';
}

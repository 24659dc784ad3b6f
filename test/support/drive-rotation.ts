// The machine's way through the rules, without the machine: the same order, retries and catches as statemachines/rotation.asl.yaml,
// with all data through JSON and its parsers as between Lambdas. The machine as deployed is tested elsewhere.
import { createSecret } from '../../src/rotation/create.ts';
import { isRotationError, toErrorMessage } from '../../src/rotation/errors.ts';
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
import type { ClosingPorts } from '../../src/rotation/ports.ts';
import { recoverRotation } from '../../src/rotation/recover.ts';
import { scheduleRecoveries } from '../../src/rotation/recovery-schedules.ts';
import { retirePrevious } from '../../src/rotation/retire.ts';
import { setSecret } from '../../src/rotation/set.ts';
import type { Failure, Recovery, Rotation, Switched } from '../../src/rotation/state.ts';
import type { Target } from '../../src/rotation/target.ts';
import { diagnoseFailure, type Told } from '../../src/rotation/tell.ts';
import { testSecret } from '../../src/rotation/test.ts';
import { Killed, type World } from './rotation-world.ts';

export interface DriveOptions {
  readonly name?: string;
  readonly input?: Readonly<Record<string, unknown>>;
  /** What a killed Lambda means: the machine tries the state again, or somebody stops the run there. */
  readonly onKill?: 'retry' | 'stop';
  /** Called after each state. */
  readonly afterState?: (state: string) => void;
}

export interface Outcome {
  readonly executionArn: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly decision: 'rotated' | 'skip' | 'failed' | 'stopped';
  /** Why it was skipped. */
  readonly reason: string | undefined;
  readonly states: readonly string[];
  readonly notices: readonly Told[];
  readonly recovery: Recovery | undefined;
  readonly failure: Failure | undefined;
  /** Everything that was state data. */
  readonly stateData: readonly string[];
}

/** The machine's retries, with the pauses that full jitter may make of them: the first ones are short. */
const RETRIES: Readonly<
  Record<string, { readonly firstMs: number; readonly maxMs: number; readonly max: number }>
> = {
  'Rekey.Transient': { firstMs: 1000, maxMs: 300_000, max: 1000 },
  'Rekey.TransientNearDeadline': { firstMs: 1000, maxMs: 10_000, max: 1000 },
  'Rekey.TransientAfterSwitch': { firstMs: 2000, maxMs: 8000, max: 3 },
  'Rekey.NotYetRefused': { firstMs: 2000, maxMs: 60_000, max: 16 },
  'Lambda.Unknown': { firstMs: 65_000, maxMs: 65_000, max: 1000 },
};

class Stopped extends Error {}
class StateFailed extends Error {}

export async function driveRotation(
  world: World<Target>,
  options: DriveOptions = {},
): Promise<Outcome> {
  const executionArn = toExecutionArn(options.name ?? 'run-1');
  const startedAt = new Date(world.now()).toISOString();
  const input = options.input ?? { secretId: 'app/key' };
  const states: string[] = [];
  const notices: Told[] = [];
  const stateData: string[] = [];
  let failure: Failure | undefined;
  let recovery: Recovery | undefined;
  let rotation: Rotation | undefined;
  let attempt = 1;
  let told = false;
  world.executions.set(executionArn, { kind: 'running' });

  const enter = async <Event, Result>(
    state: string,
    rule: (ports: ClosingPorts, event: Event) => Promise<Result>,
    parse: (event: unknown) => Event,
    data: Readonly<Record<string, unknown>>,
    retryMax = Number.POSITIVE_INFINITY,
  ): Promise<Result> => {
    states.push(state);
    const enteredAt = new Date(world.now()).toISOString();
    const isStep = rule === (createSecret as unknown) || 'attempt' in data;
    const event = isStep && state !== 'RecoverRotation' ? { ...data, enteredAt } : data;
    const tries = new Map<string, number>();
    for (;;) {
      try {
        const text = JSON.stringify(event);
        stateData.push(text);
        const result = await rule(world.createPorts(), parse(JSON.parse(text)));
        const resultText = JSON.stringify(result ?? null);
        stateData.push(resultText);
        options.afterState?.(state);
        return JSON.parse(resultText) as Result;
      } catch (error) {
        const isKilled = error instanceof Killed;
        if (isKilled && options.onKill === 'stop') throw new Stopped('stopped', { cause: error });
        if (!isKilled && !isRotationError(error)) throw error;
        const code = isKilled ? 'Lambda.Unknown' : error.name;
        const retry = RETRIES[code];
        const count = (tries.get(code) ?? 0) + 1;
        tries.set(code, count);
        if (retry !== undefined && count <= Math.min(retry.max, retryMax)) {
          world.advance(Math.min(retry.firstMs * 2 ** (count - 1), retry.maxMs));
          continue;
        }
        const text = isRotationError(error) ? toErrorMessage(error) : 'The Lambda was killed.';
        const cause = JSON.stringify({ errorType: code, errorMessage: text });
        failure = {
          state,
          error: code,
          cause,
          enteredAt,
          failedAt: new Date(world.now()).toISOString(),
        };
        stateData.push(JSON.stringify(failure));
        throw new StateFailed(state, { cause: error });
      }
    }
  };

  const notify = async (): Promise<void> => {
    const data = {
      executionArn,
      startedAt,
      input,
      rotation: rotation ?? null,
      failure,
      recovery: recovery ?? null,
    };
    notices.push(await enter('DiagnoseFailure', diagnoseFailure, parseDiagnoseEvent, data, 8));
    states.push('NotifyFailure');
    told = true;
  };
  const end = (
    status: Outcome['status'],
    decision: Outcome['decision'],
    reason?: string,
  ): Outcome => {
    world.executions.set(executionArn, { kind: 'ended', endedAt: world.now(), status });
    return {
      executionArn,
      status,
      decision,
      reason,
      states,
      notices,
      recovery,
      failure,
      stateData,
    };
  };
  const goOn = async (switched: Switched): Promise<Outcome> => {
    states.push('AnnounceRotation', 'GracePeriod');
    world.advance(Math.max(0, Date.parse(switched.retireAt) - world.now()));
    try {
      await enter('RetirePrevious', retirePrevious, parseRetireEvent, { rotation, switched }, 30);
    } catch (error) {
      if (!(error instanceof StateFailed)) throw error;
      if (!told) await notify();
    }
    return told && failure?.state !== 'RetirePrevious'
      ? end('FAILED', 'failed')
      : end('SUCCEEDED', 'rotated');
  };
  const recover = async (): Promise<Outcome> => {
    world.advance(65_000);
    const seen = failure;
    const orSeen = async (work: () => Promise<void>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof StateFailed)) throw error;
        const isTransient = failure?.error === 'Rekey.Transient';
        recovery ??= { outcome: isTransient ? 'unreachable' : 'failed', works: 'unknown' };
        failure = seen;
      }
    };
    await orSeen(async () => {
      const data = { rotation, attempt, failure };
      recovery = await enter('RecoverRotation', recoverRotation, parseRecoverEvent, data, 4);
    });
    if (recovery?.outcome === 'unreachable' || recovery?.outcome === 'failed') {
      const open = recovery;
      await orSeen(async () => {
        const data = { executionArn, secretId: rotation?.secretArn };
        const parseEvent = parseScheduleRecoveriesEvent;
        const tries = await enter('ScheduleRecoveries', scheduleRecoveries, parseEvent, data, 4);
        recovery = { ...open, ...tries };
      });
    }
    await notify();
    if (recovery?.switched !== undefined) return await goOn(recovery.switched);
    return end('FAILED', 'failed');
  };

  try {
    try {
      const plan = await enter('PlanRotation', planRotation, parsePlanEvent, {
        executionArn,
        startedAt,
        input,
      });
      if (plan.decision === 'skip') return end('SUCCEEDED', 'skip', plan.reason);
      rotation = plan.rotation;
      if (plan.decision !== 'rotate') return await goOn(plan.switched);
    } catch (error) {
      if (!(error instanceof StateFailed)) throw error;
      await notify();
      return end('FAILED', 'failed');
    }
    for (;;) {
      try {
        const data = { rotation, attempt };
        const created = await enter('CreateSecret', createSecret, parseStepEvent, data);
        if (created.decision === 'skip') return end('SUCCEEDED', 'skip', created.reason);
        await enter('SetSecret', setSecret, parseStepEvent, data);
        await enter('TestSecret', testSecret, parseStepEvent, data);
        const switched = await enter('FinishSecret', finishSecret, parseStepEvent, data);
        return await goOn(switched);
      } catch (error) {
        if (!(error instanceof StateFailed)) throw error;
        if (failure?.error === 'Rekey.ValueRejected' && attempt < 3) attempt += 1;
        else return await recover();
      }
    }
  } catch (error) {
    if (error instanceof Stopped) return end('ABORTED', 'stopped');
    throw error;
  }
}

/** The one-time schedules that failed runs left, each at its time. */
export async function driveRecoveries(world: World<Target>): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (;;) {
    const [next] = [...world.recoveries].sort(([, one], [, other]) => one.at - other.at);
    if (next === undefined) return outcomes;
    const [name, { at, input }] = next;
    world.recoveries.delete(name);
    world.advance(Math.max(0, at - world.now()));
    outcomes.push(await driveRotation(world, { name, input: { ...input } }));
  }
}

export function toExecutionArn(name: string): string {
  return `arn:aws:states:us-east-1:123456789012:execution:rekey-dev-rotation:${name}`;
}

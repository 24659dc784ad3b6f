// close-rotation: for runs that ended without telling. A stopped run cannot catch anything, and a run whose notice failed is known by
// its error: both are recovered, diagnosed and told here. What the machine has told is left alone.
import { isRotationError, RotationError } from './errors.ts';
import { LAMBDA_ENDED_MS } from './life.ts';
import { loadTarget } from './managed-secret.ts';
import { findSecretId, parseInput } from './parse-state.ts';
import type { ClosingPorts, FailedEvent, Ports } from './ports.ts';
import { scheduleRecoveries } from './recovery-schedules.ts';
import { parseSettings } from './settings.ts';
import { settle } from './settle.ts';
import { findText, parseFields, parseText, present } from './shape.ts';
import type { Recovery } from './state.ts';
import { writeNotice } from './tell.ts';
import { ATTEMPTS_MAX } from './token.ts';

/** What the machine's Fail state ends with, once people have been told. */
const NOTIFIED = 'Rekey.Notified';
/** Between tries while the target or a service is out of reach. */
const PAUSES_MS = [5000, 15_000, 30_000] as const;

export interface EndedRun {
  readonly executionArn: string;
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** As somebody wrote it: nothing of it is sure. */
  readonly input: unknown;
}

export type CloseResult =
  | { readonly decision: 'left-alone' }
  | { readonly decision: 'closed'; readonly outcome: Recovery['outcome'] };

export async function closeRotation(ports: ClosingPorts, run: EndedRun): Promise<CloseResult> {
  if (run.error === NOTIFIED) return { decision: 'left-alone' };
  // Neither StopExecution nor a timeout stops the run's last Lambda.
  const wait = run.endedAt + LAMBDA_ENDED_MS - ports.clock.now();
  if (wait > 0) await ports.clock.sleep(wait, ports.signal);
  const recovery = await planTries(ports, run, await recoverEnded(ports, run));
  const notice = await writeNotice(ports, {
    executionArn: run.executionArn,
    startedAt: new Date(run.startedAt).toISOString(),
    secretId: findSecretId(run.input),
    failure: {
      state: 'Execution',
      error: run.error ?? `Execution.${run.status}`,
      cause: run.cause ?? `The execution ended as ${run.status} and told nobody.`,
      enteredAt: new Date(run.startedAt).toISOString(),
      failedAt: new Date(run.endedAt).toISOString(),
    },
    recovery,
  });
  await ports.notices.publish(notice, ports.signal);
  await announce(ports, notice.event);
  return { decision: 'closed', outcome: recovery.outcome };
}

/** People have been told: whoever reads the bus must not keep this run from being closed, or it would be told again. */
async function announce(ports: ClosingPorts, event: FailedEvent): Promise<void> {
  await withRetries(
    ports,
    () => ports.announcements.rotationFailed(event, ports.signal),
    (error) => {
      ports.log.warn('the event could not be sent', { error: error.code });
    },
  );
}

/** A notice must go out whatever happens here, so every failure of ours becomes an outcome. */
async function recoverEnded(ports: Ports, run: EndedRun): Promise<Recovery> {
  return await withRetries(
    ports,
    () => settleEnded(ports, run),
    ({ code }) =>
      code === 'Rekey.Transient'
        ? { outcome: 'unreachable', works: 'unknown' }
        : { outcome: 'failed', works: 'unknown', reason: code },
  );
}

/** @param orElse what an error comes to that does not pass, or not in time */
async function withRetries<Result>(
  ports: Ports,
  work: () => Promise<Result>,
  orElse: (error: RotationError) => Result,
): Promise<Result> {
  for (const pause of PAUSES_MS) {
    try {
      return await work();
    } catch (error) {
      if (!isRotationError(error)) throw error;
      if (error.code !== 'Rekey.Transient') return orElse(error);
      await ports.clock.sleep(pause, ports.signal);
    }
  }
  try {
    return await work();
  } catch (error) {
    if (!isRotationError(error)) throw error;
    return orElse(error);
  }
}

/** Open recovery is tried again later, as the machine would have seen to it. */
async function planTries(
  ports: ClosingPorts,
  run: EndedRun,
  recovery: Recovery,
): Promise<Recovery> {
  if (recovery.outcome !== 'unreachable' && recovery.outcome !== 'failed') return recovery;
  const { executionArn } = run;
  return await withRetries(
    ports,
    async () => {
      const { secretId, mode } = parseInput(run.input);
      // The tries of the run that it was to recover stand already.
      if (mode === 'recover') return recovery;
      return { ...recovery, ...(await scheduleRecoveries(ports, { executionArn, secretId })) };
    },
    () => recovery,
  );
}

async function settleEnded(ports: Ports, run: EndedRun): Promise<Recovery> {
  const input = parseInput(run.input);
  const description = await ports.secrets.describe(input.secretId, ports.signal);
  const settings = parseSettings(description, input);
  const secret = {
    ports,
    arn: description.arn,
    settings: settings.target,
    graceSeconds: settings.graceSeconds,
    target: await loadTarget(ports, settings.target),
    signal: ports.signal,
  };
  // Which attempt it was is not known any more: tokens that made nothing are not found at the target.
  return await settle(secret, { executionArn: run.executionArn, attempt: ATTEMPTS_MAX });
}

/** EventBridge's "Step Functions Execution Status Change"; AWS adds members as it likes. */
export function parseEndedRun(event: unknown): EndedRun {
  const detail = parseFields(parseFields(event, 'Event')['detail'], 'Event.detail');
  const where = 'Event.detail';
  const startedAt = parseMilliseconds(detail['startDate'], `${where}.startDate`);
  return {
    executionArn: parseText(detail, 'executionArn', where),
    status: parseText(detail, 'status', where),
    ...present('error', findText(detail, 'error', where)),
    ...present('cause', findText(detail, 'cause', where)),
    startedAt,
    endedAt: parseMilliseconds(detail['stopDate'], `${where}.stopDate`),
    input: parseJson(detail['input']),
  };
}

function parseMilliseconds(value: unknown, where: string): number {
  if (typeof value === 'number') return value;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    `${where}: expected milliseconds since 1970, found a ${typeof value}.`,
  );
}

/** Left out of the event where it is larger than 248 KiB. */
function parseJson(text: unknown): unknown {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    return undefined;
  }
}

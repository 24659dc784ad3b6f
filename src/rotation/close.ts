// close-rotation: for runs that ended without telling. A stopped run cannot catch anything, and a run whose notice failed is known by
// its error: both are recovered, diagnosed and told here. What the machine has told is left alone.
import { isRotationError, RotationError } from './errors.ts';
import { LAMBDA_ENDED_MS } from './life.ts';
import { loadTarget } from './managed-secret.ts';
import { findSecretId, parseInput } from './parse-state.ts';
import type { FailedEvent, Ports } from './ports.ts';
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

export async function closeRotation(ports: Ports, run: EndedRun): Promise<CloseResult> {
  if (run.error === NOTIFIED) return { decision: 'left-alone' };
  // Neither StopExecution nor a timeout stops the run's last Lambda.
  const wait = run.endedAt + LAMBDA_ENDED_MS - ports.clock.now();
  if (wait > 0) await ports.clock.sleep(wait, ports.signal);
  const recovery = await recoverEnded(ports, run);
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
async function announce(ports: Ports, event: FailedEvent): Promise<void> {
  for (const pause of [...PAUSES_MS, undefined]) {
    try {
      await ports.announcements.rotationFailed(event, ports.signal);
      return;
    } catch (error) {
      if (!isRotationError(error)) throw error;
      const isTransient = error.code === 'Rekey.Transient';
      if (isTransient && pause !== undefined) await ports.clock.sleep(pause, ports.signal);
      else {
        ports.log.warn('the event could not be sent', { error: error.code });
        return;
      }
    }
  }
}

/** A notice must go out whatever happens here, so every failure of ours becomes an outcome. */
async function recoverEnded(ports: Ports, run: EndedRun): Promise<Recovery> {
  for (const pause of [...PAUSES_MS, undefined]) {
    try {
      return await settleEnded(ports, run);
    } catch (error) {
      if (!isRotationError(error)) throw error;
      const isTransient = error.code === 'Rekey.Transient';
      if (!isTransient) return { outcome: 'failed', works: 'unknown', reason: error.code };
      if (pause !== undefined) await ports.clock.sleep(pause, ports.signal);
    }
  }
  return { outcome: 'unreachable', works: 'unknown' };
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

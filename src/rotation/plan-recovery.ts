// PlanRotation in the mode `recover`: settles what a run left, and never begins a rotation. While the target stays out of reach all tries
// but the last end quietly, for people have been told; the last says that recovery is given up.
import { isRotationError, RotationError } from './errors.ts';
import { toBusyReason } from './life.ts';
import { openPlan, skip, toRotation } from './plan-opening.ts';
import type { Ports } from './ports.ts';
import type { PlanEvent, PlanResult, Recovery } from './state.ts';
import { sweep } from './sweep.ts';

/** A call that fails for once is tried again by the machine; what fails for so long is out of reach. */
const PATIENCE_MS = 120_000;

export async function planRecovery(ports: Ports, event: PlanEvent): Promise<PlanResult> {
  try {
    return await settleRemains(ports, event);
  } catch (error) {
    return endUnsettled(ports, event, error);
  }
}

async function settleRemains(ports: Ports, event: PlanEvent): Promise<PlanResult> {
  const opened = await openPlan(ports, event);
  if (opened.kind === 'skip') return opened.result;
  const { secret, found, settings } = opened;
  const swept = await sweep(secret, event.executionArn, found);
  if (swept.kind === 'busy') {
    return skip(ports, found, toBusyReason(swept.executionArn));
  }
  const forward = swept.settled.find(({ switched }) => switched !== undefined);
  if (forward?.switched !== undefined) {
    const rotation = toRotation(swept.description, event, settings);
    return { decision: 'recovered', rotation, switched: forward.switched };
  }
  return skip(ports, found, describe(swept.settled));
}

function describe(settled: readonly Recovery[]): string {
  if (settled.length === 0) return 'nothing left to recover';
  return `recovered: ${settled.map(({ outcome }) => outcome).join(', ')}`;
}

function endUnsettled(ports: Ports, event: PlanEvent, error: unknown): PlanResult {
  // That both credentials are refused is news, and nothing that waiting mends.
  if (!isRotationError(error) || error.code === 'Rekey.CredentialRefused') throw error;
  const isTransient = error.code === 'Rekey.Transient';
  if (isTransient && ports.clock.now() - Date.parse(event.startedAt) < PATIENCE_MS) throw error;
  const { secretId, triesLeft = 0 } = event.input;
  if (triesLeft === 0) {
    throw new RotationError(
      'Rekey.RecoveryGivenUp',
      `No other try is planned. The last one: ${error.message}`,
      {},
      { cause: error },
    );
  }
  const reason = isTransient
    ? 'the target is still out of reach'
    : `recovery failed again: ${error.code}`;
  return skip(ports, { arn: secretId, name: secretId }, reason);
}

// RecoverRotation: the run itself settles what it leaves. It is alive, so nobody takes its claim over meanwhile.
import { loadTarget } from './managed-secret.ts';
import type { Ports } from './ports.ts';
import { settle } from './settle.ts';
import type { Failure, RecoverEvent, Recovery } from './state.ts';

export async function recoverRotation(
  ports: Ports,
  { rotation, attempt, failure }: RecoverEvent,
): Promise<Recovery> {
  const secret = {
    ports,
    arn: rotation.secretArn,
    settings: rotation.target,
    graceSeconds: rotation.graceSeconds,
    target: await loadTarget(ports, rotation.target),
    signal: ports.signal,
  };
  const recovery = await settle(secret, {
    executionArn: rotation.executionArn,
    attempt,
    ...(hadFinishBegun(failure) ? { finishFrom: rotation.currentVersionId } : {}),
  });
  ports.log.info('recovered', {
    secret: rotation.secretName,
    outcome: recovery.outcome,
    works: recovery.works,
  });
  return recovery;
}

/** A step that came after the deadline has not begun. */
function hadFinishBegun({ state, error }: Failure): boolean {
  return state === 'FinishSecret' && error !== 'Rekey.WindowExpired';
}

// How bad a failed run is. `critical`: whoever uses the secret may be locked out. `warning`: the rotation itself succeeded.
import type { Failure, Recovery } from './state.ts';

export type Severity = 'critical' | 'error' | 'warning';

export function findSeverity({
  failure,
  recovery,
}: {
  readonly failure: Failure;
  readonly recovery: Recovery | undefined;
}): Severity {
  if (failure.state === 'RetirePrevious') return 'warning';
  if (failure.error === 'Rekey.RecoveryGivenUp' || areBothRefused(failure)) return 'critical';
  const isOpen = recovery?.outcome === 'both-refused' || recovery?.outcome === 'unreachable';
  return isOpen || recovery?.outcome === 'failed' ? 'critical' : 'error';
}

/** The plan asks the target only to settle what a dead run left, and fails so where it refuses both (sweep.ts). */
export function areBothRefused({ state, error }: Failure): boolean {
  return state === 'PlanRotation' && error === 'Rekey.CredentialRefused';
}

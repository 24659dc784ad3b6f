// How bad a failed run is. `critical`: whoever uses the secret may be locked out. `warning`: the rotation itself succeeded.
import type { NoticeFacts } from './notice-facts.ts';
import type { Failure } from './state.ts';

export type Severity = 'critical' | 'error' | 'warning';

export function findSeverity({
  failure,
  recovery,
}: Pick<NoticeFacts, 'failure' | 'recovery'>): Severity {
  if (failure.state === 'RetirePrevious') return 'warning';
  if (failure.error === 'Rekey.RecoveryGivenUp' || areBothRefused(failure)) return 'critical';
  const isOpen = recovery?.outcome === 'both-refused' || recovery?.outcome === 'unreachable';
  return isOpen || recovery?.outcome === 'failed' ? 'critical' : 'error';
}

/** The plan asks the target only to settle what a dead run left, and fails so where it refuses both (sweep.ts). */
export function areBothRefused({ state, error }: Failure): boolean {
  return state === 'PlanRotation' && error === 'Rekey.CredentialRefused';
}

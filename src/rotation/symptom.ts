// What is known of a failure, and how catalogue entries recognize it.
import type { RotationErrorFacts } from './errors.ts';

/** Never an answer's body. */
export interface Symptom {
  readonly state: string;
  readonly error: string;
  readonly message: string;
  readonly facts: RotationErrorFacts;
}

export interface CatalogueEntry {
  readonly id: string;
  readonly title: string;
  readonly matches: (symptom: Symptom) => boolean;
  readonly causes: readonly string[];
  readonly remedies: readonly string[];
}

/** The User Guide's own number: what takes longer did not fail for its credentials. */
export const LONG_MS = 5000;

export function says(pattern: RegExp): (symptom: Symptom) => boolean {
  return ({ error, message }) => pattern.test(`${error}: ${message}`);
}

export function isLong({ facts }: Symptom): boolean {
  return (facts.milliseconds ?? 0) > LONG_MS;
}

/** Services and targets that refuse do so with an answer; without one it is the network, however short it took. */
export function isUnanswered({ error, facts }: Symptom): boolean {
  const isTransient = error.startsWith('Rekey.Transient') || error === 'Rekey.WindowExpired';
  return isTransient && facts.status === undefined;
}

export function isTargetCall({ facts }: Symptom): boolean {
  return facts.call?.startsWith('target:') === true;
}

export function isLogInFailure(symptom: Symptom): boolean {
  return says(/Unable to log into/)(symptom);
}

export function isTimeout({ error }: Symptom): boolean {
  return error === 'States.Timeout' || error === 'Sandbox.Timedout';
}

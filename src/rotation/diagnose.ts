// DiagnoseFailure: from an error to the catalogue's entry that people read first, with the evidence for it.
import { findEntry, type Match } from './catalogue.ts';
import { parseErrorMessage } from './errors.ts';
import type { Failure } from './state.ts';
import { LONG_MS, type Symptom } from './symptom.ts';

export interface Diagnosis extends Match {
  readonly symptom: Symptom;
  /** What the duration of the failed call says. */
  readonly evidence: string | undefined;
}

export function diagnose(failure: Failure): Diagnosis {
  const symptom = toSymptom(failure);
  return { symptom, ...findEntry(symptom), evidence: findEvidence(symptom) };
}

/** A Lambda's Cause is JSON with its error's text; a service's is the text itself. */
function toSymptom({ state, error, cause }: Failure): Symptom {
  return { state, error, ...parseErrorMessage(findText(cause)) };
}

function findText(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === 'object' && parsed !== null && 'errorMessage' in parsed) {
      if (typeof parsed.errorMessage === 'string') return parsed.errorMessage;
    }
  } catch {
    // Not JSON: a service's own text.
  }
  return cause;
}

function findEvidence({ facts }: Symptom): string | undefined {
  const { call, milliseconds, status, awsError } = facts;
  if (call === undefined || milliseconds === undefined) return undefined;
  const answer = status === undefined ? (awsError ?? 'no answer') : `status ${String(status)}`;
  const meaning = milliseconds > LONG_MS ? 'long, which means network' : 'short';
  return `${call} took ${String(milliseconds)} ms (${answer}): ${meaning}`;
}

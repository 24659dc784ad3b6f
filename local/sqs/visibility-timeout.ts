// At most twelve hours. Source: SQS API reference, ChangeMessageVisibility.
import { invalidParameterValue, missingParameter } from './errors.ts';

const SECONDS_MAX = 43_200;

export function checkVisibilityTimeout(seconds: number | undefined): number {
  if (seconds === undefined) throw missingParameter('VisibilityTimeout');
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > SECONDS_MAX) {
    throw invalidParameterValue(
      `Value ${String(seconds)} for parameter VisibilityTimeout is invalid. Reason: Must be between 0 and ${String(SECONDS_MAX)}, if provided.`,
    );
  }
  return seconds;
}

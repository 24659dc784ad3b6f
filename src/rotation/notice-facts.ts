// Everything that a notice is written from.
import type { Diagnosis } from './diagnose.ts';
import type { SecretDescription } from './ports.ts';
import type { Failure, Recovery } from './state.ts';

export interface NoticeFacts {
  readonly executionArn: string;
  readonly startedAt: string;
  readonly secretId: string;
  /** What the plan recorded, for the case that the secret cannot be read any more. */
  readonly secretArn: string | undefined;
  readonly failure: Failure;
  readonly diagnosis: Diagnosis;
  readonly recovery: Recovery | undefined;
  /** Undefined where the secret could not be read. */
  readonly description: SecretDescription | undefined;
}

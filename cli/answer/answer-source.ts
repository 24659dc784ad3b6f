// What asks a person for the new credential.
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { PersonRequest } from '../../src/rotation/state.ts';

/** Makes the whole secret of what was given. @throws RotationError InvalidConfiguration where it cannot be taken */
export type Compose = (given: SecretValue) => SecretValue;

export interface AnswerSource {
  /** Whether it can be asked more than once. */
  readonly isLasting: boolean;
  ask(request: PersonRequest, compose: Compose, signal: AbortSignal): Promise<SecretValue>;
  close(): Promise<void>;
}

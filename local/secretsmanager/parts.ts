// What every action of the service is given.
import type { Environment } from '../service.ts';
import type { SecretDeletions } from './deletions.ts';
import type { LabelEvents } from './events/label-events.ts';
import type { ServiceEvents } from './events/service-events.ts';
import type { RotationFunction } from './rotation/rotation-function.ts';
import type { Rotations } from './rotation/rotations.ts';
import type { SecretStore } from './store.ts';
import type { ValueCipher } from './value-cipher.ts';

export interface Parts {
  readonly environment: Environment;
  readonly secrets: SecretStore;
  readonly cipher: ValueCipher;
  readonly labelEvents: LabelEvents;
  readonly serviceEvents: ServiceEvents;
  readonly deletions: SecretDeletions;
  readonly rotations: Rotations;
  readonly rotationFunction: RotationFunction;
}

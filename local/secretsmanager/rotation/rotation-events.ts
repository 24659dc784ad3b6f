// How CloudTrail names a rotation: by the secret's ARN and the version that it makes.

import type { ServiceEvent, ServiceEventName } from '../events/service-events.ts';
import type { SecretDocument } from '../secret-document.ts';

export function toRotationEvent(
  name: ServiceEventName,
  { arn }: SecretDocument,
  versionId: string,
  errorMessage?: string,
): ServiceEvent {
  const requestId = `Rotation-${arn}-${versionId}`;
  return { name, requestId, ...(errorMessage === undefined ? {} : { errorMessage }) };
}

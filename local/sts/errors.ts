// STS's refusals.
import { ServiceError } from '../service-error.ts';

/** STS says no more than this, whether the role is missing or trusts somebody else. */
export function notAuthorized(caller: string, roleArn: string): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    { status: 403 },
  );
}

export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

export function packedPolicyTooLarge(charactersMax: number): ServiceError {
  return new ServiceError(
    'PackedPolicyTooLargeException',
    `The session policies have more than ${String(charactersMax)} characters together.`,
  );
}

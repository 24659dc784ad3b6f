// CloudFormation's errors. Most of what a caller can do wrong is a ValidationError that differs by its words only
// (API reference, "Common Errors"; the words are those that the tools of AWS's users look for).
import { ServiceError } from '../service-error.ts';

export function validationError(message: string): ServiceError {
  return new ServiceError('ValidationError', message);
}

/** The template as written is no template. */
export function templateFormatError(message: string): ServiceError {
  return validationError(`Template format error: ${message}`);
}

/** The template is one, and a function in it cannot be computed. */
export function templateError(message: string): ServiceError {
  return validationError(`Template error: ${message}`);
}

export function stackWithIdMissing(stackName: string): ServiceError {
  return validationError(`Stack with id ${stackName} does not exist`);
}

export function stackMissing(stackName: string): ServiceError {
  return validationError(`Stack [${stackName}] does not exist`);
}

export function stackExists(stackName: string): ServiceError {
  return new ServiceError('AlreadyExistsException', `Stack [${stackName}] already exists`);
}

export function resourceMissing(logicalId: string, stackName: string): ServiceError {
  return validationError(`Resource ${logicalId} does not exist for stack ${stackName}`);
}

export function changeSetMissing(changeSetName: string): ServiceError {
  return new ServiceError(
    'ChangeSetNotFoundException',
    `ChangeSet [${changeSetName}] does not exist`,
    { status: 404 },
  );
}

export function changeSetExists(changeSetName: string): ServiceError {
  return new ServiceError('AlreadyExistsException', `ChangeSet ${changeSetName} already exists`);
}

export function changeSetNotExecutable(changeSetId: string, status: string): ServiceError {
  return new ServiceError(
    'InvalidChangeSetStatusException',
    `ChangeSet [${changeSetId}] cannot be executed in its current status of [${status}]`,
  );
}

export function capabilitiesMissing(capabilities: readonly string[]): ServiceError {
  return new ServiceError(
    'InsufficientCapabilitiesException',
    `Requires capabilities : [${capabilities.join(', ')}]`,
  );
}

/** AWS has it and this endpoint does not: said plainly, never passed over. */
export function unsupported(what: string): ServiceError {
  return validationError(`${what} is not supported by this endpoint.`);
}

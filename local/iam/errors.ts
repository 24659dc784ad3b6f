// IAM's refusals, by their shapes' names; the wire writes them as the Query protocol calls them.
import { ServiceError } from '../service-error.ts';

export function noSuchRole(name: string): ServiceError {
  return noSuchEntity(`The role with name ${name} cannot be found.`);
}

export function noSuchRolePolicy(name: string): ServiceError {
  return noSuchEntity(`The role policy with name ${name} cannot be found.`);
}

export function noSuchUser(name: string): ServiceError {
  return noSuchEntity(`The user with name ${name} cannot be found.`);
}

export function noSuchUserPolicy(name: string): ServiceError {
  return noSuchEntity(`The user policy with name ${name} cannot be found.`);
}

export function noSuchAccessKey(id: string): ServiceError {
  return noSuchEntity(`The Access Key with id ${id} cannot be found.`);
}

export function noBoundary(userName: string): ServiceError {
  return noSuchEntity(`User ${userName} does not have a permissions boundary.`);
}

/** A call that means its caller, by somebody who is no user. */
export function mustNameUser(): ServiceError {
  return new ServiceError(
    'ValidationException',
    'Must specify userName when calling with non-User credentials',
  );
}

export function noSuchPolicy(arn: string): ServiceError {
  return noSuchEntity(`Policy ${arn} was not found.`);
}

export function notAttachable(arn: string): ServiceError {
  return noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
}

export function noSuchVersion(arn: string, version: string): ServiceError {
  return noSuchEntity(`Policy ${arn} version ${version} does not exist or is not attachable.`);
}

export function roleExists(name: string): ServiceError {
  return new ServiceError('EntityAlreadyExistsException', `Role with name ${name} already exists.`);
}

export function userExists(name: string): ServiceError {
  return new ServiceError('EntityAlreadyExistsException', `User with name ${name} already exists.`);
}

export function policyExists(name: string): ServiceError {
  return new ServiceError(
    'EntityAlreadyExistsException',
    `A policy called ${name} already exists. Duplicate names are not allowed.`,
  );
}

export function deleteConflict(message: string): ServiceError {
  return new ServiceError('DeleteConflictException', message);
}

export function limitExceeded(message: string): ServiceError {
  return new ServiceError('LimitExceededException', message);
}

export function malformedPolicy(message: string): ServiceError {
  return new ServiceError('MalformedPolicyDocumentException', message);
}

export function invalidInput(message: string): ServiceError {
  return new ServiceError('InvalidInputException', message);
}

/** AWS's own policies are nobody's to change. */
export function notYours(action: string, arn: string): ServiceError {
  return new ServiceError(
    'AccessDeniedException',
    `Policy ${arn} belongs to AWS: ${action} is not allowed.`,
    { status: 403 },
  );
}

function noSuchEntity(message: string): ServiceError {
  return new ServiceError('NoSuchEntityException', message);
}

// The errors of AWS KMS, each with AWS's text where one is known from its answers.
import { ServiceError } from '../service-error.ts';

export const notFound = (arn: string): ServiceError =>
  new ServiceError('NotFoundException', `Key '${arn}' does not exist`);

export const invalidKeyId = (keyId: string): ServiceError =>
  new ServiceError('NotFoundException', `Invalid keyId '${keyId}'`);

/** An ARN of another region than the one that is asked. [R nakedible/openssl-engine-kms#1] */
export const foreignRegion = (region: string): ServiceError =>
  new ServiceError('NotFoundException', `Invalid arn ${region}`);

/** The ciphertext is whole, and its key is not here. [R aws-encryption-sdk-javascript#1005] */
export const ciphertextKeyNotFound = (): ServiceError =>
  new ServiceError(
    'AccessDeniedException',
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access.',
  );

export const aliasOfAlias = (): ServiceError =>
  validation('Aliases must refer to keys. Not aliases');

export const aliasNotFound = (arn: string): ServiceError =>
  new ServiceError('NotFoundException', `Alias ${arn} is not found.`);

export const aliasExists = (arn: string): ServiceError =>
  new ServiceError('AlreadyExistsException', `An alias with the name ${arn} already exists`);

export const disabled = (arn: string): ServiceError =>
  new ServiceError('DisabledException', `${arn} is disabled.`);

export const pendingDeletion = (arn: string): ServiceError =>
  new ServiceError('KMSInvalidStateException', `${arn} is pending deletion.`);

export const notPendingDeletion = (arn: string): ServiceError =>
  new ServiceError('KMSInvalidStateException', `${arn} is not pending deletion.`);

/** AWS gives no text: nothing tells a changed ciphertext from a wrong context or a foreign key. */
export const invalidCiphertext = (cause?: unknown): ServiceError =>
  new ServiceError('InvalidCiphertextException', '', { cause });

export const incorrectKey = (): ServiceError =>
  new ServiceError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  );

export const validation = (message: string): ServiceError =>
  new ServiceError('ValidationException', message);

export const malformedPolicy = (message: string): ServiceError =>
  new ServiceError('MalformedPolicyDocumentException', message);

/** [R terraform-aws-modules/terraform-aws-kms#14] */
export const policyLocksOut = (): ServiceError =>
  malformedPolicy('The new key policy will not allow you to update the key policy in the future.');

/** There are no grants here, so no token is one. */
export const invalidGrantToken = (): ServiceError =>
  new ServiceError('InvalidGrantTokenException', 'The grant token is not valid.');

export const tagError = (message: string): ServiceError =>
  new ServiceError('TagException', message);

export const invalidMarker = (): ServiceError =>
  new ServiceError('InvalidMarkerException', 'Could not deserialize marker');

/** AWS managed keys are changed by AWS alone. */
export const managedByAws = (arn: string): ServiceError =>
  new ServiceError(
    'UnsupportedOperationException',
    `Key '${arn}' is an AWS managed key and cannot be changed.`,
  );

/** What AWS has and this endpoint has not, said plainly. */
export const notSupported = (what: string): ServiceError =>
  new ServiceError('UnsupportedOperationException', `${what} is not supported by this endpoint.`);

export const dryRun = (): ServiceError =>
  new ServiceError(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  );

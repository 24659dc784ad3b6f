// The errors of Secrets Manager with AWS's texts. [LS] recorded on AWS by LocalStack's authors (2026-03), [MV] by moto's
// (2026-08), [R] quoted in a public issue, [D] AWS's documentation; "not recorded" where nobody has published the words.
import { ServiceError } from '../service-error.ts';

const TOKEN_MISSING =
  'You must provide a ClientRequestToken value. We recommend a UUID-type value.';

const invalidRequest = (message: string, cause?: unknown): ServiceError =>
  new ServiceError('InvalidRequestException', message, { cause });

export const invalidParameter = (message: string): ServiceError =>
  new ServiceError('InvalidParameterException', message);

const notFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message);

/** [LS] All actions that take a name, before they look whether it exists. */
export const invalidName = (): ServiceError =>
  new ServiceError(
    'ValidationException',
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
  );

/** [LS] */
export const tokenMissing = (): ServiceError => invalidRequest(TOKEN_MISSING);

/** [LS] */
export const secretNotFound = (): ServiceError =>
  notFound("Secrets Manager can't find the specified secret.");

/** [LS] */
export const stageNotFound = (stage: string): ServiceError =>
  notFound(`Secrets Manager can't find the specified secret value for staging label: ${stage}`);

/** [LS] */
export const versionNotFound = (versionId: string): ServiceError =>
  notFound(`Secrets Manager can't find the specified secret value for VersionId: ${versionId}`);

/** [LS] */
export const stageOfOtherVersion = (): ServiceError =>
  invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');

/** [R external-secrets#4560; LS for tags] */
export const markedForDeletion = (): ServiceError =>
  invalidRequest(
    "You can't perform this operation on the secret because it was marked for deletion.",
  );

/** A second DeleteSecret. Not recorded on AWS; several public quotations agree. */
export const alreadyScheduled = (): ServiceError =>
  invalidRequest(
    "You can't perform this operation on the secret because it was already scheduled for deletion.",
  );

/** [LS] */
export const nameScheduledForDeletion = (): ServiceError =>
  invalidRequest(
    "You can't create this secret because a secret with this name is already scheduled for deletion.",
  );

/** [MV][LS] */
export const secretExists = (name: string): ServiceError =>
  new ServiceError(
    'ResourceExistsException',
    `The operation failed because the secret ${name} already exists.`,
  );

/** [MV] */
export const tokenInUse = (token: string, arn: string): ServiceError =>
  new ServiceError(
    'ResourceExistsException',
    `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`,
  );

/** [R aws-sdk-java#1556] */
export const bothValues = (): ServiceError =>
  invalidParameter(
    "You can't specify both a binary secret value and a string secret value in the same secret.",
  );

/** Only moto says so. */
export const valueMissing = (): ServiceError =>
  invalidRequest('You must provide either SecretString or SecretBinary.');

/** [MV] for AWSCURRENT; the API reference says the same of every label. */
export const removeFromVersionEmpty = (stage: string, holder: string): ServiceError =>
  invalidParameter(
    `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
  );

/** [D] "If this parameter does not match, the operation fails." The words are not recorded. */
export const removeFromOtherVersion = (stage: string, holder: string): ServiceError =>
  invalidParameter(
    `The parameter RemoveFromVersionId isn't valid. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
  );

/** Not recorded. */
export const stageOnNoVersion = (stage: string, removeFrom: string): ServiceError =>
  invalidParameter(
    `The parameter RemoveFromVersionId isn't valid. Staging label ${stage} isn't attached to version ${removeFrom}.`,
  );

/** [R terraform-provider-aws, its secret_version resource] */
export const currentNeverRemoved = (): ServiceError =>
  invalidParameter(
    "You can only move staging label AWSCURRENT to a different secret version. It can't be completely removed.",
  );

/** Not recorded. */
export const moveWithoutVersion = (): ServiceError =>
  invalidParameter('You must specify MoveToVersionId, RemoveFromVersionId, or both.');

/** [D] LimitExceededException for every quota; the words are not recorded. */
export const limitExceeded = (what: string, most: number): ServiceError =>
  new ServiceError(
    'LimitExceededException',
    `The request failed because it would exceed the quota of ${String(most)} ${what} for a secret.`,
  );

/** [R aws-cdk#7677, re:Post] One text for a missing right, a disabled key and one on its way out. */
export const kmsNotAllowed = (cause: unknown): ServiceError =>
  new ServiceError('AccessDeniedException', 'Access to KMS is not allowed', { cause });

/** [R terraform-provider-aws#13303] */
export const invalidKmsKey = (cause: ServiceError): ServiceError =>
  new ServiceError(
    'InvalidParameterException',
    `The operation failed because of an invalid KMS key: ${cause.message}`,
    { cause },
  );

/** [D] */
export const encryptionFailure = (cause: unknown): ServiceError =>
  new ServiceError(
    'EncryptionFailure',
    "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check that the KMS key is available, enabled, and not in an invalid state.",
    { cause },
  );

/** [D] */
export const decryptionFailure = (cause: unknown): ServiceError =>
  new ServiceError(
    'DecryptionFailure',
    "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
    { cause },
  );

/** [R awsdocs cloudformation-user-guide#623] */
export const malformedPolicy = (): ServiceError =>
  new ServiceError('MalformedPolicyDocumentException', 'This policy has invalid syntax.');

/** [R terraform-provider-aws, which waits for a new role by this text] */
export const unsupportedPrincipal = (): ServiceError =>
  new ServiceError(
    'MalformedPolicyDocumentException',
    'This resource policy contains an unsupported principal.',
  );

/** [D awsdocs, manage_secret-policy] */
export const invalidServicePrincipal = (): ServiceError =>
  new ServiceError(
    'MalformedPolicyDocumentException',
    'This resource policy contains an invalid service principal.',
  );

/** [D awsdocs, manage_secret-policy; the name of the error from the model] */
export const publicPolicy = (): ServiceError =>
  new ServiceError(
    'PublicPolicyException',
    "You can't attach a resource-based policy that allows broad access to the secret.",
  );

/** [LS] Whoever may use the secret by its policy must not use a key that is its own account's alone. */
export const defaultKeyOfOtherAccount = (): ServiceError =>
  invalidRequest(
    "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS service key.",
  );

/** [R go-to-k/cdkd#3086, measured] */
export const allCharactersExcluded = (): ServiceError =>
  invalidParameter('All characters have been excluded from selection.');

/** [R go-to-k/cdkd#3086, measured] Where RequireEachIncludedType holds, which is the default. */
export const typeExcluded = (): ServiceError =>
  invalidParameter('All characters of the desired type have been excluded.');

/** Not recorded. */
export const invalidNextToken = (): ServiceError =>
  new ServiceError('InvalidNextTokenException', 'The NextToken value is invalid.');

/** [LS] RotateSecret's own error for it. */
export const rotationTokenMissing = (): ServiceError => invalidParameter(TOKEN_MISSING);

/** Only moto says so. */
export const rotationTokenLength = (): ServiceError =>
  invalidParameter('ClientRequestToken must be 32-64 characters long.');

/** [LS] */
export const rotationFunctionMissing = (): ServiceError =>
  invalidRequest('No Lambda rotation function ARN is associated with this secret.');

/** [LS] Whether it does not exist, or its policy does not admit Secrets Manager. */
export const rotationFunctionRefused = (cause: unknown): ServiceError =>
  new ServiceError(
    'AccessDeniedException',
    'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
    { cause },
  );

/** [R terraform-provider-aws#35023] */
export const rotationIncomplete = (): ServiceError =>
  invalidRequest("A previous rotation isn't complete. That rotation will be reattempted.");

/** [R terraform-provider-aws#33329] */
export const bothSchedules = (): ServiceError =>
  invalidParameter('You cannot specify both rotation frequency and schedule expression together.');

/** CancelRotateSecret where rotation was never configured. Not recorded. */
export const rotationNeverOn = (): ServiceError =>
  invalidRequest("You can't cancel rotation because rotation isn't configured for this secret.");

/** Not recorded. */
export const rotationTokenInvalid = (): ServiceError =>
  invalidParameter("The RotationToken isn't valid for this version of the secret.");

/** [R cloud-nuke#435] */
export const replicaIsReadOnly = (): ServiceError =>
  invalidParameter(
    "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
  );

/** The other way round; not recorded. */
export const notAReplica = (): ServiceError =>
  invalidParameter(
    "Operation not permitted on a primary secret. Call must be made in replica secret's region.",
  );

/** [R cloud-nuke#435, aws-nuke#1127] */
export const replicasRemain = (arn: string, regions: readonly string[]): ServiceError =>
  invalidParameter(
    `You can't delete secret ${arn} that still has replica regions [${regions.join(', ')}].`,
  );

/** Only moto says so. */
export const invalidReplicaRegion = (): ServiceError => invalidParameter('Invalid replica region.');

/** What AWS has and this endpoint has not, said plainly. */
export const notSupported = (what: string): ServiceError =>
  invalidRequest(`${what} is not supported by this endpoint.`);

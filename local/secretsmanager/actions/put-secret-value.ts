// PutSecretValue: a new version with the labels asked for, AWSCURRENT where none are. Once for each token.
import type {
  PutSecretValueRequest,
  PutSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action, CallContext } from '../../service.ts';
import { clientRequestToken, secretId, versionStages } from '../constraints.ts';
import { checkOwnKey } from '../customer-key.ts';
import { rotationTokenInvalid, tokenMissing, valueMissing } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toSecretPermission } from '../permission.ts';
import { isFunctionItself } from '../rotation/rotation-token.ts';
import type { SecretDocument } from '../secret-document.ts';
import { checkSecretId } from '../secret-id.ts';
import { parseValue } from '../secret-input.ts';
import { putVersion } from '../versions/put-version.ts';

const constraints = {
  SecretId: secretId,
  ClientRequestToken: clientRequestToken,
  VersionStages: versionStages,
  RotationToken: { length: [36, 256], pattern: '[a-zA-Z0-9\\-]+', sensitive: true },
} as const;

export function createPutSecretValue(
  parts: Parts,
): Action<PutSecretValueRequest, PutSecretValueResponse> {
  return {
    permissions: ({ SecretId = '' }, context) => [
      toSecretPermission(parts, context, 'PutSecretValue', SecretId),
    ],
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const { SecretId = '', ClientRequestToken: token, VersionStages: stages } = input;
      checkSecretId(SecretId);
      if (token === undefined) throw tokenMissing();
      const value = parseValue(input, parts.environment.limits.secretBytesMax);
      if (value === undefined) throw valueMissing();
      const load = () => parts.secrets.loadPrimary(context.region, SecretId);
      const now = load();
      checkOwnKey(context, now);
      const isByFunction = checkRotator(parts, context, now, token, input.RotationToken);
      const secret = await putVersion(parts, context, load, { token, value, stages });
      if (!isByFunction) parts.rotations.noteForeignValue(secret, token);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: token,
        VersionStages: [...(secret.versions.find(token)?.stages ?? [])],
      };
    },
  };
}

/** Whether it is the rotation function that puts the value, or somebody with its token. @throws ServiceError for a wrong token */
function checkRotator(
  { rotations }: Parts,
  { principal }: CallContext,
  { arn, rotation }: SecretDocument,
  versionId: string,
  rotationToken: string | undefined,
): boolean {
  if (rotationToken === undefined) return isFunctionItself(principal, rotation?.lambdaArn ?? '');
  if (rotations.tokens.isValid(rotationToken, arn, versionId)) return true;
  throw rotationTokenInvalid();
}

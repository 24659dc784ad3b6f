// UpdateSecret: description, key, and with a value a new AWSCURRENT. Another key re-encrypts the versions that are in use
// (AWSCURRENT, AWSPENDING, AWSPREVIOUS); older ones keep theirs.
import type { UpdateSecretRequest, UpdateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { clientRequestToken, description, kmsKeyId, secretId, secretType } from '../constraints.ts';
import { checkOwnKey, toCustomerKey } from '../customer-key.ts';
import { notSupported, tokenMissing } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toConditions, toKeyConditions, toSecretPermission } from '../permission.ts';
import { changeKey } from '../re-encryption.ts';
import type { SecretDocument } from '../secret-document.ts';
import { checkSecretId } from '../secret-id.ts';
import { parseValue } from '../secret-input.ts';
import { checkPut, putVersion } from '../versions/put-version.ts';

const constraints = {
  SecretId: secretId,
  ClientRequestToken: clientRequestToken,
  Description: description,
  KmsKeyId: kmsKeyId,
  Type: secretType,
};

export function createUpdateSecret(
  parts: Parts,
): Action<UpdateSecretRequest, UpdateSecretResponse> {
  const { secrets, environment } = parts;
  return {
    permissions: ({ SecretId = '', Description, KmsKeyId }, context) => [
      toSecretPermission(parts, context, 'UpdateSecret', SecretId, {
        ...toConditions({ 'secretsmanager:Description': Description }),
        ...toKeyConditions(context, KmsKeyId),
      }),
    ],
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const { SecretId = '', ClientRequestToken: token } = input;
      checkSecretId(SecretId);
      if (input.Type !== undefined) throw notSupported('A managed external secret (Type)');
      const value = parseValue(input, environment.limits.secretBytesMax);
      if (value !== undefined && token === undefined) throw tokenMissing();
      // A replica may have a key of its own, and nothing else.
      const isKeyAlone =
        input.KmsKeyId !== undefined && value === undefined && input.Description === undefined;
      const load = (): SecretDocument =>
        isKeyAlone
          ? secrets.loadActive(context.region, SecretId)
          : secrets.loadPrimary(context.region, SecretId);
      const now = load();
      const version = value === undefined || token === undefined ? undefined : { token, value };
      if (version !== undefined) {
        checkOwnKey(context, now);
        await checkPut(parts, context, now, version);
      }
      if (input.KmsKeyId !== undefined) {
        await changeKey(parts, context, load, toCustomerKey(input.KmsKeyId));
      }
      if (version !== undefined) await putVersion(parts, context, load, version);
      secrets.transaction(() => {
        const changed = applyDescription(load(), input.Description);
        secrets.put({ ...changed, changedMs: environment.clock.now() });
      });
      return {
        ARN: now.arn,
        Name: now.name,
        ...(version === undefined ? {} : { VersionId: version.token }),
      };
    },
  };
}

function applyDescription(secret: SecretDocument, text: string | undefined): SecretDocument {
  if (text === undefined) return secret;
  const { description: _description, ...rest } = secret;
  return text === '' ? rest : { ...rest, description: text };
}

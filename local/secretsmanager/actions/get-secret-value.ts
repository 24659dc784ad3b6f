// GetSecretValue: one version's value, by id, by label, or by both where they agree; AWSCURRENT where neither is given.
import type {
  GetSecretValueRequest,
  GetSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action } from '../../service.ts';
import { noteAccess } from '../access-dates.ts';
import { secretId, versionId, versionStage } from '../constraints.ts';
import { checkOwnKey } from '../customer-key.ts';
import { stageNotFound, stageOfOtherVersion, versionNotFound } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toConditions, toSecretPermission } from '../permission.ts';
import { AWSCURRENT, type SecretDocument, type VersionDocument } from '../secret-document.ts';
import { toValueMembers } from '../secret-input.ts';

const constraints = { SecretId: secretId, VersionId: versionId, VersionStage: versionStage };

export function createGetSecretValue(
  parts: Parts,
): Action<GetSecretValueRequest, GetSecretValueResponse> {
  return {
    permissions: ({ SecretId = '', VersionId, VersionStage }, context) => [
      toSecretPermission(
        parts,
        context,
        'GetSecretValue',
        SecretId,
        toConditions({
          'secretsmanager:VersionId': VersionId,
          'secretsmanager:VersionStage':
            VersionStage ?? (VersionId === undefined ? AWSCURRENT : undefined),
        }),
      ),
    ],
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const secret = parts.secrets.loadActive(context.region, input.SecretId ?? '');
      checkOwnKey(context, secret);
      const version = loadVersion(secret, input);
      const sealed = parts.secrets.findValue(secret, version.id);
      if (sealed === undefined) {
        throw input.VersionId === undefined
          ? stageNotFound(input.VersionStage ?? AWSCURRENT)
          : versionNotFound(version.id);
      }
      const place = { secretArn: secret.arn, versionId: version.id };
      const value = await parts.cipher.open(context, place, sealed);
      noteAccess(parts, secret, version);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: version.id,
        ...toValueMembers(value),
        VersionStages: [...version.stages],
        CreatedDate: new Date(version.createdMs),
      };
    },
  };
}

function loadVersion(
  secret: SecretDocument,
  { VersionId, VersionStage }: GetSecretValueRequest,
): VersionDocument {
  if (VersionId === undefined) {
    const stage = VersionStage ?? AWSCURRENT;
    const version = secret.versions.findByStage(stage);
    if (version === undefined) throw stageNotFound(stage);
    return version;
  }
  const version = secret.versions.find(VersionId);
  if (version === undefined) throw versionNotFound(VersionId);
  if (VersionStage !== undefined && !version.stages.includes(VersionStage)) {
    throw stageOfOtherVersion();
  }
  return version;
}

// CreateSecret: a name, and a first version where a value is given. The same token and value again give the same answer.
import type { CreateSecretRequest, CreateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { checkConstraints } from '../../constraints.ts';
import type { Action, CallContext } from '../../service.ts';
import {
  clientRequestToken,
  description,
  kmsKeyId,
  name,
  secretType,
  tags,
} from '../constraints.ts';
import { toCustomerKey } from '../customer-key.ts';
import { nameScheduledForDeletion, notSupported, secretExists, tokenMissing } from '../errors.ts';
import type { Parts } from '../parts.ts';
import { toConditions, toCreatePermission, toKeyConditions, toRequestTags } from '../permission.ts';
import {
  addReplicaRegions,
  addReplicas,
  toRegionConditions,
} from '../replication/replica-input.ts';
import { toReplicationStatus } from '../replication/replica-views.ts';
import { NO_VERSIONS, type SecretDocument } from '../secret-document.ts';
import { checkName } from '../secret-id.ts';
import { parseValue } from '../secret-input.ts';
import { applyTags } from '../secret-tags.ts';
import type { SealedValue, SecretValue } from '../value-cipher.ts';
import { checkSameValue, storeVersion } from '../versions/put-version.ts';

const constraints = {
  Name: name,
  ClientRequestToken: clientRequestToken,
  Description: description,
  KmsKeyId: kmsKeyId,
  Tags: tags,
  AddReplicaRegions: addReplicaRegions,
  Type: secretType,
};

export function createCreateSecret(
  parts: Parts,
): Action<CreateSecretRequest, CreateSecretResponse> {
  const { secrets, cipher, labelEvents } = parts;

  /** The first call's answer, given again. @throws ServiceError where this is another secret of that name */
  const repeat = async (
    ...[context, secret, token, value]: [
      Parameters<typeof checkSameValue>[1],
      SecretDocument,
      string,
      SecretValue | undefined,
    ]
  ): Promise<CreateSecretResponse> => {
    if (secret.deletion !== undefined) throw nameScheduledForDeletion();
    if (value === undefined || secret.versions.find(token) === undefined) {
      throw secretExists(secret.name);
    }
    await checkSameValue(parts, context, secret, { token, value });
    return { ARN: secret.arn, Name: secret.name, VersionId: token, ...toReplicas(parts, secret) };
  };

  return {
    permissions: (input, context) => {
      const { Name = '', Tags = [] } = input;
      const tags = toRequestTags(Tags);
      const create = toCreatePermission(context, 'CreateSecret', Name, {
        ...tags,
        ...toConditions({
          'secretsmanager:Name': Name,
          'secretsmanager:Description': input.Description,
          'secretsmanager:ForceOverwriteReplicaSecret': input.ForceOverwriteReplicaSecret,
        }),
        ...toKeyConditions(context, input.KmsKeyId),
        ...toRegionConditions(input.AddReplicaRegions),
      });
      if (Tags.length === 0) return [create];
      return [create, toCreatePermission(context, 'TagResource', Name, tags)];
    },
    run: async (input, context) => {
      checkConstraints(constraints, input);
      const { Name = '', ClientRequestToken: token } = input;
      checkName(Name);
      if (token === undefined) throw tokenMissing();
      checkSupported(input);
      const value = parseValue(input, parts.environment.limits.secretBytesMax);
      const { region } = context;
      for (;;) {
        const existing = secrets.findByName(region, Name);
        if (existing !== undefined) return await repeat(context, existing, token, value);
        const secret = toSecret(parts, input, context);
        if (secret.kmsKeyId !== undefined) {
          await cipher.checkKeyAccess(context, secret.arn, secret.kmsKeyId);
        }
        const place = { secretArn: secret.arn, versionId: token };
        const sealed = value && (await cipher.seal(context, place, value, secret.kmsKeyId));
        const created = secrets.transaction(() =>
          secrets.findByName(region, Name) === undefined
            ? store(parts, secret, token, value, sealed)
            : undefined,
        );
        if (created === undefined) continue; // somebody else took the name while we encrypted
        await labelEvents.announce(undefined, created);
        return {
          ARN: created.arn,
          Name,
          ...(value === undefined ? {} : { VersionId: token }),
          ...toReplicas(parts, created),
        };
      }
    },
  };
}

function store(
  parts: Parts,
  secret: Omit<SecretDocument, 'sequence'>,
  token: string,
  value: SecretValue | undefined,
  sealed: SealedValue | undefined,
): SecretDocument {
  const added = parts.secrets.add(secret);
  return value === undefined || sealed === undefined
    ? added
    : storeVersion(parts, added, { token, value }, sealed);
}

function toSecret(
  { environment, secrets }: Parts,
  input: CreateSecretRequest,
  { region, principal }: CallContext,
): Omit<SecretDocument, 'sequence'> {
  const { Name = '', Description = '', Tags = [], AddReplicaRegions: regions = [] } = input;
  const overwrites = input.ForceOverwriteReplicaSecret === true;
  const key = toCustomerKey(input.KmsKeyId);
  const now = environment.clock.now();
  return {
    name: Name,
    arn: secrets.createArn(region, Name),
    region,
    createdMs: now,
    changedMs: now,
    ...(Description === '' ? {} : { description: Description }),
    ...(key === undefined ? {} : { kmsKeyId: key }),
    ...(Tags.length === 0 ? {} : { tags: applyTags([], Tags) }),
    ...(regions.length === 0
      ? {}
      : { replicas: addReplicas({ region }, { regions, overwrites, addedBy: principal }) }),
    versions: NO_VERSIONS,
  };
}

function toReplicas({ secrets }: Parts, secret: SecretDocument): Partial<CreateSecretResponse> {
  if (secret.replicas === undefined) return {};
  return { ReplicationStatus: toReplicationStatus(secrets, secret) };
}

function checkSupported({ Type }: CreateSecretRequest): void {
  if (Type !== undefined) throw notSupported('A managed external secret (Type)');
}

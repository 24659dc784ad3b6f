// Secrets Manager, member by member: actions on one secret and its versions. What is not written here is refused.

import {
  addReplicaRegions,
  external,
  externalMembers,
  nextToken,
  replicationStatus,
  rotationRules,
  secretId,
  tags,
  token,
  value,
  valueAnswer,
} from './secrets-manager-members.ts';
import { never, refused, type ServiceSupport } from './support.ts';

export const secretActions: ServiceSupport = {
  CancelRotateSecret: {
    input: { SecretId: secretId },
    output: { ARN: '', Name: '', VersionId: 'where a rotation is not complete' },
  },
  CreateSecret: {
    input: {
      Name: '1 to 512 characters of `A-Za-z0-9/_+=.@-!`',
      ClientRequestToken: token,
      Description: '',
      KmsKeyId: 'key id, key ARN, alias or alias ARN of this Region',
      ...value,
      ...tags,
      ...addReplicaRegions,
      ForceOverwriteReplicaSecret: '',
      Type: refused(external, 'InvalidRequestException', {
        Name: 'other',
        Type: 'partner',
      }),
    },
    output: {
      ARN: 'with six random characters at its end',
      Name: '',
      VersionId: 'where a value was given',
      ...replicationStatus,
    },
  },
  DeleteResourcePolicy: { input: { SecretId: secretId }, output: { ARN: '', Name: '' } },
  DeleteSecret: {
    input: {
      SecretId: secretId,
      RecoveryWindowInDays: '7 to 30; its end comes by the clock',
      ForceDeleteWithoutRecovery: '',
    },
    output: { ARN: '', Name: '', DeletionDate: '' },
  },
  DescribeSecret: {
    input: { SecretId: secretId },
    output: {
      ARN: '',
      Name: '',
      Description: '',
      KmsKeyId: 'not for the default key',
      RotationEnabled: 'once rotation was turned on',
      RotationLambdaARN: '',
      RotationRules: 'AutomaticallyAfterDays is computed where an expression was given',
      LastRotatedDate: '',
      NextRotationDate: 'the end of the next window',
      LastChangedDate: '',
      LastAccessedDate: 'the day, in UTC',
      DeletedDate: 'when the recovery window ends',
      Tags: '',
      VersionIdsToStages: 'labelled versions',
      CreatedDate: '',
      PrimaryRegion: 'where there are replicas',
      ...replicationStatus,
      OwningService: never('no service manages secrets here'),
      ...externalMembers,
    },
  },
  GetResourcePolicy: {
    input: { SecretId: secretId },
    output: { ARN: '', Name: '', ResourcePolicy: 'the text that was put' },
  },
  GetSecretValue: {
    input: { SecretId: secretId, VersionId: '', VersionStage: 'AWSCURRENT where neither is given' },
    output: valueAnswer,
  },
  ListSecretVersionIds: {
    input: {
      SecretId: secretId,
      MaxResults: '1 to 100',
      NextToken: nextToken,
      IncludeDeprecated: '',
    },
    output: {
      Versions: 'AWSCURRENT first, then the newest',
      NextToken: 'where more follow',
      ARN: '',
      Name: '',
    },
  },
  PutResourcePolicy: {
    input: {
      SecretId: secretId,
      ResourcePolicy: 'up to 20,480 characters; enforced',
      BlockPublicPolicy: 'refuses broad access (PublicPolicyException)',
    },
    output: { ARN: '', Name: '' },
  },
  PutSecretValue: {
    input: {
      SecretId: secretId,
      ClientRequestToken: token,
      ...value,
      VersionStages: '1 to 20 labels; AWSCURRENT where none are given',
      RotationToken: 'as the rotation function got it',
    },
    output: { ARN: '', Name: '', VersionId: 'the token', VersionStages: '' },
  },
  RemoveRegionsFromReplication: {
    input: { SecretId: secretId, RemoveReplicaRegions: '' },
    output: { ARN: '', ...replicationStatus },
  },
  ReplicateSecretToRegions: {
    input: { SecretId: secretId, ...addReplicaRegions, ForceOverwriteReplicaSecret: '' },
    output: { ARN: '', ...replicationStatus },
  },
  RestoreSecret: { input: { SecretId: secretId }, output: { ARN: '', Name: '' } },
  RotateSecret: {
    input: {
      SecretId: secretId,
      ClientRequestToken: token,
      RotationLambdaARN: 'of this endpoint, or hosted behind a URL; kept for the next call',
      RotationRules: rotationRules,
      RotateImmediately: '`false` runs testSecret alone',
      ExternalSecretRotationMetadata: refused(external, 'InvalidRequestException', {
        SecretId: 'probe',
        ExternalSecretRotationMetadata: [{ Key: 'k', Value: 'v' }],
      }),
      ExternalSecretRotationRoleArn: refused(external, 'InvalidRequestException', {
        SecretId: 'probe',
        ExternalSecretRotationRoleArn: 'arn:aws:iam::000000000000:role/rotation',
      }),
    },
    output: { ARN: '', Name: '', VersionId: 'the token' },
  },
  StopReplicationToReplica: { input: { SecretId: secretId }, output: { ARN: '' } },
  TagResource: { input: { SecretId: secretId, ...tags }, output: {} },
  UntagResource: { input: { SecretId: secretId, TagKeys: '' }, output: {} },
  UpdateSecret: {
    input: {
      SecretId: secretId,
      ClientRequestToken: token,
      Description: '',
      KmsKeyId: 're-encrypts AWSCURRENT, AWSPENDING and AWSPREVIOUS',
      ...value,
      Type: refused(external, 'InvalidRequestException', { SecretId: 'probe', Type: 'partner' }),
    },
    output: { ARN: '', Name: '', VersionId: 'where a value was given' },
  },
  UpdateSecretVersionStage: {
    input: {
      SecretId: secretId,
      VersionStage: '',
      RemoveFromVersionId: 'must name the holder of a label that moves',
      MoveToVersionId: '',
    },
    output: { ARN: '', Name: '' },
  },
};

// Members that several actions of Secrets Manager have.
import { type Members, never } from './support.ts';

export const secretId = 'name, ARN, or ARN without its last six characters';
export const token =
  '32 to 64 characters; becomes the VersionId. A raw request must have one, as SDKs do';
export const nextToken = 'of the same request, from the page before';
export const rotationRules = 'rate() and cron() with every restriction, days, windows';
export const external = 'managed external secrets are not kept here';

export const value: Members = {
  SecretBinary: 'up to 65,536 bytes, and no SecretString',
  SecretString: 'up to 65,536 bytes, and no SecretBinary',
};

export const valueAnswer: Members = {
  ARN: '',
  Name: '',
  VersionId: '',
  SecretBinary: 'whichever was stored',
  SecretString: 'whichever was stored',
  VersionStages: 'all labels of the version',
  CreatedDate: '',
};

export const tags: Members = { Tags: 'up to 50' };

export const addReplicaRegions: Members = { AddReplicaRegions: 'other Regions of this endpoint' };

export const replicationStatus: Members = {
  ReplicationStatus: 'replicas come behind the answer',
};

export const externalMembers: Members = {
  Type: never(external),
  ExternalSecretRotationMetadata: never(external),
  ExternalSecretRotationRoleArn: never(external),
};

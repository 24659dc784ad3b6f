// Roles and policies as IAM answers them. Documents are percent-encoded (IAM API reference, GetRole).
import type { Policy, PolicyVersion, Role } from '@aws-sdk/client-iam';
import { encodeRfc3986 } from '../wire/rfc3986.ts';
import type { StoredPolicy, StoredPolicyVersion, StoredRole } from './store.ts';

export function toRole(role: StoredRole): Role {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: new Date(role.created),
    AssumeRolePolicyDocument: encodeRfc3986(role.trustPolicy),
    MaxSessionDuration: role.sessionSecondsMax,
    ...(role.description === undefined ? {} : { Description: role.description }),
    ...(role.boundaryArn === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
            PermissionsBoundaryArn: role.boundaryArn,
          },
        }),
    ...(role.tags.length === 0 ? {} : { Tags: [...role.tags] }),
  };
}

export function toPolicy(policy: StoredPolicy, attachmentCount: number): Policy {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachmentCount,
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(policy.created),
    UpdateDate: new Date(policy.updated),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    ...(policy.tags.length === 0 ? {} : { Tags: [...policy.tags] }),
  };
}

export function toPolicyVersion(policy: StoredPolicy, version: StoredPolicyVersion): PolicyVersion {
  return {
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.defaultVersion,
    CreateDate: new Date(version.created),
    Document: encodeRfc3986(version.document),
  };
}

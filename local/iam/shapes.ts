// Roles, users and policies as IAM answers them. Documents are percent-encoded (IAM API reference, GetRole).
import type { AccessKeyMetadata, Policy, PolicyVersion, Role, User } from '@aws-sdk/client-iam';
import { encodeRfc3986 } from '../wire/rfc3986.ts';
import type { AccessKey } from './access-keys.ts';
import type {
  PolicyHolder,
  StoredPolicy,
  StoredPolicyVersion,
  StoredRole,
  StoredUser,
} from './store.ts';

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
    ...describeBoundary(role),
    ...(role.tags.length === 0 ? {} : { Tags: [...role.tags] }),
  };
}

export function toUser(user: StoredUser): User {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.created),
    ...describeBoundary(user),
    ...(user.tags.length === 0 ? {} : { Tags: [...user.tags] }),
  };
}

/** Without the secret, which CreateAccessKey alone shows. */
export function toAccessKeyMetadata(key: AccessKey) {
  return {
    UserName: key.userName,
    AccessKeyId: key.id,
    Status: key.isActive ? 'Active' : 'Inactive',
    CreateDate: new Date(key.created),
  } satisfies AccessKeyMetadata;
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

function describeBoundary({ boundaryArn }: PolicyHolder): Pick<Role, 'PermissionsBoundary'> {
  return boundaryArn === undefined
    ? {}
    : {
        PermissionsBoundary: {
          PermissionsBoundaryType: 'PermissionsBoundaryPolicy',
          PermissionsBoundaryArn: boundaryArn,
        },
      };
}

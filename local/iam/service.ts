// IAM: roles, users with their access keys, their policies, and AWS's managed policies that templates name (IAM API reference, 2010-05-08).
import type { Environment, Principal, RoleSession, Service } from '../service.ts';
import type { AccessKeys } from './access-keys.ts';
import { attachRolePolicy } from './actions/attach-role-policy.ts';
import { attachUserPolicy } from './actions/attach-user-policy.ts';
import { createAccessKey } from './actions/create-access-key.ts';
import { createPolicy } from './actions/create-policy.ts';
import { createPolicyVersion } from './actions/create-policy-version.ts';
import { createRole } from './actions/create-role.ts';
import { createUser } from './actions/create-user.ts';
import { deleteAccessKey } from './actions/delete-access-key.ts';
import { deletePolicy } from './actions/delete-policy.ts';
import { deletePolicyVersion } from './actions/delete-policy-version.ts';
import { deleteRole } from './actions/delete-role.ts';
import { deleteRolePolicy } from './actions/delete-role-policy.ts';
import { deleteUser } from './actions/delete-user.ts';
import { deleteUserPermissionsBoundary } from './actions/delete-user-permissions-boundary.ts';
import { deleteUserPolicy } from './actions/delete-user-policy.ts';
import { detachRolePolicy } from './actions/detach-role-policy.ts';
import { detachUserPolicy } from './actions/detach-user-policy.ts';
import { getAccessKeyLastUsed } from './actions/get-access-key-last-used.ts';
import { getPolicy } from './actions/get-policy.ts';
import { getPolicyVersion } from './actions/get-policy-version.ts';
import { getRole } from './actions/get-role.ts';
import { getRolePolicy } from './actions/get-role-policy.ts';
import { getUser } from './actions/get-user.ts';
import { getUserPolicy } from './actions/get-user-policy.ts';
import { listAccessKeys } from './actions/list-access-keys.ts';
import { listAttachedRolePolicies } from './actions/list-attached-role-policies.ts';
import { listAttachedUserPolicies } from './actions/list-attached-user-policies.ts';
import { listPolicyVersions } from './actions/list-policy-versions.ts';
import { listRolePolicies } from './actions/list-role-policies.ts';
import { listRoleTags } from './actions/list-role-tags.ts';
import { listRoles } from './actions/list-roles.ts';
import { listUserPolicies } from './actions/list-user-policies.ts';
import { listUserTags } from './actions/list-user-tags.ts';
import { listUsers } from './actions/list-users.ts';
import { putRolePolicy } from './actions/put-role-policy.ts';
import { putUserPermissionsBoundary } from './actions/put-user-permissions-boundary.ts';
import { putUserPolicy } from './actions/put-user-policy.ts';
import { simulatePrincipalPolicy } from './actions/simulate-principal-policy.ts';
import { tagRole } from './actions/tag-role.ts';
import { tagUser } from './actions/tag-user.ts';
import { untagRole } from './actions/untag-role.ts';
import { untagUser } from './actions/untag-user.ts';
import { updateAccessKey } from './actions/update-access-key.ts';
import { updateAssumeRolePolicy } from './actions/update-assume-role-policy.ts';
import { updateRole } from './actions/update-role.ts';
import { updateUser } from './actions/update-user.ts';
import { findDocument } from './find-policies.ts';
import { checkDocument, type Iam } from './iam.ts';
import { findRoleByArn, toRolePrincipal } from './identity.ts';
import { findPolicy } from './policy/document.ts';
import { createIamStore, type StoredTag } from './store.ts';

export interface IamParts {
  /** Those by which the wire checks signatures. */
  readonly accessKeys: AccessKeys;
}

export function createIam(environment: Environment, { accessKeys }: IamParts): Service {
  const { clock, random, accountId, store } = environment;
  const iam: Iam = {
    ...{ clock, random, accountId, accessKeys },
    store: createIamStore(store),
    transaction: (work) => store.transaction(work),
  };
  return {
    wire: {
      signingName: 'iam',
      protocols: ['awsQuery'],
      xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
      schemas: () => import('@aws-sdk/client-iam'),
    },
    actions: {
      AttachRolePolicy: attachRolePolicy(iam),
      AttachUserPolicy: attachUserPolicy(iam),
      CreateAccessKey: createAccessKey(iam),
      CreatePolicy: createPolicy(iam),
      CreatePolicyVersion: createPolicyVersion(iam),
      CreateRole: createRole(iam),
      CreateUser: createUser(iam),
      DeleteAccessKey: deleteAccessKey(iam),
      DeletePolicy: deletePolicy(iam),
      DeletePolicyVersion: deletePolicyVersion(iam),
      DeleteRole: deleteRole(iam),
      DeleteRolePolicy: deleteRolePolicy(iam),
      DeleteUser: deleteUser(iam),
      DeleteUserPermissionsBoundary: deleteUserPermissionsBoundary(iam),
      DeleteUserPolicy: deleteUserPolicy(iam),
      DetachRolePolicy: detachRolePolicy(iam),
      DetachUserPolicy: detachUserPolicy(iam),
      GetAccessKeyLastUsed: getAccessKeyLastUsed(iam),
      GetPolicy: getPolicy(iam),
      GetPolicyVersion: getPolicyVersion(iam),
      GetRole: getRole(iam),
      GetRolePolicy: getRolePolicy(iam),
      GetUser: getUser(iam),
      GetUserPolicy: getUserPolicy(iam),
      ListAccessKeys: listAccessKeys(iam),
      ListAttachedRolePolicies: listAttachedRolePolicies(iam),
      ListAttachedUserPolicies: listAttachedUserPolicies(iam),
      ListPolicyVersions: listPolicyVersions(iam),
      ListRolePolicies: listRolePolicies(iam),
      ListRoleTags: listRoleTags(iam),
      ListRoles: listRoles(iam),
      ListUserPolicies: listUserPolicies(iam),
      ListUserTags: listUserTags(iam),
      ListUsers: listUsers(iam),
      PutRolePolicy: putRolePolicy(iam),
      PutUserPermissionsBoundary: putUserPermissionsBoundary(iam),
      PutUserPolicy: putUserPolicy(iam),
      SimulatePrincipalPolicy: simulatePrincipalPolicy(iam),
      TagRole: tagRole(iam),
      TagUser: tagUser(iam),
      UntagRole: untagRole(iam),
      UntagUser: untagUser(iam),
      UpdateAccessKey: updateAccessKey(iam),
      UpdateAssumeRolePolicy: updateAssumeRolePolicy(iam),
      UpdateRole: updateRole(iam),
      UpdateUser: updateUser(iam),
    },
    stop: () => {
      accessKeys.flush();
    },
  };
}

/** What STS needs of a role. */
export interface AssumableRole {
  readonly id: string;
  /** JSON text. */
  readonly trustPolicy: string;
  readonly sessionSecondsMax: number;
  readonly tags: readonly StoredTag[];
  toPrincipal(sessionName: string, session: RoleSession | undefined): Principal;
}

export function createRoleFinder({
  store,
  accountId,
}: Environment): (roleArn: string) => AssumableRole | undefined {
  const iamStore = createIamStore(store);
  return (roleArn) => {
    const role = findRoleByArn(iamStore, roleArn);
    return role === undefined
      ? undefined
      : {
          id: role.id,
          trustPolicy: role.trustPolicy,
          sessionSecondsMax: role.sessionSecondsMax,
          tags: role.tags,
          toPrincipal: (sessionName, session) => ({
            ...toRolePrincipal(role, accountId, sessionName),
            ...(session === undefined ? {} : { session }),
          }),
        };
  };
}

/** What STS needs of the policies that a session is begun with. */
export interface SessionPolicies {
  /** @returns the text. @throws ServiceError MalformedPolicyDocument */
  check(text: string): string;
  /** The document of a managed policy, as it is now. */
  find(policyArn: string): string | undefined;
}

export function createSessionPolicies({ store }: Environment): SessionPolicies {
  const iamStore = createIamStore(store);
  return {
    check: (text) => checkDocument(text, 'identity'),
    find: (policyArn) => findDocument(iamStore, policyArn),
  };
}

/** What STS needs of a user: its unique id. */
export function createUserIdFinder({
  store,
}: Environment): (userName: string) => string | undefined {
  const iamStore = createIamStore(store);
  return (userName) => iamStore.findUser(userName)?.id;
}

/** For the policies of other services' resources: whether IAM can read what their owner puts. */
export function isPolicy(text: string): boolean {
  return findPolicy(text) !== undefined;
}

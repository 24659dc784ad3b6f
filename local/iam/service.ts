// IAM: roles, their policies, and AWS's managed policies that templates name (IAM API reference, 2010-05-08).
import type { Environment, Principal, Service } from '../service.ts';
import { attachRolePolicy } from './actions/attach-role-policy.ts';
import { createPolicy } from './actions/create-policy.ts';
import { createPolicyVersion } from './actions/create-policy-version.ts';
import { createRole } from './actions/create-role.ts';
import { deletePolicy } from './actions/delete-policy.ts';
import { deletePolicyVersion } from './actions/delete-policy-version.ts';
import { deleteRole } from './actions/delete-role.ts';
import { deleteRolePolicy } from './actions/delete-role-policy.ts';
import { detachRolePolicy } from './actions/detach-role-policy.ts';
import { getPolicy } from './actions/get-policy.ts';
import { getPolicyVersion } from './actions/get-policy-version.ts';
import { getRole } from './actions/get-role.ts';
import { getRolePolicy } from './actions/get-role-policy.ts';
import { listAttachedRolePolicies } from './actions/list-attached-role-policies.ts';
import { listPolicyVersions } from './actions/list-policy-versions.ts';
import { listRolePolicies } from './actions/list-role-policies.ts';
import { listRoleTags } from './actions/list-role-tags.ts';
import { listRoles } from './actions/list-roles.ts';
import { putRolePolicy } from './actions/put-role-policy.ts';
import { simulatePrincipalPolicy } from './actions/simulate-principal-policy.ts';
import { tagRole } from './actions/tag-role.ts';
import { untagRole } from './actions/untag-role.ts';
import { updateAssumeRolePolicy } from './actions/update-assume-role-policy.ts';
import { updateRole } from './actions/update-role.ts';
import type { Iam } from './iam.ts';
import { findRoleByArn, toRolePrincipal } from './identity.ts';
import { createIamStore } from './store.ts';

export function createIam(environment: Environment): Service {
  const { clock, random, accountId } = environment;
  const iam: Iam = { store: createIamStore(environment.store), clock, random, accountId };
  return {
    wire: {
      signingName: 'iam',
      protocols: ['awsQuery'],
      xmlNamespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
      schemas: () => import('@aws-sdk/client-iam'),
    },
    actions: {
      AttachRolePolicy: attachRolePolicy(iam),
      CreatePolicy: createPolicy(iam),
      CreatePolicyVersion: createPolicyVersion(iam),
      CreateRole: createRole(iam),
      DeletePolicy: deletePolicy(iam),
      DeletePolicyVersion: deletePolicyVersion(iam),
      DeleteRole: deleteRole(iam),
      DeleteRolePolicy: deleteRolePolicy(iam),
      DetachRolePolicy: detachRolePolicy(iam),
      GetPolicy: getPolicy(iam),
      GetPolicyVersion: getPolicyVersion(iam),
      GetRole: getRole(iam),
      GetRolePolicy: getRolePolicy(iam),
      ListAttachedRolePolicies: listAttachedRolePolicies(iam),
      ListPolicyVersions: listPolicyVersions(iam),
      ListRolePolicies: listRolePolicies(iam),
      ListRoleTags: listRoleTags(iam),
      ListRoles: listRoles(iam),
      PutRolePolicy: putRolePolicy(iam),
      SimulatePrincipalPolicy: simulatePrincipalPolicy(iam),
      TagRole: tagRole(iam),
      UntagRole: untagRole(iam),
      UpdateAssumeRolePolicy: updateAssumeRolePolicy(iam),
      UpdateRole: updateRole(iam),
    },
  };
}

/** What STS needs of a role. */
export interface AssumableRole {
  readonly id: string;
  /** JSON text. */
  readonly trustPolicy: string;
  readonly sessionSecondsMax: number;
  toPrincipal(sessionName: string): Principal;
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
          toPrincipal: (sessionName) => toRolePrincipal(role, accountId, sessionName),
        };
  };
}

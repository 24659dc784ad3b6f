// What IAM remembers. It is a global service: keys carry no region.
import type { Entry, KeyRange, Store } from '../store.ts';

export interface StoredTag {
  readonly Key: string;
  readonly Value: string;
}

/** What roles and users have in common: who they are, and the policies that decide what they may do. */
export interface PolicyHolder {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly boundaryArn?: string;
  /** JSON text, as every policy here. */
  readonly inlinePolicies: Readonly<Record<string, string>>;
  readonly attachedArns: readonly string[];
  readonly tags: readonly StoredTag[];
}

export interface StoredRole extends PolicyHolder {
  readonly description?: string;
  /** Seconds. */
  readonly sessionSecondsMax: number;
  readonly trustPolicy: string;
}

export type StoredUser = PolicyHolder;

export interface StoredPolicy {
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly arn: string;
  readonly created: number;
  readonly updated: number;
  readonly description?: string;
  readonly tags: readonly StoredTag[];
  readonly defaultVersion: string;
  /** Highest number given so far: numbers are never given twice. */
  readonly lastVersion: number;
  readonly versions: readonly StoredPolicyVersion[];
}

export interface StoredPolicyVersion {
  /** `v1`, `v2`, … */
  readonly id: string;
  readonly document: string;
  readonly created: number;
}

export interface IamStore {
  findRole(name: string): StoredRole | undefined;
  putRole(role: StoredRole): void;
  deleteRole(name: string): void;
  listRoles(range?: KeyRange): readonly Entry<StoredRole>[];
  findUser(name: string): StoredUser | undefined;
  putUser(user: StoredUser): void;
  deleteUser(name: string): void;
  listUsers(range?: KeyRange): readonly Entry<StoredUser>[];
  /** Policies of the account's own; AWS's are in managed-policies.ts. */
  findPolicy(arn: string): StoredPolicy | undefined;
  putPolicy(policy: StoredPolicy): void;
  deletePolicy(arn: string): void;
}

export function createIamStore(store: Store): IamStore {
  const roles = store.collection<StoredRole>('iam/role');
  const users = store.collection<StoredUser>('iam/user');
  const policies = store.collection<StoredPolicy>('iam/policy');
  return {
    findRole: (name) => roles.get(name),
    putRole: (role) => roles.put(role.name, role),
    deleteRole: (name) => {
      roles.delete(name);
    },
    listRoles: (range) => roles.list(range),
    findUser: (name) => users.get(name),
    putUser: (user) => users.put(user.name, user),
    deleteUser: (name) => {
      users.delete(name);
    },
    listUsers: (range) => users.list(range),
    findPolicy: (arn) => policies.get(arn),
    putPolicy: (policy) => policies.put(policy.arn, policy),
    deletePolicy: (arn) => {
      policies.delete(arn);
    },
  };
}

/** The role's name: what follows the last slash of its ARN, or undefined where it is no role's. */
export function findRoleName(roleArn: string): string | undefined {
  return /^arn:aws:iam::\d{12}:role\/(?:.*\/)?([^/]+)$/u.exec(roleArn)?.[1];
}

/** The user's name, likewise. */
export function findUserName(userArn: string): string | undefined {
  return /^arn:aws:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/u.exec(userArn)?.[1];
}

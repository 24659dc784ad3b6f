// IAM's access keys, in the words of a rotation. src/aws implements it; the target aws-access-key asks for it.
import type { SecretValue } from './secret-value.ts';

export interface AccessKey {
  readonly id: string;
  readonly isActive: boolean;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface NewAccessKey {
  readonly id: string;
  readonly secret: SecretValue;
}

export interface AccessKeyUse {
  /** Milliseconds since the epoch; IAM learns of a use with some delay. */
  readonly at: number;
  /** Such as `s3`. */
  readonly service: string;
}

/** With one caller's rights. Every method ends in a RotationError where AWS refuses it. */
export interface AccessKeys {
  list(userName: string): Promise<readonly AccessKey[]>;
  /** Asked once and never again by itself: a second key would be made. @returns `'full'` where the user has as many as IAM allows */
  create(userName: string): Promise<NewAccessKey | 'full'>;
  switchOff(userName: string, id: string): Promise<void>;
  /** A key that is not there is no error. */
  delete(userName: string, id: string): Promise<void>;
  findLastUse(id: string): Promise<AccessKeyUse | undefined>;
  findTag(userName: string, name: string): Promise<string | undefined>;
  putTag(userName: string, name: string, value: string): Promise<void>;
}

export interface KeyOwner {
  readonly arn: string;
}

/** `unknown`: STS has no such key; `mismatch`: the secret is not the key's. */
export type Identity = KeyOwner | 'unknown' | 'mismatch';

export interface AccessKeyAccess {
  /** @param caller a key of somebody who may; undefined: the function's own role */
  as<Result>(
    caller: NewAccessKey | undefined,
    signal: AbortSignal,
    work: (keys: AccessKeys) => Promise<Result>,
  ): Promise<Result>;
  /** Whose key it is, by STS. */
  identify(key: NewAccessKey, signal: AbortSignal): Promise<Identity>;
}

/** For texts: enough to find the key in the console, and not the whole of what a secret holds. */
export function toShortId(id: string): string {
  return `…${id.slice(-4)}`;
}

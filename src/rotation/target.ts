// The contract between the rules and whatever accepts a credential. One kind of target a file, in src/targets.
import type { Clock, Log, Random } from './effects.ts';
import type { SecretValue } from './secret-value.ts';

/**
 * Whether the target accepts old and new together.
 * `native`: any number of credentials side by side; `slots`: a fixed few; `alternate`: two users in turn; `none`: the old one dies at once.
 */
export type Overlap = 'native' | 'slots' | 'alternate' | 'none';

export type CredentialState = 'working' | 'refused' | 'unreachable';

export interface TargetContext {
  /**
   * 32 characters; the name of whatever the target makes carries it, so that a crash leaves nothing that cannot be found.
   * In `retire` and `verify` it is that of the credential in question, if we made it.
   */
  readonly token: string;
  /** The credential that may make credentials, where the secret's `rekey:admin` tag names one. */
  readonly admin?: SecretValue;
  /** Aborts 5 s before the earlier of the window's deadline and the Lambda's timeout. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** What only a person can do. */
export interface PersonalTask {
  /** Where it is done; a page of the target's. */
  readonly link?: string;
  /** The field of the secret's JSON that gets the new value; undefined where the value is the whole secret. */
  readonly field?: string;
}

/**
 * Every method may be called twice, and again after a crash anywhere in its first call.
 * Failures are RotationErrors: Transient (try again), CredentialRefused, ValueRejected, TargetFailed, InvalidConfiguration.
 * No error and no log line carries a credential or an answer's body.
 */
export interface Target {
  readonly name: string;
  readonly overlap: Overlap;
  /** Credentials that the target holds at once, at the most; Infinity where it does not care. */
  readonly maxActive: number;
  /**
   * `pure`: we make the value, the target learns it in `set`. `effect`: the target makes it in `create`, named by the token.
   * `person`: somebody makes it where no program can, and stores it under the token; `create` is never called.
   */
  readonly creation: 'pure' | 'effect' | 'person';
  /** With `person`: what is asked for. No value is in it. */
  readonly asks?: PersonalTask;
  /** How long a change may take until all of the target knows it, milliseconds; 0 where it is atomic. */
  readonly propagationMs: number;
  /** True where a wrong try counts towards a lock-out: `verify` then tries once. */
  readonly locksOut: boolean;
  /**
   * Refuses a value that the target cannot use.
   * @throws RotationError InvalidConfiguration, such as "apiKey key is missing from secret JSON"
   */
  check(value: SecretValue): void;
  /**
   * Whether two values hold the same credential at the target, or share a part of one, whatever their other fields say.
   * Retirement asks this, so that a value which was only annotated or rolled back never costs its credential.
   */
  isSame(one: SecretValue, other: SecretValue): boolean;
  /** The whole new value: the current one with the changed fields, unknown fields kept. */
  create(current: SecretValue, context: TargetContext): Promise<SecretValue>;
  /**
   * Makes the target accept `pending`. Refuses (InvalidConfiguration) where pending names another host or user than current.
   * Left out where creating was the effect, or where nobody needs to be told.
   */
  readonly set?: (
    credentials: { readonly current: SecretValue; readonly pending: SecretValue },
    context: TargetContext,
  ) => Promise<void>;
  /** Uses `pending` in a fresh session, with the rights that it must have, without an admin. Left out where there is no counterpart. */
  readonly test?: (
    credentials: { readonly current: SecretValue; readonly pending: SecretValue },
    context: TargetContext,
  ) => Promise<void>;
  /** Revokes `previous`, authenticating as `current` (today's AWSCURRENT) or as the admin. Left out where nothing is to be revoked. */
  readonly retire?: (
    credentials: { readonly current: SecretValue; readonly previous: SecretValue },
    context: TargetContext,
  ) => Promise<void>;
  /**
   * Removes whatever at the target carries `context.token` in its name, save the credential that `keep` holds.
   * Where credentials have no names there, `made` tells which it is: the value that was stored under the token, if the run came so far.
   * `current` authenticates where there is no admin. Left out where creation is pure and `set` leaves nothing behind.
   */
  readonly discard?: (
    credentials: {
      readonly current: SecretValue;
      readonly keep?: SecretValue;
      readonly made?: SecretValue;
    },
    context: TargetContext,
  ) => Promise<void>;
  /** Tells working, refused and out of reach apart. Left out where there is no counterpart: every value then works. */
  readonly verify?: (credential: SecretValue, context: TargetContext) => Promise<CredentialState>;
}

// What a target's own test file gives to the contract: its service, started, and hands on it that are not the target's.
import type { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target } from '../../src/rotation/target.ts';

/** The service, as seen by somebody who stands beside it: not by asking the target. */
export interface TargetFixture {
  readonly target: Target;
  /** What the secret's rekey:admin tag would name. */
  readonly admin?: SecretValue;
  /** A working credential, new for each call. */
  createCurrent(): Promise<SecretValue>;
  /** Whether the service itself accepts the credential now, in a session of its own. */
  accepts(value: SecretValue): Promise<boolean>;
  /** How many credentials the service holds. */
  countCredentials(): number | Promise<number>;
  /** The same credential, pointed at somebody else's host. */
  toStranger(value: SecretValue): SecretValue;
  /** From now on the request with this number (0 is the next) fails before or after its effect; undefined: none does. */
  failRequest(index: number | undefined, when: 'before' | 'after'): void;
  /** Whether the fault of failRequest has happened. */
  hasFailed(): boolean;
  close(): Promise<void>;

  /**
   * What was made without an answer that somebody got cannot be found again, as in RFC 7591. The contract then wants it to be all that is
   * left: one credential for each answer that was lost, and none for anything else.
   */
  readonly losesUnanswered?: true;

  // What a service cannot be made to do is left out, and `lacks` says why (lacks.ts).
  /** From now on every answer is an error that repeats the request's credential. */
  readonly echoCredentials?: (on: boolean) => void;
  /** The service takes no connection any more. */
  readonly goDown?: () => Promise<void>;
  readonly comeBack?: () => Promise<void>;
  /** The service takes connections and answers nothing. */
  readonly goSilent?: (on: boolean) => void;
  /** How many connections to the service are open. */
  readonly countConnections?: () => number;
  /** Somebody changes the credential at the service, so that the value does not work any more. */
  readonly changeByHand?: (value: SecretValue) => Promise<void>;
  /** A session that stays open, as a consumer's pool holds it. */
  readonly openSession?: (value: SecretValue) => Promise<OpenSession>;
  /** Whether a session goes on once its credential is retired. Needed with openSession. */
  readonly sessionsSurvive?: boolean;
  /** The service's policy refuses every new password. */
  readonly refusePasswords?: (on: boolean) => Promise<void>;
  /** One call as a consumer makes it, in a session of its own; rejects where it fails. Left out: `accepts` is such a call. */
  readonly use?: (value: SecretValue) => Promise<void>;
}

export interface OpenSession {
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

// What the rules need from outside, in their own words. src/aws, src/targets and src/runtime implement it.
import type { Clock, Log, Random } from './effects.ts';
import type { SecretValue } from './secret-value.ts';
import type { Severity } from './severity.ts';
import type { RotationInput } from './state.ts';
import type { Target } from './target.ts';

export interface SecretDescription {
  readonly arn: string;
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  /** Staging labels by version id; versions without labels are not listed. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  /** Secrets Manager's own rotation is switched on. */
  readonly rotationEnabled: boolean;
  /** What Secrets Manager tells of that rotation; absent where it is off. */
  readonly nativeRotation?: {
    readonly functionArn?: string;
    /** LastRotatedDate and NextRotationDate, milliseconds since the epoch. */
    readonly rotatedAt?: number;
    readonly nextAt?: number;
  };
  /** Set where the secret is scheduled for deletion, milliseconds since the epoch. */
  readonly deletedAt?: number;
  /** The last change of any kind (a value, a label, a tag): no value is younger than this. */
  readonly lastChangedAt?: number;
}

/** What GetSecretValue answers. */
export interface StoredVersion {
  readonly value: SecretValue;
  readonly labels: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

export interface SecretStore {
  /** @throws RotationError InvalidConfiguration where there is no such secret */
  describe(secretId: string, signal: AbortSignal): Promise<SecretDescription>;
  /** When each labelled version was made, milliseconds since the epoch. */
  versionTimes(arn: string, signal: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /**
   * One version and its value. With `label`, only if that version carries it (both are asked together).
   * @returns undefined where the version has no value, does not exist, or does not carry the label
   */
  read(
    version: { readonly arn: string; readonly versionId: string; readonly label?: string },
    signal: AbortSignal,
  ): Promise<StoredVersion | undefined>;
  /** AWSCURRENT of another secret: the admin credential. */
  readCurrent(secretId: string, signal: AbortSignal): Promise<SecretValue>;
  /**
   * Makes a version under `token` with exactly these labels. Again with the same value: nothing happens.
   * @returns `'exists'` where the token already names a version with another value
   */
  put(
    version: {
      readonly arn: string;
      readonly token: string;
      readonly value: SecretValue;
      readonly labels: readonly string[];
      /** What Secrets Manager's own rotation knows its function by; as sensitive as a value. */
      readonly rotationToken?: SecretValue;
    },
    signal: AbortSignal,
  ): Promise<'stored' | 'exists'>;
  /**
   * UpdateSecretVersionStage: compare-and-set, for a label on another version than `from` stays where it is.
   * @returns `'refused'` where the label sits on a version that `from` does not name
   */
  moveLabel(
    move: {
      readonly arn: string;
      readonly label: string;
      readonly to?: string;
      readonly from?: string;
    },
    signal: AbortSignal,
  ): Promise<'moved' | 'refused'>;
}

export type ExecutionState =
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly endedAt: number; readonly status: string }
  /** DescribeExecution is eventually consistent: this may be a young run. */
  | { readonly kind: 'unknown' };

export interface Executions {
  find(executionArn: string, signal: AbortSignal): Promise<ExecutionState>;
}

export interface Notice {
  /** ASCII, under 100 characters. */
  readonly subject: string;
  readonly text: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly attributes: Readonly<Record<string, string>>;
  readonly event: FailedEvent;
}

/** The detail of `Rotation Failed`: no text of the target's, and never a secret value. */
export interface FailedEvent {
  readonly noticeId: string;
  readonly severity: Severity;
  /** Undefined where the run failed before anybody could read the secret. */
  readonly secretArn?: string;
  /** As the input named it, where the secret could not be read. */
  readonly secretName: string;
  readonly executionArn: string;
  readonly step: string;
  readonly error: string;
  readonly catalogue: string;
  readonly recovery?: string;
  readonly works?: string;
  readonly nextCommand: string;
}

export interface RecoverySchedules {
  /** Starts the machine once. Where a schedule of that name stands already, nothing happens. */
  schedule(
    recovery: {
      readonly name: string;
      /** Milliseconds since the epoch. */
      readonly at: number;
      readonly machineArn: string;
      readonly input: RotationInput;
    },
    signal: AbortSignal,
  ): Promise<void>;
}

/** Tells other programs, on the default event bus. */
export interface Announcements {
  rotationFailed(event: FailedEvent, signal: AbortSignal): Promise<void>;
}

export interface Notices {
  publish(notice: Notice, signal: AbortSignal): Promise<void>;
}

export interface Metrics {
  count(
    name: 'RotationsSucceeded' | 'RotationsFailed' | 'RotationsSkipped' | 'RetirementsFailed',
    dimensions: Readonly<Record<string, string>>,
  ): void;
  gauge(
    name: 'RotationSeconds' | 'DaysSinceRotation' | 'SecretsWatched' | 'Findings',
    value: number,
    dimensions: Readonly<Record<string, string>>,
  ): void;
}

export interface Targets {
  /**
   * The target that the secret's tags name.
   * @throws RotationError InvalidConfiguration for an unknown target or recipe, or bad options
   */
  load(settings: {
    readonly target: string;
    readonly recipe?: string;
    readonly options: ReadonlyMap<string, string>;
  }): Promise<Target>;
}

/** Everything that a rule may do to the world. */
export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly secrets: SecretStore;
  readonly executions: Executions;
  readonly targets: Targets;
  readonly metrics: Metrics;
  /** Aborts 5 s before Lambda's timeout ends this invocation; its reason is a RotationError, Transient. */
  readonly signal: AbortSignal;
  /** Hex SHA-256 of UTF-8 text. */
  readonly hash: (text: string) => string;
  /** When Lambda's timeout ends this invocation, milliseconds since the epoch. */
  readonly endsAt: number;
  /**
   * A signal that aborts at that time, which the rules compute (deadline.ts). Earlier than `signal` it is the window's end,
   * and the reason WindowExpired. The runtime owns the timer and releases it when the invocation ends.
   */
  readonly abortAt: (time: number) => AbortSignal;
}

/** What else those need who see to a run that failed for good. */
export interface ClosingPorts extends Ports {
  readonly notices: Notices;
  readonly announcements: Announcements;
  readonly recoveries: RecoverySchedules;
}

// What the evidence tells of one run of the machine: put together from the events that the stack keeps (DESIGN.md, section 3).

export interface RunFailure {
  /** The machine's state, such as `TestSecret`. */
  readonly step: string;
  /** Such as `Rekey.CredentialRefused`. */
  readonly error: string;
  /** The entry of the troubleshooting catalogue, such as `T05`; undefined where the run could not be diagnosed. */
  readonly catalogue?: string;
  /** What recovery came to, such as `undone`. */
  readonly recovery?: string;
  readonly works?: string;
  readonly noticeId?: string;
  readonly severity?: 'critical' | 'error' | 'warning';
  readonly nextCommand?: string;
}

export interface RunRecord {
  readonly executionArn: string;
  /** ARN where the run came so far as to know it, else what the input said. */
  readonly secretId: string;
  readonly trigger?: string;
  readonly mode: 'rotate' | 'retire' | 'recover';
  /** The schedule's expression. */
  readonly schedule?: string;
  readonly window?: string;
  /** Milliseconds since the epoch, as all times here. */
  readonly scheduledAt?: number;
  readonly startedAt: number;
  /** The events that were read begin after its start: `startedAt` is when it was first heard of. */
  readonly isCut?: true;
  readonly endedAt?: number;
  /** `switched`: the new credential is current, and the grace period of the old one lasts. */
  readonly result: 'running' | 'switched' | 'rotated' | 'skipped' | 'failed' | 'stopped';
  /** Why it was skipped. */
  readonly reason?: string;
  readonly versionId?: string;
  readonly previousVersionId?: string;
  readonly switchedAt?: number;
  /** When the old credential is due. */
  readonly retireAt?: number;
  /** The versions whose credentials the run revoked: the one before, or also some that other runs had left. */
  readonly retired?: readonly string[];
  /** When the target was seen to refuse the old credential. */
  readonly refusedAt?: number;
  readonly failure?: RunFailure;
}

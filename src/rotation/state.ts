// State data: what the machine carries from state to state. Names, version ids, times and decisions; there is no field for a value.
// Times are ISO 8601 texts.
/** The execution's input, which a schedule or a person wrote. */
export interface RotationInput {
  readonly secretId: string;
  /** `<aws.scheduler.scheduled-time>`: the window opens then. */
  readonly scheduledTime?: string;
  readonly window?: string;
  readonly gracePeriod?: string;
  /** Who asked; told in events and notices. */
  readonly trigger?: string;
  /** The schedule's expression as people wrote it, such as `rate(30 days)`; told in the evidence. */
  readonly schedule?: string;
  /**
   * `retire`: only what awaits retirement; native rotation starts the machine so.
   * `recover`: only what a run left that could not be recovered; one-time schedules start the machine so.
   */
  readonly mode?: 'rotate' | 'retire' | 'recover';
  /** With `recover`: how many more tries are scheduled. While there are some, a target out of reach is not told again. */
  readonly triesLeft?: number;
}

export interface PlanEvent {
  readonly executionArn: string;
  readonly startedAt: string;
  readonly input: RotationInput;
}

/** What the secret's tags say of its target. */
export interface TargetSettings {
  readonly name: string;
  readonly recipe?: string;
  /** The secret with the credential that may make credentials. */
  readonly admin?: string;
  readonly options: Readonly<Record<string, string>>;
}

/** What Plan recorded. All later steps stand on it, whatever happens to tags and labels meanwhile. */
export interface Rotation {
  readonly executionArn: string;
  readonly startedAt: string;
  readonly secretArn: string;
  readonly secretName: string;
  /** AWSCURRENT's version; it must stay that until FinishSecret moves the label. */
  readonly currentVersionId: string;
  readonly deadline: string;
  readonly graceSeconds: number;
  readonly target: TargetSettings;
}

export type PlanResult =
  | { readonly decision: 'rotate'; readonly rotation: Rotation }
  | {
      readonly decision: 'retire';
      readonly rotation: Rotation;
      /** When the last of what awaits retirement is due. */
      readonly switched: Switched;
    }
  | {
      /** What a run had left is current now; its consumers and the old credential are still to be seen to. */
      readonly decision: 'recovered';
      readonly rotation: Rotation;
      readonly switched: Switched;
    }
  | { readonly decision: 'skip'; readonly reason: string; readonly secretArn: string };

export interface StepEvent {
  readonly rotation: Rotation;
  /** 1 to 3: which value this is. */
  readonly attempt: number;
  /** When the machine entered the state; the same for all its retries. */
  readonly enteredAt: string;
}

export type CreateResult =
  | { readonly decision: 'created'; readonly versionId: string }
  /** A person has to make the credential: the machine asks, and comes back once it is stored. */
  | { readonly decision: 'ask'; readonly request: PersonRequest }
  | { readonly decision: 'skip'; readonly reason: string };

/** What somebody needs to know who completes the rotation, and whoever helps with it. */
export interface PersonRequest {
  /** ASCII, under 100 characters. */
  readonly subject: string;
  readonly text: string;
  readonly executionArn: string;
  readonly secretArn: string;
  readonly secretName: string;
  /** The version that the new value goes to, and the label that it gets. */
  readonly versionId: string;
  readonly label: string;
  readonly attempt: number;
  /** Later the steps that follow would not be done within the window. */
  readonly answerBy: string;
  readonly link?: string;
  readonly field?: string;
}

/** What FinishSecret did, or recovery in its stead. */
export interface Switched {
  readonly versionId: string;
  readonly previousVersionId?: string;
  /** When the previous credential is due. RetirePrevious has something to do also without it. */
  readonly retireAt: string;
}

export interface RetireEvent {
  readonly rotation: Rotation;
  readonly switched: Switched;
}

export interface RetireResult {
  readonly retired: readonly string[];
  /** Not revoked after all, such as a version that somebody rolled back to. */
  readonly kept: readonly string[];
  /** When the target was seen to refuse the last of what was retired. */
  readonly refusedAt?: string;
}

/** What went wrong, as the machine's Catch saw it. */
export interface Failure {
  readonly state: string;
  readonly error: string;
  /** A Lambda's error as JSON, or the text of a service. */
  readonly cause: string;
  readonly enteredAt: string;
  readonly failedAt: string;
}

export interface RecoverEvent {
  readonly rotation: Rotation;
  readonly attempt: number;
  readonly failure: Failure;
}

/** Section 5's table: what was found, and what was done. */
export interface Recovery {
  readonly outcome:
    | 'nothing-to-undo'
    | 'undone'
    | 'finished'
    | 'promoted'
    | 'superseded'
    | 'both-refused'
    | 'unreachable'
    | 'failed';
  /** Which credential the target accepts now. */
  readonly works: 'current' | 'pending' | 'neither' | 'unknown';
  readonly currentVersionId?: string;
  readonly pendingVersionId?: string;
  /** Set where the rotation goes on: AWSCURRENT is the pending version now. */
  readonly switched?: Switched;
  /** Why recovery itself failed. */
  readonly reason?: string;
  /** When it is tried again; undefined where that could not be scheduled. */
  readonly triesAt?: readonly string[];
}

export interface ScheduleRecoveriesEvent {
  readonly executionArn: string;
  readonly secretId: string;
}

export interface RecoverySchedule {
  readonly triesAt: readonly string[];
}

export interface DiagnoseEvent {
  readonly executionArn: string;
  readonly startedAt: string;
  readonly secretId: string;
  /** Undefined where Plan itself failed. */
  readonly rotation?: Rotation;
  readonly failure: Failure;
  /** Undefined where nothing needed recovery. */
  readonly recovery?: Recovery;
}

// State data: what the machine carries from state to state. Names, version ids, times and decisions; there is no field for a value.
// Times are ISO 8601 texts. Every parser refuses what it does not know.
import {
  findText,
  findTime,
  isAbsent,
  parseChoice,
  parseCount,
  parseFields,
  parseText,
  parseTime,
} from './shape.ts';

/** The execution's input, which a schedule or a person wrote. */
export interface RotationInput {
  readonly secretId: string;
  /** `<aws.scheduler.scheduled-time>`: the window opens then. */
  readonly scheduledTime?: string;
  readonly window?: string;
  readonly gracePeriod?: string;
  /** Who asked; told in events and notices. */
  readonly trigger?: string;
  /** `retire`: only what awaits retirement; native rotation starts the machine so. */
  readonly mode?: 'rotate' | 'retire';
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
  | { readonly decision: 'skip'; readonly reason: string };

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

export function parsePlanEvent(event: unknown): PlanEvent {
  const fields = parseFields(event, 'Event', ['executionArn', 'startedAt', 'input']);
  return {
    executionArn: parseText(fields, 'executionArn', 'Event'),
    startedAt: parseTime(fields, 'startedAt', 'Event'),
    input: parseInput(fields['input']),
  };
}

export function parseInput(input: unknown): RotationInput {
  const fields = parseFields(input, 'Input', [
    'secretId',
    'scheduledTime',
    'window',
    'gracePeriod',
    'trigger',
    'mode',
  ]);
  return {
    secretId: parseText(fields, 'secretId', 'Input'),
    ...present('scheduledTime', findTime(fields, 'scheduledTime', 'Input')),
    ...present('window', findText(fields, 'window', 'Input')),
    ...present('gracePeriod', findText(fields, 'gracePeriod', 'Input')),
    ...present('trigger', findText(fields, 'trigger', 'Input')),
    ...(isAbsent(fields['mode'])
      ? {}
      : { mode: parseChoice(fields, 'mode', 'Input', ['rotate', 'retire']) }),
  };
}

export function parseStepEvent(event: unknown): StepEvent {
  const fields = parseFields(event, 'Event', ['rotation', 'attempt', 'enteredAt']);
  return {
    rotation: parseRotation(fields['rotation']),
    attempt: parseCount(fields, 'attempt', 'Event'),
    enteredAt: parseTime(fields, 'enteredAt', 'Event'),
  };
}

export function parseRetireEvent(event: unknown): RetireEvent {
  const fields = parseFields(event, 'Event', ['rotation', 'switched']);
  return {
    rotation: parseRotation(fields['rotation']),
    switched: parseSwitched(fields['switched'], 'Event.switched'),
  };
}

export function parseRecoverEvent(event: unknown): RecoverEvent {
  const fields = parseFields(event, 'Event', ['rotation', 'attempt', 'failure']);
  return {
    rotation: parseRotation(fields['rotation']),
    attempt: parseCount(fields, 'attempt', 'Event'),
    failure: parseFailure(fields['failure']),
  };
}

export function parseDiagnoseEvent(event: unknown): DiagnoseEvent {
  const fields = parseFields(event, 'Event', [
    'executionArn',
    'startedAt',
    'secretId',
    'rotation',
    'failure',
    'recovery',
  ]);
  return {
    executionArn: parseText(fields, 'executionArn', 'Event'),
    startedAt: parseTime(fields, 'startedAt', 'Event'),
    // A run may have failed for want of it.
    secretId: typeof fields['secretId'] === 'string' ? fields['secretId'] : '(not given)',
    ...present(
      'rotation',
      isAbsent(fields['rotation']) ? undefined : parseRotation(fields['rotation']),
    ),
    failure: parseFailure(fields['failure']),
    ...present(
      'recovery',
      isAbsent(fields['recovery']) ? undefined : parseRecovery(fields['recovery']),
    ),
  };
}

function parseRotation(value: unknown): Rotation {
  const where = 'Event.rotation';
  const fields = parseFields(value, where, [
    'executionArn',
    'startedAt',
    'secretArn',
    'secretName',
    'currentVersionId',
    'deadline',
    'graceSeconds',
    'target',
  ]);
  return {
    executionArn: parseText(fields, 'executionArn', where),
    startedAt: parseTime(fields, 'startedAt', where),
    secretArn: parseText(fields, 'secretArn', where),
    secretName: parseText(fields, 'secretName', where),
    currentVersionId: parseText(fields, 'currentVersionId', where),
    deadline: parseTime(fields, 'deadline', where),
    graceSeconds: parseCount(fields, 'graceSeconds', where),
    target: parseTarget(fields['target'], `${where}.target`),
  };
}

function parseTarget(value: unknown, where: string): TargetSettings {
  const fields = parseFields(value, where, ['name', 'recipe', 'admin', 'options']);
  const options = parseFields(fields['options'], `${where}.options`);
  return {
    name: parseText(fields, 'name', where),
    ...present('recipe', findText(fields, 'recipe', where)),
    ...present('admin', findText(fields, 'admin', where)),
    options: Object.fromEntries(
      Object.keys(options).map((key) => [key, parseText(options, key, `${where}.options`)]),
    ),
  };
}

function parseSwitched(value: unknown, where: string): Switched {
  const fields = parseFields(value, where, ['versionId', 'previousVersionId', 'retireAt']);
  return {
    versionId: parseText(fields, 'versionId', where),
    ...present('previousVersionId', findText(fields, 'previousVersionId', where)),
    retireAt: parseTime(fields, 'retireAt', where),
  };
}

function parseFailure(value: unknown): Failure {
  const where = 'Event.failure';
  const fields = parseFields(value, where, ['state', 'error', 'cause', 'enteredAt', 'failedAt']);
  return {
    state: parseText(fields, 'state', where),
    error: parseText(fields, 'error', where),
    // A timeout has an empty one.
    cause: typeof fields['cause'] === 'string' ? fields['cause'] : '',
    enteredAt: parseTime(fields, 'enteredAt', where),
    failedAt: parseTime(fields, 'failedAt', where),
  };
}

function parseRecovery(value: unknown): Recovery {
  const where = 'Event.recovery';
  const fields = parseFields(value, where);
  const switched = fields['switched'];
  return {
    outcome: parseChoice(fields, 'outcome', where, [
      'nothing-to-undo',
      'undone',
      'finished',
      'promoted',
      'superseded',
      'both-refused',
      'unreachable',
      'failed',
    ]),
    works: parseChoice(fields, 'works', where, ['current', 'pending', 'neither', 'unknown']),
    ...present('currentVersionId', findText(fields, 'currentVersionId', where)),
    ...present('pendingVersionId', findText(fields, 'pendingVersionId', where)),
    ...present(
      'switched',
      isAbsent(switched) ? undefined : parseSwitched(switched, `${where}.switched`),
    ),
    ...present('reason', findText(fields, 'reason', where)),
  };
}

/** exactOptionalPropertyTypes: a member that is absent is left out, not undefined. */
function present<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Readonly<Partial<Record<Key, Value>>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>);
}

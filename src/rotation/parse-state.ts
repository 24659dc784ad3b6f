// What the Lambdas are given, from unknown to typed. Every parser refuses what it does not know: state data is ours, and an
// input that somebody wrote may be misspelt.
import {
  findText,
  findTime,
  isAbsent,
  parseChoice,
  parseCount,
  parseFields,
  parseText,
  parseTexts,
  parseTime,
  present,
} from './shape.ts';
import type {
  DiagnoseEvent,
  Failure,
  PlanEvent,
  RecoverEvent,
  Recovery,
  RetireEvent,
  Rotation,
  RotationInput,
  ScheduleRecoveriesEvent,
  StepEvent,
  Switched,
  TargetSettings,
} from './state.ts';

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
    'schedule',
    'mode',
    'triesLeft',
  ]);
  return {
    secretId: parseText(fields, 'secretId', 'Input'),
    ...present('scheduledTime', findTime(fields, 'scheduledTime', 'Input')),
    ...present('window', findText(fields, 'window', 'Input')),
    ...present('gracePeriod', findText(fields, 'gracePeriod', 'Input')),
    ...present('trigger', findText(fields, 'trigger', 'Input')),
    ...present('schedule', findText(fields, 'schedule', 'Input')),
    ...(isAbsent(fields['mode'])
      ? {}
      : { mode: parseChoice(fields, 'mode', 'Input', ['rotate', 'retire', 'recover']) }),
    ...(isAbsent(fields['triesLeft'])
      ? {}
      : { triesLeft: parseCount(fields, 'triesLeft', 'Input') }),
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

export function parseScheduleRecoveriesEvent(event: unknown): ScheduleRecoveriesEvent {
  const fields = parseFields(event, 'Event', ['executionArn', 'secretId']);
  return {
    executionArn: parseText(fields, 'executionArn', 'Event'),
    secretId: parseText(fields, 'secretId', 'Event'),
  };
}

export function parseDiagnoseEvent(event: unknown): DiagnoseEvent {
  const fields = parseFields(event, 'Event', [
    'executionArn',
    'startedAt',
    'input',
    'rotation',
    'failure',
    'recovery',
  ]);
  return {
    executionArn: parseText(fields, 'executionArn', 'Event'),
    startedAt: parseTime(fields, 'startedAt', 'Event'),
    secretId: findSecretId(fields['input']),
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

/** A run may have failed for want of it: nothing of the input is sure here. */
export function findSecretId(input: unknown): string {
  const secretId =
    typeof input === 'object' && input !== null && 'secretId' in input ? input.secretId : undefined;
  return typeof secretId === 'string' && secretId !== '' ? secretId : 'not given';
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
    ...(isAbsent(fields['triesAt']) ? {} : { triesAt: parseTexts(fields, 'triesAt', where) }),
  };
}

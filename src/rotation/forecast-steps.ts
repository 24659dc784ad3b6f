// The steps of a rotation in the machine's order, and what each does at the target, as far as the target's kind tells it.
import type { TargetFacts } from './preflight.ts';
import type { Settings } from './settings.ts';

export interface ForecastStep {
  /** The machine's state. */
  readonly state: string;
  readonly does: string;
  /** What the target is asked for, if anything. */
  readonly call?: 'create' | 'set' | 'test' | 'retire';
}

export interface StepFacts {
  /** Undefined where nobody could ask. */
  readonly target: TargetFacts | undefined;
  readonly settings: Pick<Settings, 'graceSeconds' | 'target'>;
  readonly currentVersionId: string;
}

export function listSteps(facts: StepFacts): readonly ForecastStep[] {
  return [
    toCreate(facts),
    toSet(facts),
    toTest(facts),
    toFinish(facts),
    { state: 'AnnounceRotation', does: 'tells consumers by the event Secret Rotated' },
    toGrace(facts),
    toRetire(facts),
  ];
}

function toCreate({ target, settings }: StepFacts): ForecastStep {
  const state = 'CreateSecret';
  const admin =
    settings.target.admin === undefined
      ? ''
      : `, with the admin credential ${settings.target.admin}`;
  if (target === undefined) {
    return { state, does: 'claims the secret by AWSPENDING and makes the new credential' };
  }
  if (target.creation === 'effect') {
    const old = target.overlap === 'none' ? ', which ends the old one at once' : '';
    const does = `claims the secret by AWSPENDING, and has ${target.name} make a new credential${admin}${old}`;
    return { state, does, call: 'create' };
  }
  if (target.creation === 'person') {
    const does =
      'claims the secret by AWSPENDING, asks a person for the new credential by a notice, and waits';
    return { state, does };
  }
  return { state, does: 'makes a new value, stores it and claims the secret by AWSPENDING' };
}

function toSet({ target }: StepFacts): ForecastStep {
  const state = 'SetSecret';
  if (target === undefined) return { state, does: 'makes the target accept the new credential' };
  if (!target.methods.includes('set'))
    return { state, does: 'does nothing: nobody needs to be told' };
  return {
    state,
    call: 'set',
    does:
      target.overlap === 'none'
        ? `makes ${target.name} accept the new credential; the old one is refused from here on`
        : `makes ${target.name} accept the new credential beside the old one`,
  };
}

function toTest({ target }: StepFacts): ForecastStep {
  const state = 'TestSecret';
  if (target !== undefined && !target.methods.includes('test')) {
    return { state, does: 'does nothing: there is nobody to test it with' };
  }
  return { state, does: 'uses the new credential in a fresh session', call: 'test' };
}

function toFinish({ target, currentVersionId }: StepFacts): ForecastStep {
  const mark =
    target?.methods.includes('retire') === false ? '' : ', and marks that version for retirement';
  const does = `moves AWSCURRENT to the new version, if it is still on ${currentVersionId}${mark}`;
  return { state: 'FinishSecret', does };
}

function toGrace({ target, settings: { graceSeconds } }: StepFacts): ForecastStep {
  const state = 'GracePeriod';
  if (target?.methods.includes('retire') === false) return { state, does: 'passes at once' };
  const old =
    target?.overlap === 'none'
      ? 'the old credential is refused already'
      : 'the old credential still works';
  return { state, does: `waits ${toText(graceSeconds)}; ${old}` };
}

function toRetire({ target, currentVersionId }: StepFacts): ForecastStep {
  const state = 'RetirePrevious';
  if (target?.methods.includes('retire') === false) {
    return { state, does: 'has nothing to revoke' };
  }
  const does = `revokes the credential of version ${currentVersionId}, and asks until it is refused`;
  return { state, does, call: 'retire' };
}

/** As tags say it: the largest unit that divides it. */
function toText(seconds: number): string {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const;
  const [unit, size] = units.find(([, each]) => seconds >= each && seconds % each === 0) ?? [
    's',
    1,
  ];
  return `${String(seconds / size)}${unit}`;
}

// What is known of one secret when its rules are asked: what lists told, and what was asked because a list did not decide it.
import type { ExecutionState } from '../ports.ts';
import type { RotationScheduleInput } from '../rotation-schedule.ts';
import type { Schedule } from '../schedule/schedule.ts';
import { AWSCURRENT, findHolder } from '../staging.ts';
import type { Commands } from './commands.ts';
import type { WatchedSchedule, WatchedSecret } from './ports.ts';

export interface SecretFacts {
  readonly now: number;
  readonly secret: WatchedSecret;
  readonly commands: Commands;
  /** Undefined where there is none; not read where the secret is switched off, for nothing follows from it then. */
  readonly schedule?: ReadSchedule;
  /** When versions were made; undefined where nobody asked. */
  readonly madeAt?: ReadonlyMap<string, number>;
  /** Of every execution that an owner's label names. */
  readonly executions: ReadonlyMap<string, ExecutionState>;
}

export interface ReadSchedule {
  readonly found: WatchedSchedule;
  /** What it means; undefined where nobody can tell, and then `problem` says why. */
  readonly meaning?: Schedule;
  readonly problem?: string;
  /** What to write where it is written anew; undefined where nothing in it can be kept. */
  readonly kept?: RotationScheduleInput;
}

/** Switched off by its tag: that it is not rotated is meant. What a run has left on it is not. */
export function isSwitchedOff({ tags }: WatchedSecret): boolean {
  return tags.get('rekey:enabled') === 'false';
}

export interface Age {
  /** Milliseconds since the epoch. */
  readonly madeAt: number;
  /** Otherwise the version is as old or older: no value is younger than the secret's last change of any kind. */
  readonly isExact: boolean;
}

/** @returns undefined where nothing tells: then no rule may say that the version is old */
export function findAge({ secret, madeAt }: SecretFacts, versionId: string): Age | undefined {
  const exact = madeAt?.get(versionId);
  if (exact !== undefined) return { madeAt: exact, isExact: true };
  const { lastChangedAt } = secret;
  return lastChangedAt === undefined ? undefined : { madeAt: lastChangedAt, isExact: false };
}

export function findCurrentAge(facts: SecretFacts): Age | undefined {
  const current = findHolder(facts.secret, AWSCURRENT);
  return current === undefined ? undefined : findAge(facts, current);
}

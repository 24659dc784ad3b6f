// What the watch could not look at, told like everything else that it found: no silence may mean two things.
import { isRotationError } from '../errors.ts';
import { type Finding, toFinding } from './finding.ts';

export interface Unlooked {
  /** Calls for one thing that failed. A defect of ours is no such thing, and is thrown. */
  failed(name: string, error: unknown): void;
  /** Things that there was no time for. */
  late(names: readonly string[]): void;
  list(nextCommand: string): readonly Finding[];
}

const SHOWN_MAX = 10;

/** @param what such as `secrets` */
export function createUnlooked(what: string): Unlooked {
  const late: string[] = [];
  const failed = new Map<string, string[]>();
  return {
    failed: (name, error) => {
      if (!isRotationError(error)) throw error;
      const { code, facts } = error;
      const reason = `${code}${facts.call === undefined ? '' : ` from ${facts.call}`}`;
      failed.set(reason, [...(failed.get(reason) ?? []), name]);
    },
    late: (names) => {
      late.push(...names);
    },
    list: (nextCommand) => [
      ...(late.length === 0 ? [] : [toUnlooked(what, 'there was no time', late, nextCommand)]),
      ...[...failed].map(([reason, names]) => toUnlooked(what, reason, names, nextCommand)),
    ],
  };
}

function toUnlooked(
  what: string,
  reason: string,
  names: readonly string[],
  nextCommand: string,
): Finding {
  const shown = names.slice(0, SHOWN_MAX).join(', ');
  const rest = names.length > SHOWN_MAX ? ', ...' : '';
  return toFinding('not-looked-at', {
    about: `${what}:${reason}`,
    meaning: `${String(names.length)} of the ${what} (${shown}${rest}): ${reason}.`,
    nextCommand,
  });
}

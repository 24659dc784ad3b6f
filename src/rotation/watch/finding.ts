// One thing that the watch found: what it is about, since when, what it means here, and the exact next command.
import { present } from '../shape.ts';
import { type FindingKind, kinds, type Severity } from './kinds.ts';

export interface Finding {
  /** The same from day to day, such as `overdue:prod/acme/api-key`. */
  readonly id: string;
  readonly kind: FindingKind;
  readonly severity: Severity;
  /** The secret's name, where one is meant. */
  readonly secret?: string;
  /** Milliseconds since the epoch. */
  readonly since?: number;
  /** A sentence. */
  readonly meaning: string;
  readonly nextCommand: string;
}

export function toFinding(
  kind: FindingKind,
  found: {
    /** What tells it apart from others of its kind: a secret's or schedule's name, a version. */
    readonly about: string;
    readonly secret?: string | undefined;
    readonly since?: number | undefined;
    readonly meaning: string;
    readonly nextCommand: string;
  },
): Finding {
  return {
    id: `${kind}:${found.about}`,
    kind,
    severity: kinds[kind].severity,
    ...present('secret', found.secret),
    ...present('since', found.since),
    meaning: found.meaning,
    nextCommand: found.nextCommand,
  };
}

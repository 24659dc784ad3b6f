// What the preflight Lambda answers: a look at one secret, its target and the endpoints of AWS from where the rotation's Lambdas
// run. Names, ids, times and decisions; there is no field for a value, and nothing is changed.
import type { RotationError, RotationErrorFacts } from './errors.ts';
import type { Settings } from './settings.ts';
import { findText, parseFields, present } from './shape.ts';
import type { CredentialState, Overlap, Target } from './target.ts';

export interface PreflightEvent {
  /** Without it: endpoints and runtime only. */
  readonly secretId?: string;
  /** Whether the target is asked what works. */
  readonly verify: boolean;
}

export interface Preflight {
  /** Undefined where no secret was asked for, or it could not be looked at. */
  readonly secret?: PreflightSecret;
  /** Why the secret could not be looked at. */
  readonly problem?: Problem;
  readonly endpoints: readonly EndpointFacts[];
  readonly runtime: RuntimeFacts;
}

export interface PreflightSecret {
  readonly arn: string;
  readonly name: string;
  /** Staging labels by version id. */
  readonly labels: Readonly<Record<string, readonly string[]>>;
  /** How it is rotated, as its tags say it. */
  readonly settings?: Settings;
  readonly target?: TargetFacts;
  /** What is wrong with its tags, where settings or target are missing. */
  readonly problem?: Problem;
  /** Why the admin credential that the tags name could not be read. */
  readonly adminProblem?: Problem;
  /** Each labelled version. */
  readonly versions: readonly VersionFacts[];
}

export interface TargetFacts {
  readonly name: string;
  readonly overlap: Overlap;
  /** Undefined where the target does not care. */
  readonly maxActive?: number;
  readonly creation: Target['creation'];
  readonly propagationMs: number;
  readonly locksOut: boolean;
  /** Of set, test, retire, discard and verify: those that it has. */
  readonly methods: readonly string[];
}

/** `no counterpart`: nobody but the secret's readers knows the value. `unreadable`: there was nothing to ask the target with. */
export type Works = CredentialState | 'no counterpart' | 'unreadable';

export interface VersionFacts {
  readonly versionId: string;
  readonly labels: readonly string[];
  /** ISO 8601; undefined where Secrets Manager did not list the version. */
  readonly madeAt?: string;
  /** Undefined where the target was not asked. */
  readonly works?: Works;
  /** How long the target took to answer. */
  readonly milliseconds?: number;
  /** The version has labels and no value. */
  readonly isEmpty?: true;
  /** Why it is unreadable. */
  readonly problem?: Problem;
}

export interface EndpointFacts {
  /** As IAM names it, such as `secretsmanager`. */
  readonly service: string;
  /** The interface endpoint that would lead there from a VPC. */
  readonly vpcEndpoint: string;
  /** It answered, if only to refuse. */
  readonly reached: boolean;
  readonly milliseconds: number;
  /** What it refused with, or why there was no answer. */
  readonly problem?: Problem;
}

export interface RuntimeFacts {
  /** Node's version, such as `v22.11.0`. */
  readonly node: string;
  readonly memoryMegabytes?: number;
  /** When the preflight had done its work. */
  readonly millisecondsLeft: number;
}

/** A RotationError as JSON: what the catalogue needs to recognize it. */
export interface Problem {
  readonly error: string;
  readonly message: string;
  readonly facts: RotationErrorFacts;
}

export function toProblem({ code, message, facts }: RotationError): Problem {
  return { error: code, message, facts };
}

export function parsePreflightEvent(event: unknown): PreflightEvent {
  const fields = parseFields(event, 'Event', ['secretId', 'verify']);
  return {
    ...present('secretId', findText(fields, 'secretId', 'Event')),
    verify: fields['verify'] === true,
  };
}

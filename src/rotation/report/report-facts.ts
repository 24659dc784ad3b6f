// What a report is made from.
import type { RunRecord } from '../run-record.ts';
import type { ScheduleFact } from '../secret-facts.ts';
import type { Period } from './period.ts';

export interface ReportFacts {
  readonly stack: string;
  readonly region: string;
  /** When the report is made. */
  readonly now: number;
  readonly period: Period;
  readonly secrets: readonly ReportSecret[];
  /** Of the period, and of the time before it in which the last rotation may lie. */
  readonly runs: readonly RunRecord[];
  readonly evidence: EvidenceFacts;
}

export interface ReportSecret {
  readonly name: string;
  readonly arn: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly createdAt?: number;
  readonly deletedAt?: number;
  readonly schedule: ScheduleFact;
  /** When AWSCURRENT's version was made, where that could be read. */
  readonly currentMadeAt?: number;
}

export interface EvidenceFacts {
  readonly logGroup: string;
  /** From when on events were read. */
  readonly readFrom: number;
  /** When the log group was made. */
  readonly createdAt?: number;
  readonly retentionDays?: number;
  readonly events: number;
  readonly foreign: number;
  readonly broken: number;
}

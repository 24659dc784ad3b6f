// What `npm start -- --report FILE` writes, and what decides the exit code.
import { writeFileSync } from 'node:fs';

export interface Report {
  readonly deploy: { readonly seconds: number; readonly resources: number };
  readonly rotations: readonly RotationReport[];
  /** Of all consumers together. */
  readonly consumer: { readonly requests: number; readonly failures: number };
  readonly consumers: readonly ConsumerReport[];
  readonly failure: FailureReport;
  /** Places in which a secret value of the run was found in clear. */
  readonly leaks: number;
}

export interface ConsumerReport {
  readonly secretId: string;
  readonly requests: number;
  readonly failures: number;
}

export interface RotationReport {
  readonly secretId: string;
  readonly target: string;
  readonly trigger: 'schedule' | 'hand';
  readonly executionArn: string;
  readonly status: string;
  readonly seconds: number;
  readonly states: readonly StateReport[];
  readonly versionBefore: string;
  readonly versionAfter: string;
  /** What the service answered once the run had ended. */
  readonly oldCredential: CredentialAnswer;
  readonly newCredential: CredentialAnswer;
}

export interface StateReport {
  readonly name: string;
  readonly seconds: number;
  readonly attempts: number;
}

export interface FailureReport {
  readonly secretId: string;
  readonly status: string;
  /** The catalogue entry and its title, as the notice has them. */
  readonly diagnosis: string;
  readonly recovery: string;
  readonly notices: number;
}

export type CredentialAnswer = 'accepted' | 'refused';

export function writeReport(file: string, report: Report): void {
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

/** What the run promised and did not keep; empty where all held. */
export function listBroken(report: Report): readonly string[] {
  const rotations = report.rotations.flatMap((rotation) => {
    const what = `the rotation of ${rotation.secretId} by ${rotation.trigger}`;
    return [
      ...unless(rotation.status === 'SUCCEEDED', `${what} ended ${rotation.status}`),
      ...unless(rotation.versionBefore !== rotation.versionAfter, `${what} changed nothing`),
      ...unless(rotation.oldCredential === 'refused', `${what} left the old credential alive`),
      ...unless(
        rotation.newCredential === 'accepted',
        `${what} left a new credential that is refused`,
      ),
    ];
  });
  return [
    ...rotations,
    ...unless(report.consumers.length > 0, 'there was no consumer'),
    ...report.consumers.flatMap(({ secretId, requests, failures }) => [
      ...unless(failures === 0, `the consumer of ${secretId} saw ${String(failures)} failed calls`),
      ...unless(requests > 0, `the consumer of ${secretId} made no call`),
    ]),
    ...unless(
      report.failure.status === 'FAILED',
      `the rotation under a fault ended ${report.failure.status}`,
    ),
    ...unless(
      report.failure.notices === 1,
      `the failure sent ${String(report.failure.notices)} notices`,
    ),
    ...unless(report.leaks === 0, `secret values lie in clear in ${String(report.leaks)} places`),
  ];
}

function unless(kept: boolean, broken: string): readonly string[] {
  return kept ? [] : [broken];
}

// Which run belongs to which secret. A run that failed early knows only what somebody wrote, and an earlier secret of the same name is
// another one. What no secret of today owns is told under the name that the runs know.
import { toSecretName } from '../evidence/runs-of-secret.ts';
import type { RunRecord } from '../run-record.ts';
import type { ReportSecret } from './report-facts.ts';

export interface GoneSecret {
  readonly name: string;
  readonly arn?: string;
  readonly isGone: true;
}

export interface MatchedSecret {
  readonly secret: ReportSecret | GoneSecret;
  /** In the order of their starts. */
  readonly runs: readonly RunRecord[];
}

export function matchSecrets(
  secrets: readonly ReportSecret[],
  runs: readonly RunRecord[],
): readonly MatchedSecret[] {
  const owners = createOwners(secrets);
  const byKey = new Map<string, { secret: ReportSecret | GoneSecret; runs: RunRecord[] }>(
    secrets.map((secret) => [secret.arn, { secret, runs: [] }]),
  );
  for (const run of [...runs].sort((a, b) => a.startedAt - b.startedAt)) {
    const secret = owners(run) ?? toGone(run.secretId);
    const key = secret.arn ?? secret.name;
    const match = byKey.get(key) ?? { secret, runs: [] };
    match.runs.push(run);
    byKey.set(key, match);
  }
  return [...byKey.values()];
}

function createOwners(
  secrets: readonly ReportSecret[],
): (run: RunRecord) => ReportSecret | undefined {
  const byId = new Map(
    secrets.flatMap((secret) => {
      const partialArn = secret.arn.slice(0, secret.arn.lastIndexOf('-'));
      return [secret.arn, secret.name, partialArn].map((id) => [id, secret] as const);
    }),
  );
  return ({ secretId, startedAt }) => {
    const secret = byId.get(secretId);
    const isEarlier = secret !== undefined && startedAt < (secret.createdAt ?? 0);
    return isEarlier ? undefined : secret;
  };
}

function toGone(secretId: string): GoneSecret {
  return secretId.startsWith('arn:')
    ? { name: toSecretName(secretId), arn: secretId, isGone: true }
    : { name: secretId, isGone: true };
}

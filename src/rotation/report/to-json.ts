// A report as a document for programs: times in ISO 8601, spans in seconds. Names are stable; new ones may come.
import type { Span } from './judge-secret.ts';
import type { Report } from './report.ts';

export function toReportDocument(report: Report): object {
  const { stack, region, madeAt, since, until, evidence, totals, caveats, secrets, runs } = report;
  return {
    stack,
    region,
    madeAt: toIso(madeAt),
    since: toIso(since),
    until: toIso(until),
    evidence: {
      ...toTimes(evidence),
      readFrom: toIso(evidence.readFrom),
    },
    totals,
    caveats,
    secrets: secrets.map(({ policy, age, greatestAge, ...secret }) => ({
      ...toTimes(secret),
      ...(policy === undefined
        ? {}
        : {
            policy: {
              expression: policy.expression,
              window: `${String(policy.windowHours)}h`,
              enabled: policy.enabled,
              allowedSeconds: toSeconds(policy.allowedMs),
            },
          }),
      ...toSpan('age', age),
      ...toSpan('greatestAge', greatestAge),
    })),
    runs: runs.map(toTimes),
  };
}

function toTimes(fields: object): object {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      name.endsWith('At') && typeof value === 'number' ? toIso(value) : value,
    ]),
  );
}

function toSpan(name: string, span: Span | undefined): object {
  if (span === undefined) return {};
  return { [name]: { seconds: toSeconds(span.ms), isAtLeast: span.isAtLeast } };
}

function toSeconds(ms: number): number {
  return Math.round(ms / 1000);
}

function toIso(time: number): string {
  return new Date(time).toISOString();
}

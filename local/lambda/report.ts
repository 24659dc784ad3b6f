// The platform's own lines in a function's log: START, END and REPORT as text, or platform.* records as JSON.
import type { LambdaUsage } from '../lambda-runtime.ts';

export interface Reported {
  readonly requestId: string;
  readonly version: string;
  readonly memoryMiB: number;
  readonly usage: LambdaUsage;
  /** `error` and `timeout` are said; success is not. */
  readonly failure:
    | { readonly status: 'error' | 'timeout'; readonly errorType: string }
    | undefined;
}

export function toStartLine(
  { requestId, version }: Pick<Reported, 'requestId' | 'version'>,
  time: string | undefined,
): string {
  if (time === undefined) return `START RequestId: ${requestId} Version: ${version}`;
  return JSON.stringify({ time, type: 'platform.start', record: { requestId, version } });
}

export function toEndLines(reported: Reported, time: string | undefined): readonly string[] {
  if (time !== undefined) return [toJsonReport(reported, time)];
  const { requestId, memoryMiB, usage, failure } = reported;
  const parts = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${usage.durationMs.toFixed(2)} ms`,
    `Billed Duration: ${String(Math.ceil(usage.durationMs + (usage.initMs ?? 0)))} ms`,
    `Memory Size: ${String(memoryMiB)} MB`,
    `Max Memory Used: ${String(usage.memoryUsedMiB)} MB`,
    ...(usage.initMs === undefined ? [] : [`Init Duration: ${usage.initMs.toFixed(2)} ms`]),
    ...(failure === undefined ? [] : [`Status: ${failure.status}`]),
    ...(failure?.status === 'error' ? [`Error Type: ${failure.errorType}`] : []),
  ];
  return [`END RequestId: ${requestId}`, `${parts.join('\t')}\t`];
}

function toJsonReport({ requestId, memoryMiB, usage, failure }: Reported, time: string): string {
  const metrics = {
    durationMs: Number(usage.durationMs.toFixed(3)),
    billedDurationMs: Math.ceil(usage.durationMs + (usage.initMs ?? 0)),
    memorySizeMB: memoryMiB,
    maxMemoryUsedMB: usage.memoryUsedMiB,
    ...(usage.initMs === undefined ? {} : { initDurationMs: Number(usage.initMs.toFixed(3)) }),
  };
  const status = failure?.status ?? 'success';
  const record = { requestId, metrics, status };
  return JSON.stringify({
    time,
    type: 'platform.report',
    record: failure === undefined ? record : { ...record, errorType: failure.errorType },
  });
}

// Whether the run that an owner's label names may still work. A Lambda outlives its execution by up to its own timeout of 60 s.
import type { Ports } from './ports.ts';

/** After an execution has ended, its last Lambda certainly has too. */
export const LAMBDA_ENDED_MS = 65_000;
/** DescribeExecution is eventually consistent: an unknown run is believed dead only once its version is older than this. */
const UNKNOWN_MS = 3_600_000;

/** Why another run does nothing: whoever starts one right after a failed one must know that a minute helps. */
export function toBusyReason(executionArn: string): string {
  const seconds = String(LAMBDA_ENDED_MS / 1000);
  return `another rotation runs, or ended less than ${seconds} s ago: ${executionArn}`;
}

export async function isAlive(
  ports: Ports,
  version: {
    readonly arn: string;
    readonly versionId: string;
    readonly executionArn: string;
  },
  signal: AbortSignal,
): Promise<boolean> {
  const state = await ports.executions.find(version.executionArn, signal);
  if (state.kind === 'running') return true;
  if (state.kind === 'ended') return ports.clock.now() - state.endedAt <= LAMBDA_ENDED_MS;
  const times = await ports.secrets.versionTimes(version.arn, signal);
  const madeAt = times.get(version.versionId);
  return madeAt === undefined || ports.clock.now() - madeAt <= UNKNOWN_MS;
}

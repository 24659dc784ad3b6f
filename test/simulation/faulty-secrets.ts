// The secrets that a Lambda sees: each call is a boundary at which the plan may have a fault, and reads may be stale.
import type { SecretStore } from '../../src/rotation/ports.ts';
import type { Fault, Life } from './life.ts';
import type { StaleReads } from './stale-reads.ts';

/** Crosses a call boundary of the run's: the work is done, or what the plan says happens. */
export type Pass = <Result>(
  life: Life,
  name: string,
  signal: AbortSignal,
  work: (fault: Fault | undefined) => Promise<Result>,
) => Promise<Result>;

/** Each value that is put goes into `values`, too. */
export function createFaultySecrets(
  life: Life,
  pass: Pass,
  {
    secrets,
    stale,
    values,
  }: { readonly secrets: SecretStore; readonly stale: StaleReads; readonly values: string[] },
): SecretStore {
  return {
    describe: async (id, signal) =>
      await pass(life, 'describe', signal, async (fault) =>
        fault?.kind === 'stale' ? stale.describe(fault.ms) : await secrets.describe(id, signal),
      ),
    versionTimes: async (arn, signal) =>
      await pass(life, 'versionTimes', signal, async () => await secrets.versionTimes(arn, signal)),
    read: async (version, signal) =>
      await pass(life, 'read', signal, async (fault) =>
        fault?.kind === 'stale'
          ? await stale.read(version, fault.ms, signal)
          : await secrets.read(version, signal),
      ),
    readCurrent: async (id, signal) =>
      await pass(life, 'readCurrent', signal, async () => await secrets.readCurrent(id, signal)),
    put: async (version, signal) =>
      await pass(life, 'put', signal, async () => {
        values.push(version.value.reveal());
        return await secrets.put(version, signal);
      }),
    moveLabel: async (move, signal) =>
      await pass(
        life,
        `moveLabel ${move.label.replace(/arn.*#/, '#')}`,
        signal,
        async () => await secrets.moveLabel(move, signal),
      ),
  };
}

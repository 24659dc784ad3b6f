// Secrets Manager is eventually consistent: a read may answer what was true some seconds ago. Writes are not.
import type { ManualClock } from '../../local/clock.ts';
import type { SecretDescription, SecretStore, StoredVersion } from '../../src/rotation/ports.ts';
import { secretName } from './person.ts';

export interface StaleReads {
  /** Keeps what is true now, for reads that look back. */
  remember(): Promise<void>;
  describe(ms: number): SecretDescription;
  read(
    version: Parameters<SecretStore['read']>[0],
    ms: number,
    signal: AbortSignal,
  ): Promise<StoredVersion | undefined>;
}

export function createStaleReads(clock: ManualClock, secrets: SecretStore): StaleReads {
  const seen: { at: number; description: SecretDescription }[] = [];
  const never = new AbortController().signal;

  const at = (ms: number): SecretDescription => {
    const then = clock.now() - ms;
    const found = seen.findLast((entry) => entry.at <= then) ?? seen[0];
    if (found === undefined) throw new Error('Nothing to look back at.');
    return found.description;
  };

  return {
    remember: async () => {
      seen.push({
        at: clock.now(),
        description: await secrets.describe(secretName, never),
      });
    },
    describe: at,
    read: async (version, ms, signal) => {
      const labels = at(ms).labels.get(version.versionId);
      if (labels === undefined) return undefined;
      if (version.label !== undefined && !labels.includes(version.label)) return undefined;
      const { label: _, ...any } = version;
      const found = await secrets.read(any, signal);
      return found === undefined ? undefined : { ...found, labels };
    },
  };
}

// LastAccessedDate has the granularity of a UTC day [LS], so a secret is written at most once a day for being read.
import { isStoreFull } from '../store.ts';
import type { Parts } from './parts.ts';
import type { SecretDocument, VersionDocument } from './secret-document.ts';

const DAY_MS = 86_400_000;

export function noteAccess(
  { environment, secrets }: Parts,
  secret: SecretDocument,
  version: VersionDocument,
): void {
  const today = Math.floor(environment.clock.now() / DAY_MS) * DAY_MS;
  if (secret.accessedMs === today && version.accessedMs === today) return;
  try {
    secrets.transaction(() => {
      const now = secrets.findByName(secret.region, secret.name);
      if (now?.arn !== secret.arn) return; // deleted, or made again, while its value was decrypted
      const read = now.versions.find(version.id);
      const versions =
        read === undefined ? now.versions : now.versions.put([{ ...read, accessedMs: today }]);
      secrets.put({ ...now, accessedMs: today, versions });
    });
  } catch (error) {
    if (!isStoreFull(error)) throw error; // a full disk refuses writes, and reading is none to whoever asks
  }
}

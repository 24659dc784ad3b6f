// Versions of a state machine: a revision that stays, under a number that is never given twice (Step Functions guide,
// "State machine versions").
import { createStatesError } from '../errors.ts';
import type { FoundMachine } from '../lookup.ts';
import type { Parts } from '../parts.ts';
import { numberedKey, type VersionDocument } from '../store.ts';

/** Step Functions quotas: versions of one state machine. */
const VERSIONS_MAX = 1000;

/** What a revision without an id is called where one must be named. */
export const INITIAL_REVISION = 'INITIAL';

/** The version of the machine's current revision, made where there is none. @throws ServiceError ServiceQuotaExceededException */
export function publishVersion(
  { environment, store }: Pick<Parts, 'environment' | 'store'>,
  { key, machine }: Pick<FoundMachine, 'key' | 'machine'>,
  description: string | undefined,
): VersionDocument {
  const versions = listVersions(store, key);
  const known = versions.find(({ revision }) => revision === machine.revision);
  if (known !== undefined) return known;
  if (versions.length >= VERSIONS_MAX) {
    throw createStatesError(
      'ServiceQuotaExceededException',
      `The maximum number of versions of a state machine has been reached: ${String(VERSIONS_MAX)}`,
    );
  }
  const number = (machine.lastVersion ?? 0) + 1;
  const version: VersionDocument = {
    number,
    revision: machine.revision,
    createdAt: environment.clock.now(),
    ...(description === undefined ? {} : { description }),
  };
  store.transaction(() => {
    store.machines.put(key, { ...machine, lastVersion: number });
    store.versions.put(numberedKey(key, number), version);
  });
  return version;
}

function listVersions({ versions }: Parts['store'], machine: string): readonly VersionDocument[] {
  return versions.list({ prefix: `${machine}/` }).map(({ document }) => document);
}

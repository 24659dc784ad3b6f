// A project of the stand-in for MongoDB Atlas, on a clock that the test moves, and what a test does with its users.
import { createManualClock, type ManualClock } from '../../local/clock.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import type { Target } from '../../src/rotation/target.ts';
import { createMongodb } from '../../src/targets/mongodb/mongodb.ts';
import { type AtlasDouble, type AtlasFields, startAtlasDouble } from './doubles/atlas.ts';
import { createTargetContext, type TestContext } from './target-context.ts';

export const PROPAGATION_MS = 7_000;
export const ROLES = [{ roleName: 'readWrite', databaseName: 'billing' }];

export interface AtlasProject {
  readonly clock: ManualClock;
  readonly atlas: AtlasDouble;
  create(options?: Readonly<Record<string, string>>): Target;
  open(seed: string, admin?: SecretValue): TestContext;
  /** @returns the secret of a user that the cluster knows already */
  createUser(username: string, fields?: AtlasFields): SecretValue;
  toSecret(fields: AtlasFields): SecretValue;
  /** A whole rotation, which waits for the cluster after each change. @returns the new value */
  rotate(
    target: Target,
    current: SecretValue,
    seed: string,
    admin?: SecretValue,
  ): Promise<SecretValue>;
}

export async function startAtlasProject(): Promise<AtlasProject> {
  const clock = createManualClock(Date.UTC(2026, 10, 22));
  const atlas = await startAtlasDouble({ clock, propagationMs: PROPAGATION_MS });
  const { port, groupId } = atlas;
  const account = new SecretValue(JSON.stringify(atlas.account));
  const toSecret: AtlasProject['toSecret'] = (fields) =>
    new SecretValue(JSON.stringify({ host: '127.0.0.1', port, groupId, ...fields }));
  const open: AtlasProject['open'] = (seed, admin = account) =>
    createTargetContext(seed, { clock, admin });
  return {
    clock,
    atlas,
    toSecret,
    open,
    create: (options = {}) => {
      const atlasUrl = `http://127.0.0.1:${String(port)}`;
      const all = { tls: 'off', atlas: groupId, atlasUrl, ...options };
      return createMongodb(new Map(Object.entries(all)));
    },
    createUser: (username, fields = {}) => {
      const password = createUuid(createSystemRandom());
      atlas.setUser(username, { roles: ROLES, ...fields, password });
      return toSecret({ username, password });
    },
    rotate: async (target, current, seed, admin) => {
      const context = open(seed, admin);
      const pending = await target.create(current, context);
      await target.set?.({ current, pending }, context);
      await clock.advance(PROPAGATION_MS);
      await target.test?.({ current, pending }, context);
      await target.retire?.({ current: pending, previous: current }, context);
      await clock.advance(PROPAGATION_MS);
      return pending;
    },
  };
}

export function toFields(value: SecretValue): AtlasFields {
  return JSON.parse(value.reveal()) as AtlasFields;
}

// Secrets Manager as the rules see it, in memory, with exact label semantics (facts: recorded answers about staging labels).
// Reads may be some seconds old, and every call passes a gate where a test can cut it off.
import { RotationError } from '../../src/rotation/errors.ts';
import type { SecretDescription, SecretStore, StoredVersion } from '../../src/rotation/ports.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';

const LABELS_MAX = 20;

interface Version {
  readonly value: SecretValue;
  readonly createdAt: number;
}

interface Snapshot {
  readonly at: number;
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly versions: ReadonlyMap<string, Version>;
}

/** Called around each call: `effect` is carried out in between, or not, as the gate likes. */
export type Gate = <Result>(call: string, effect: () => Promise<Result>) => Promise<Result>;

export interface FakeSecrets extends SecretStore {
  readonly arn: string;
  /** As they are now, whatever reads may say. */
  readonly labels: ReadonlyMap<string, readonly string[]>;
  readonly tags: Map<string, string>;
  readonly settings: {
    /** How old reads are. */
    staleMs: number;
    rotationEnabled: boolean;
    deletedAt: number | undefined;
    /** What moving a label to the version that carries it already is answered with: AWS does not say. */
    selfMove: 'moved' | 'refused';
  };
  valueOf(versionId: string): string | undefined;
  /** What `put-secret-value` by hand does: the new version is AWSCURRENT. */
  putByHand(versionId: string, text: string): void;
  /** What `update-secret-version-stage` by hand does. */
  moveByHand(label: string, to: string | undefined): void;
}

export function createFakeSecrets(world: {
  readonly now: () => number;
  readonly gate: Gate;
  readonly value: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly admins?: ReadonlyMap<string, SecretValue>;
}): FakeSecrets {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:app/key-AbCdEf';
  const settings: FakeSecrets['settings'] = {
    staleMs: 0,
    rotationEnabled: false,
    deletedAt: undefined,
    selfMove: 'moved',
  };
  const tags = new Map(Object.entries(world.tags));
  const first = 'version-0-of-the-secret-by-hand-0';
  const labels = new Map<string, readonly string[]>([[first, ['AWSCURRENT']]]);
  const versions = new Map<string, Version>([
    [first, { value: new SecretValue(world.value), createdAt: world.now() - 86_400_000 }],
  ]);
  let lastChangedAt = world.now() - 86_400_000;
  const snapshots: Snapshot[] = [{ at: 0, labels: new Map(labels), versions: new Map(versions) }];

  const commit = (): void => {
    lastChangedAt = world.now();
    snapshots.push({ at: world.now(), labels: new Map(labels), versions: new Map(versions) });
  };
  const seen = (): Snapshot => {
    const at = world.now() - settings.staleMs;
    return snapshots.findLast((snapshot) => snapshot.at <= at) ?? (snapshots[0] as Snapshot);
  };
  const holderOf = (label: string): string | undefined =>
    [...labels].find(([, carried]) => carried.includes(label))?.[0];
  const detach = (label: string): void => {
    const holder = holderOf(label);
    if (holder === undefined) return;
    const rest = (labels.get(holder) ?? []).filter((other) => other !== label);
    if (rest.length > 0) labels.set(holder, rest);
    else labels.delete(holder);
  };
  const attach = (label: string, versionId: string): void => {
    if (label === 'AWSCURRENT') {
      const old = holderOf('AWSCURRENT');
      if (old !== undefined && old !== versionId) {
        detach('AWSPREVIOUS');
        labels.set(old, [...(labels.get(old) ?? []), 'AWSPREVIOUS']);
      }
    }
    detach(label);
    labels.set(versionId, [...(labels.get(versionId) ?? []), label]);
    if ([...labels.values()].flat().length > LABELS_MAX) {
      throw new RotationError('Rekey.ServiceFailed', 'LimitExceededException: 20 labels');
    }
  };
  const checkUsable = (): void => {
    if (settings.deletedAt !== undefined)
      throw new RotationError('Rekey.InvalidConfiguration', 'marked for deletion');
  };

  return {
    arn,
    labels,
    tags,
    settings,
    valueOf: (versionId) => versions.get(versionId)?.value.reveal(),
    putByHand: (versionId, text) => {
      versions.set(versionId, { value: new SecretValue(text), createdAt: world.now() });
      const current = holderOf('AWSCURRENT');
      if (current !== undefined && labels.get(current)?.includes('AWSPENDING') === true)
        detach('AWSPENDING');
      attach('AWSCURRENT', versionId);
      commit();
    },
    moveByHand: (label, to) => {
      if (to === undefined) detach(label);
      else attach(label, to);
      commit();
    },

    describe: async (secretId) =>
      await world.gate('secretsmanager:DescribeSecret', async (): Promise<SecretDescription> => {
        if (secretId !== arn && secretId !== 'app/key')
          throw new RotationError(
            'Rekey.InvalidConfiguration',
            "secretsmanager:DescribeSecret: Secrets Manager can't find the specified secret.",
          );
        return {
          arn,
          name: 'app/key',
          tags,
          labels: seen().labels,
          rotationEnabled: settings.rotationEnabled,
          lastChangedAt,
          ...(settings.deletedAt === undefined ? {} : { deletedAt: settings.deletedAt }),
        };
      }),

    versionTimes: async () =>
      await world.gate(
        'secretsmanager:ListSecretVersionIds',
        async () => new Map([...seen().versions].map(([id, { createdAt }]) => [id, createdAt])),
      ),

    read: async ({ versionId, label }) =>
      await world.gate(
        'secretsmanager:GetSecretValue',
        async (): Promise<StoredVersion | undefined> => {
          checkUsable();
          const snapshot = seen();
          const version = snapshot.versions.get(versionId);
          const carried = snapshot.labels.get(versionId) ?? [];
          if (version === undefined || (label !== undefined && !carried.includes(label)))
            return undefined;
          return { ...version, labels: carried };
        },
      ),

    readCurrent: async (secretId) =>
      await world.gate('secretsmanager:GetSecretValue', async () => {
        const admin = world.admins?.get(secretId);
        if (admin === undefined)
          throw new RotationError('Rekey.AccessDenied', 'not an admin secret');
        return admin;
      }),

    put: async ({ token, value, labels: wanted }) =>
      await world.gate('secretsmanager:PutSecretValue', async () => {
        checkUsable();
        if (!/^[\w-]{32,64}$/.test(token)) throw new Error(`token ${token}`);
        const existing = versions.get(token);
        if (existing !== undefined) return existing.value.equals(value) ? 'stored' : 'exists';
        versions.set(token, { value, createdAt: world.now() });
        for (const label of wanted) attach(label, token);
        commit();
        return 'stored';
      }),

    moveLabel: async ({ label, to, from }) =>
      await world.gate('secretsmanager:UpdateSecretVersionStage', async () => {
        checkUsable();
        for (const versionId of [to, from]) {
          if (versionId !== undefined && !versions.has(versionId))
            throw new RotationError(
              'Rekey.InvalidConfiguration',
              `can't find the specified secret value for VersionId: ${versionId}`,
            );
        }
        const holder = holderOf(label);
        if (from !== undefined && holder !== from) return 'refused';
        if (to === undefined) detach(label);
        else if (holder === to) return settings.selfMove;
        else if (from === undefined && holder !== undefined) return 'refused';
        else attach(label, to);
        commit();
        return 'moved';
      }),
  };
}

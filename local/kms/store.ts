// Keys and aliases as the endpoint remembers them, and how a KeyId of any form leads to a key.
import { findArn, toArn } from '../arn.ts';
import { createUuid } from '../random.ts';
import type { Environment } from '../service.ts';
import { aliasNotFound, foreignRegion, invalidKeyId, notFound } from './errors.ts';
import type { KeyMaterial } from './key-material.ts';
import { toManagedKeyPolicy } from './key-policy.ts';

export interface KeyDocument {
  readonly id: string;
  readonly arn: string;
  readonly region: string;
  readonly createdMs: number;
  readonly description: string;
  readonly state: 'Enabled' | 'Disabled' | 'PendingDeletion';
  readonly manager: 'AWS' | 'CUSTOMER';
  /** JSON text. */
  readonly policy: string;
  readonly tags: readonly { readonly TagKey: string; readonly TagValue: string }[];
  readonly deletionMs?: number;
  readonly pendingWindowDays?: number;
  readonly rotation?: { readonly periodDays: number; readonly nextMs: number };
  /** Wrapped, oldest first. The last one encrypts, all decrypt. */
  readonly materials: readonly string[];
}

interface AliasDocument {
  readonly name: string;
  readonly targetKeyId: string;
  readonly createdMs: number;
  readonly updatedMs: number;
}

export interface KeyStore {
  /** By key id, key ARN, alias name or alias ARN. An `alias/aws/…` key comes into being when it is first asked for. */
  find(region: string, keyId: string): KeyDocument | undefined;
  /** @throws ServiceError NotFoundException, with AWS's text for the form of `keyId` */
  load(region: string, keyId: string): KeyDocument;
  put(key: KeyDocument): void;
  list(region: string, after: string, limit: number): readonly KeyDocument[];
  /** Forgets a key, its material and its aliases for good. */
  remove(key: KeyDocument): void;
  listScheduled(): readonly KeyDocument[];
  findAlias(region: string, name: string): AliasDocument | undefined;
  putAlias(region: string, alias: AliasDocument): void;
  deleteAlias(region: string, name: string): void;
  listAliases(region: string, after: string, limit: number): readonly AliasDocument[];
  toAliasArn(region: string, name: string): string;
}

const KEY_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u;

/** Services of this endpoint that have a key of their own in every account. */
const MANAGED_ALIAS = /^alias\/aws\/(secretsmanager|sns|sqs|lambda|s3|logs)$/u;

export function createKeyStore(environment: Environment, material: KeyMaterial): KeyStore {
  const { store, clock, accountId } = environment;
  const keys = store.collection<KeyDocument>('kms/keys');
  const aliases = store.collection<AliasDocument>('kms/aliases');

  const toAliasArn = (region: string, name: string): string =>
    toArn({ service: 'kms', region, accountId, resource: name });

  const remove = (key: KeyDocument): void => {
    store.transaction(() => {
      for (const { key: aliasKey, document } of aliases.list({ prefix: `${key.region}/` })) {
        if (document.targetKeyId === key.id) aliases.delete(aliasKey);
      }
      keys.delete(`${key.region}/${key.id}`);
    });
  };

  const findById = (region: string, id: string): KeyDocument | undefined => {
    const key = keys.get(`${region}/${id}`);
    if (key?.deletionMs === undefined || key.deletionMs > clock.now()) return key;
    remove(key);
    return undefined;
  };

  const find = (region: string, keyId: string): KeyDocument | undefined => {
    const name = toLocalName(region, accountId, keyId);
    if (name === undefined) return undefined;
    if (!name.startsWith('alias/')) return findById(region, name);
    const alias = aliases.get(`${region}/${name}`);
    if (alias !== undefined) return findById(region, alias.targetKeyId);
    if (!MANAGED_ALIAS.test(name)) return undefined;
    const key = createManagedKey(environment, material, region, name);
    const now = clock.now();
    return store.transaction(() => {
      keys.put(`${region}/${key.id}`, key);
      aliases.put(`${region}/${name}`, {
        name,
        targetKeyId: key.id,
        createdMs: now,
        updatedMs: now,
      });
      return key;
    });
  };

  return {
    find,
    load: (region, keyId) => {
      const key = find(region, keyId);
      if (key !== undefined) return key;
      const name = toLocalName(region, accountId, keyId);
      if (name?.startsWith('alias/') === true) throw aliasNotFound(toAliasArn(region, name));
      const arn = name === undefined ? findArn(keyId) : undefined;
      if (arn?.service === 'kms') {
        throw arn.region === region ? notFound(keyId) : foreignRegion(arn.region);
      }
      if (name === undefined || !KEY_ID.test(name)) throw invalidKeyId(keyId);
      throw notFound(toArn({ service: 'kms', region, accountId, resource: `key/${name}` }));
    },
    put: (key) => keys.put(`${key.region}/${key.id}`, key),
    list: (region, after, limit) =>
      keys
        .list({ prefix: `${region}/`, after: `${region}/${after}`, limit })
        .map(({ document }) => document),
    remove,
    listScheduled: () =>
      keys
        .list()
        .map(({ document }) => document)
        .filter(({ deletionMs }) => deletionMs !== undefined),
    findAlias: (region, name) => aliases.get(`${region}/${name}`),
    putAlias: (region, alias) => aliases.put(`${region}/${alias.name}`, alias),
    deleteAlias: (region, name) => {
      aliases.delete(`${region}/${name}`);
    },
    listAliases: (region, after, limit) =>
      aliases
        .list({ prefix: `${region}/`, after: `${region}/${after}`, limit })
        .map(({ document }) => document),
    toAliasArn,
  };
}

function createManagedKey(
  { clock, random, accountId }: Environment,
  material: KeyMaterial,
  region: string,
  alias: string,
): KeyDocument {
  const service = alias.slice('alias/aws/'.length);
  const id = createUuid(random);
  const arn = toArn({ service: 'kms', region, accountId, resource: `key/${id}` });
  return {
    id,
    arn,
    region,
    createdMs: clock.now(),
    description: `Default key that protects my ${service} data when no other key is defined`,
    state: 'Enabled',
    manager: 'AWS',
    policy: toManagedKeyPolicy(service, region, accountId),
    tags: [],
    materials: [material.create(arn, 0)],
  };
}

/** A key id or an alias name, of this account and region; undefined for another's ARN. */
function toLocalName(region: string, accountId: string, keyId: string): string | undefined {
  const arn = findArn(keyId);
  if (arn === undefined) return keyId;
  if (arn.service !== 'kms' || arn.region !== region || arn.accountId !== accountId) {
    return undefined;
  }
  return arn.resource.startsWith('key/') ? arn.resource.slice('key/'.length) : arn.resource;
}

// Secrets as the endpoint remembers them. A secret is found by its name alone, never by a scan; values lie apart from the
// secret, so that a description does not carry them along.
import { toArn } from '../arn.ts';
import { pickCharacters } from '../random.ts';
import type { Environment } from '../service.ts';
import { createSecretLoads, type SecretLoads } from './loads.ts';
import type { SecretDocument, VersionDocument } from './secret-document.ts';
import { parseSecretId } from './secret-id.ts';
import type { SealedValue } from './value-cipher.ts';
import { VersionList } from './versions/version-list.ts';

export interface SecretStore extends SecretLoads {
  /** A fresh ARN for a secret of that name: the suffix differs each time. */
  createArn(region: string, name: string): string;
  /** By name, ARN or partial ARN. @throws ServiceError ValidationException for an impossible name */
  find(region: string, secretId: string): SecretDocument | undefined;
  findByName(region: string, name: string): SecretDocument | undefined;
  /** Adds a secret at the end of the order of creation. */
  add(secret: Omit<SecretDocument, 'sequence'>): SecretDocument;
  put(secret: SecretDocument): void;
  /** Called with each secret that is written, inside the transaction. */
  onWrite(listener: (secret: SecretDocument) => void): void;
  findValue(secret: SecretDocument, versionId: string): SealedValue | undefined;
  putValue(secret: SecretDocument, versionId: string, value: SealedValue): void;
  deleteValue(secret: SecretDocument, versionId: string): void;
  /** Forgets a secret, its versions and their values for good. */
  remove(secret: SecretDocument): void;
  /** In the order of creation, `limit` at a time, strictly beyond `beyond` (a sequence). */
  listByCreation(region: string, page: ListPage): readonly SecretDocument[];
  listByName(region: string, page: ListPage): readonly SecretDocument[];
  transaction<Result>(work: () => Result): Result;
}

/** As its JSON has it. */
type StoredSecret = Omit<SecretDocument, 'versions'> & {
  readonly versions: readonly VersionDocument[];
};

export interface ListPage {
  /** Of a list by name: only those whose names begin with it. */
  readonly namePrefix?: string;
  readonly beyond?: string | undefined;
  readonly limit: number;
  readonly descending: boolean;
}

const SUFFIX_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const SEQUENCE_DIGITS = 12;

export function createSecretStore({ store, clock, random, accountId }: Environment): SecretStore {
  const secrets = store.collection<SecretDocument>('secretsmanager/secrets', {
    write: writeSecret,
    read: readSecret,
  });
  const values = store.collection<SealedValue>('secretsmanager/values', { write: JSON.stringify });
  const created = store.collection<string>('secretsmanager/created');

  const listeners: ((secret: SecretDocument) => void)[] = [];

  const keyOf = ({ region, name }: { region: string; name: string }): string => `${region}/${name}`;

  const remove = (secret: SecretDocument): void => {
    store.transaction(() => {
      secrets.delete(keyOf(secret));
      created.delete(`${secret.region}/${secret.sequence}`);
      for (const { id } of secret.versions.all) values.delete(toValueKey(secret, id));
    });
  };

  /** A secret whose recovery window has ended is gone, whether or not the timer has come round to it. */
  const findByName = (region: string, name: string): SecretDocument | undefined => {
    const secret = secrets.get(`${region}/${name}`);
    if (secret?.deletion === undefined || secret.deletion.dueMs > clock.now()) return secret;
    remove(secret);
    return undefined;
  };

  const find = (region: string, secretId: string): SecretDocument | undefined => {
    const reference = parseSecretId(secretId, region, accountId);
    if (reference === undefined) return undefined;
    const secret = findByName(region, reference.name);
    return reference.arn === undefined || secret?.arn === reference.arn ? secret : undefined;
  };

  const write = (secret: SecretDocument): void => {
    secrets.put(keyOf(secret), secret);
    for (const listener of listeners) listener(secret);
  };

  const isPresent = (secret: SecretDocument | undefined): secret is SecretDocument =>
    secret !== undefined;

  return {
    find,
    ...createSecretLoads(find),
    findByName,
    remove,
    createArn: (region, name) => {
      const resource = `secret:${name}-${pickCharacters(random, SUFFIX_ALPHABET, 6)}`;
      return toArn({ service: 'secretsmanager', region, accountId, resource });
    },
    add: (secret) =>
      store.transaction(() => {
        const prefix = `${secret.region}/`;
        const last = created.list({ prefix, reverse: true, limit: 1 })[0]?.key ?? `${prefix}0`;
        const next = Number(last.slice(prefix.length)) + 1;
        const added = { ...secret, sequence: String(next).padStart(SEQUENCE_DIGITS, '0') };
        write(added);
        created.put(`${prefix}${added.sequence}`, added.name);
        return added;
      }),
    put: write,
    onWrite: (listener) => {
      listeners.push(listener);
    },
    findValue: (secret, versionId) => values.get(toValueKey(secret, versionId)),
    putValue: (secret, versionId, value) => values.put(toValueKey(secret, versionId), value),
    deleteValue: (secret, versionId) => {
      values.delete(toValueKey(secret, versionId));
    },
    listByCreation: (region, page) =>
      created
        .list(toRange(region, page))
        .map(({ document: name }) => secrets.get(`${region}/${name}`))
        .filter(isPresent),
    listByName: (region, page) =>
      secrets.list(toRange(region, page)).map(({ document }) => document),
    transaction: (work) => store.transaction(work),
  };
}

/** A secret is written with each new version, and has up to a hundred that stay as they are: each of those is written once. */
function writeSecret({ versions, ...secret }: SecretDocument): string {
  const rest = JSON.stringify(secret);
  return `${rest.slice(0, -1)},"versions":[${versions.all.map(writeVersion).join(',')}]}`;
}

function readSecret(parsed: unknown): SecretDocument {
  const { versions, ...secret } = parsed as StoredSecret;
  return { ...secret, versions: VersionList.of(versions) };
}

const written = new WeakMap<VersionDocument, string>();

function writeVersion(version: VersionDocument): string {
  const known = written.get(version);
  if (known !== undefined) return known;
  const text = JSON.stringify(version);
  written.set(version, text);
  return text;
}

/** No name has a blank in it, so one secret's values cannot be taken for another's. */
function toValueKey({ region, arn }: SecretDocument, versionId: string): string {
  return `${region}/${arn.slice(arn.lastIndexOf(':') + 1)} ${versionId}`;
}

function toRange(region: string, { beyond, limit, descending, namePrefix = '' }: ListPage) {
  const prefix = `${region}/${namePrefix}`;
  if (beyond === undefined) return { prefix, limit, reverse: descending };
  const key = `${region}/${beyond}`;
  return { prefix, limit, reverse: descending, ...(descending ? { before: key } : { after: key }) };
}

// What Lambda remembers: functions, their published versions, their code, and events that wait for their turn.
import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import type { Collection, Store } from '../store.ts';
import { functionNotFound } from './errors.ts';
import type { FunctionName } from './names.ts';
import type { PolicyDocument } from './policy.ts';

export interface FunctionRecord {
  /** Of `$LATEST`, as GetFunctionConfiguration answers it. */
  readonly configuration: FunctionConfiguration;
  /** Hex SHA-256 of the zip, or of the image's URI. */
  readonly codeSha256: string;
  readonly imageUri?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  /** Resource policies by qualifier; `$LATEST` stands for the function itself. */
  readonly policies: Readonly<Record<string, PolicyDocument>>;
  readonly aliases: Readonly<Record<string, Alias>>;
  readonly eventInvokeConfigs: Readonly<Record<string, EventInvokeConfig>>;
  /** Numbers are never given twice, also after a version was deleted. */
  readonly versionNext: number;
}

export interface Alias {
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  readonly revisionId: string;
}

export interface EventInvokeConfig {
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly retryAttemptsMax?: number;
  readonly eventAgeSecondsMax?: number;
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

export interface VersionRecord {
  readonly configuration: FunctionConfiguration;
  readonly codeSha256: string;
  readonly imageUri?: string;
}

/** What a qualifier means: the configuration and code that run. */
export interface Resolved extends VersionRecord {
  readonly record: FunctionRecord;
  readonly version: string;
}

export interface LambdaStore {
  find(name: FunctionName): FunctionRecord | undefined;
  /** @throws ServiceError ResourceNotFoundException */
  load(name: FunctionName): FunctionRecord;
  /** Follows version, alias or `$LATEST`. @throws ServiceError ResourceNotFoundException */
  resolve(name: FunctionName): Resolved;
  put(name: FunctionName, record: FunctionRecord): void;
  list(region: string): readonly FunctionRecord[];
  versions(name: FunctionName): readonly VersionRecord[];
  putVersion(name: FunctionName, version: string, record: VersionRecord): void;
  deleteVersion(name: FunctionName, version: string): boolean;
  /** With its versions; code that nothing else runs goes too. */
  delete(name: FunctionName): void;
  putCode(region: string, codeSha256: string, zip: Uint8Array): void;
  readCode(region: string, codeSha256: string): Uint8Array;
}

const VERSION_DIGITS = 10;

export function createLambdaStore(store: Store): LambdaStore {
  const functions = store.collection<FunctionRecord>('lambda/functions');
  const versions = store.collection<VersionRecord>('lambda/versions');
  const code = store.collection<{ readonly zip: string }>('lambda/code');
  const toKey = ({ region, name }: FunctionName): string => `${region}/${name}`;
  const toVersionKey = (name: FunctionName, version: string): string =>
    `${toKey(name)}:${version.padStart(VERSION_DIGITS, '0')}`;

  const load = (name: FunctionName): FunctionRecord => {
    const record = functions.get(toKey(name));
    if (record === undefined) throw functionNotFound(name.arn);
    return record;
  };
  const listVersions = (name: FunctionName) =>
    versions.list({ prefix: `${toKey(name)}:` }).map(({ document }) => document);

  return {
    find: (name) => functions.get(toKey(name)),
    load,
    resolve: (name) => {
      const record = load(name);
      const { qualifier = '$LATEST' } = name;
      const version = record.aliases[qualifier]?.functionVersion ?? qualifier;
      if (version === '$LATEST') return { ...record, record, version };
      const published = versions.get(toVersionKey(name, version));
      if (published === undefined) throw functionNotFound(name.arn);
      return { ...published, record, version };
    },
    put: (name, record) => functions.put(toKey(name), record),
    list: (region) => listDocuments(functions, `${region}/`),
    versions: listVersions,
    putVersion: (name, version, record) => versions.put(toVersionKey(name, version), record),
    deleteVersion: (name, version) => versions.delete(toVersionKey(name, version)),
    delete: (name) =>
      store.transaction(() => {
        functions.delete(toKey(name));
        for (const { key } of versions.list({ prefix: `${toKey(name)}:` })) versions.delete(key);
        const prefix = `${name.region}/`;
        const used = new Set(
          [...listDocuments(functions, prefix), ...listDocuments(versions, prefix)].map(
            ({ codeSha256 }) => `${prefix}${codeSha256}`,
          ),
        );
        for (const key of listKeys(code, prefix)) if (!used.has(key)) code.delete(key);
      }),
    putCode: (region, codeSha256, zip) =>
      code.put(`${region}/${codeSha256}`, { zip: Buffer.from(zip).toString('base64') }),
    readCode: (region, codeSha256) => {
      const found = code.get(`${region}/${codeSha256}`);
      if (found === undefined) throw new Error('A function has no code');
      return Buffer.from(found.zip, 'base64');
    },
  };
}

function listDocuments<Document>(collection: Collection<Document>, prefix: string): Document[] {
  return collection.list({ prefix }).map(({ document }) => document);
}

function listKeys(collection: Collection<unknown>, prefix: string): string[] {
  return collection.list({ prefix }).map(({ key }) => key);
}

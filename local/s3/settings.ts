// Settings of a bucket that are put and got as a whole.
import { malformedXml, noSetting } from './errors.ts';
import { type BucketSettings, bucketKey, loadBucket, type S3Store } from './store.ts';

export type SettingName = keyof BucketSettings;

/** What S3 says where nobody has made the setting. */
const ABSENCES: Readonly<Record<SettingName, readonly [code: string, message: string]>> = {
  encryption: [
    'ServerSideEncryptionConfigurationNotFoundError',
    'The server side encryption configuration was not found',
  ],
  publicAccessBlock: [
    'NoSuchPublicAccessBlockConfiguration',
    'The public access block configuration was not found',
  ],
  ownershipControls: [
    'OwnershipControlsNotFoundError',
    'The bucket ownership controls were not found',
  ],
  tagging: ['NoSuchTagSet', 'The TagSet does not exist'],
  versioning: ['NoSuchVersioning', 'The bucket has never been versioned'],
};

export function loadSetting(store: S3Store, bucket: string | undefined, name: SettingName): object {
  const document = loadBucket(store, bucket);
  const setting = document.settings[name];
  if (setting === undefined) throw noSetting(...ABSENCES[name], document.name);
  return setting;
}

export function putSetting(
  store: S3Store,
  bucket: string | undefined,
  name: SettingName,
  setting: object | undefined,
): void {
  const document = loadBucket(store, bucket);
  if (setting === undefined) throw malformedXml();
  const settings = { ...document.settings, [name]: setting };
  store.buckets.put(bucketKey(document.name), { ...document, settings });
}

export function deleteSetting(store: S3Store, bucket: string | undefined, name: SettingName): void {
  const document = loadBucket(store, bucket);
  const { [name]: _former, ...settings } = document.settings;
  store.buckets.put(bucketKey(document.name), { ...document, settings });
}

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Cloud, createCloud } from '../../../local/cloud.ts';
import { isServiceError } from '../../../local/service-error.ts';
import { tokenOf } from '../../support/tokens.ts';

// Lengths, ranges, patterns and enumerations of the service's model (2017-10-17, as of botocore 1.43.11), which the SDK for JavaScript leaves out.
// The words are those of AWS's own validator (forms: cluster-api-provider-aws#1531, moto's quotations).

let cloud: Cloud;
beforeAll(() => {
  cloud = createCloud();
});
afterAll(() => cloud.stop());

/** What each operation needs besides the member that is wrong. */
const NEEDED: Readonly<Record<string, object>> = {
  CreateSecret: { Name: 'n', ClientRequestToken: tokenOf('t') },
  PutResourcePolicy: { SecretId: 's', ResourcePolicy: '{}' },
  PutSecretValue: { SecretId: 's', ClientRequestToken: tokenOf('t') },
  RemoveRegionsFromReplication: { SecretId: 's', RemoveReplicaRegions: ['eu-west-1'] },
  ReplicateSecretToRegions: { SecretId: 's', AddReplicaRegions: [{ Region: 'eu-west-1' }] },
  RotateSecret: { SecretId: 's', ClientRequestToken: tokenOf('t') },
  TagResource: { SecretId: 's', Tags: [] },
  UntagResource: { SecretId: 's', TagKeys: [] },
  UpdateSecret: { SecretId: 's', ClientRequestToken: tokenOf('t') },
  UpdateSecretVersionStage: { SecretId: 's', VersionStage: 'v' },
  ValidateResourcePolicy: { ResourcePolicy: '{}' },
};
const LISTS = ['BatchGetSecretValue', 'GetRandomPassword', 'ListSecrets'];
const ON_A_SECRET = [
  ...['CancelRotateSecret', 'DeleteResourcePolicy', 'DeleteSecret', 'DescribeSecret'],
  ...['GetResourcePolicy', 'GetSecretValue', 'ListSecretVersionIds', 'PutResourcePolicy'],
  ...['PutSecretValue', 'RemoveRegionsFromReplication', 'ReplicateSecretToRegions'],
  ...['RestoreSecret', 'RotateSecret', 'StopReplicationToReplica', 'TagResource', 'UntagResource'],
  ...['UpdateSecret', 'UpdateSecretVersionStage', 'ValidateResourcePolicy'],
];

type Row = readonly [operations: string[], input: object, path: string, demand: string];

const long = (characters: number): string => 'x'.repeat(characters);
const many = <Item>(count: number, item: Item): Item[] => Array.from({ length: count }, () => item);
const least = (count: number): string => `length greater than or equal to ${String(count)}`;
const most = (count: number): string => `length less than or equal to ${String(count)}`;
const atLeast = (count: number): string => `value greater than or equal to ${String(count)}`;
const atMost = (count: number): string => `value less than or equal to ${String(count)}`;
const REGION = 'satisfy regular expression pattern: ([a-z]+-)+\\d+';

const VALUES = ['CreateSecret', 'PutSecretValue', 'UpdateSecret'];
const PAGES = ['BatchGetSecretValue', 'ListSecrets', 'ListSecretVersionIds'];
const FILTERS = ['BatchGetSecretValue', 'ListSecrets'];
const KEYS = ['CreateSecret', 'UpdateSecret'];
const POLICIES = ['PutResourcePolicy', 'ValidateResourcePolicy'];
const REGIONS = ['CreateSecret', 'ReplicateSecretToRegions'];
const TAGS = ['CreateSecret', 'TagResource'];
const name = (Values: string[]) => ({ Filters: [{ Key: 'name', Values }] });

const rows: readonly Row[] = [
  [ON_A_SECRET, { SecretId: '' }, 'secretId', least(1)],
  [ON_A_SECRET, { SecretId: long(2049) }, 'secretId', most(2048)],
  [['CreateSecret'], { Name: '' }, 'name', least(1)],
  [['CreateSecret'], { Name: long(513) }, 'name', most(512)],
  [VALUES, { ClientRequestToken: long(31) }, 'clientRequestToken', least(32)],
  [VALUES, { ClientRequestToken: long(65) }, 'clientRequestToken', most(64)],
  [VALUES, { SecretString: '' }, 'secretString', least(1)],
  [VALUES, { SecretString: long(65_537) }, 'secretString', most(65_536)],
  [VALUES, { SecretBinary: new Uint8Array() }, 'secretBinary', least(1)],
  [VALUES, { SecretBinary: new Uint8Array(65_537) }, 'secretBinary', most(65_536)],
  [KEYS, { Description: long(2049) }, 'description', most(2048)],
  [KEYS, { KmsKeyId: long(2049) }, 'kmsKeyId', most(2048)],
  [KEYS, { Type: long(257) }, 'type', most(256)],
  [TAGS, { Tags: [{ Key: '' }] }, 'tags.1.member.key', least(1)],
  [TAGS, { Tags: [{ Key: long(129) }] }, 'tags.1.member.key', most(128)],
  [TAGS, { Tags: [{ Key: 'k', Value: long(257) }] }, 'tags.1.member.value', most(256)],
  [['UntagResource'], { TagKeys: ['k', ''] }, 'tagKeys.2.member', least(1)],
  [['UntagResource'], { TagKeys: [long(129)] }, 'tagKeys.1.member', most(128)],
  [REGIONS, { AddReplicaRegions: [] }, 'addReplicaRegions', least(1)],
  [
    REGIONS,
    { AddReplicaRegions: [{ Region: 'Nowhere' }] },
    'addReplicaRegions.1.member.region',
    REGION,
  ],
  [
    REGIONS,
    { AddReplicaRegions: [{ Region: 'eu-west-1', KmsKeyId: long(2049) }] },
    'addReplicaRegions.1.member.kmsKeyId',
    most(2048),
  ],
  [
    ['RemoveRegionsFromReplication'],
    { RemoveReplicaRegions: [] },
    'removeReplicaRegions',
    least(1),
  ],
  [
    ['RemoveRegionsFromReplication'],
    { RemoveReplicaRegions: ['eu-west'] },
    'removeReplicaRegions.1.member',
    REGION,
  ],
  [['GetSecretValue'], { VersionId: long(31) }, 'versionId', least(32)],
  [['GetSecretValue'], { VersionId: long(65) }, 'versionId', most(64)],
  [['GetSecretValue', 'UpdateSecretVersionStage'], { VersionStage: '' }, 'versionStage', least(1)],
  [
    ['GetSecretValue', 'UpdateSecretVersionStage'],
    { VersionStage: long(257) },
    'versionStage',
    most(256),
  ],
  [['PutSecretValue'], { VersionStages: [] }, 'versionStages', least(1)],
  [['PutSecretValue'], { VersionStages: many(21, 'v') }, 'versionStages', most(20)],
  [['PutSecretValue'], { VersionStages: ['v', ''] }, 'versionStages.2.member', least(1)],
  [['PutSecretValue'], { VersionStages: [long(257)] }, 'versionStages.1.member', most(256)],
  [['PutSecretValue'], { RotationToken: long(35) }, 'rotationToken', least(36)],
  [['PutSecretValue'], { RotationToken: long(257) }, 'rotationToken', most(256)],
  [
    ['PutSecretValue'],
    { RotationToken: '_'.repeat(36) },
    'rotationToken',
    'satisfy regular expression pattern: [a-zA-Z0-9\\-]+',
  ],
  [['UpdateSecretVersionStage'], { MoveToVersionId: long(31) }, 'moveToVersionId', least(32)],
  [
    ['UpdateSecretVersionStage'],
    { RemoveFromVersionId: long(65) },
    'removeFromVersionId',
    most(64),
  ],
  [POLICIES, { ResourcePolicy: '' }, 'resourcePolicy', least(1)],
  [POLICIES, { ResourcePolicy: long(20_481) }, 'resourcePolicy', most(20_480)],
  [PAGES, { MaxResults: 0 }, 'maxResults', atLeast(1)],
  [['ListSecrets', 'ListSecretVersionIds'], { MaxResults: 101 }, 'maxResults', atMost(100)],
  [['BatchGetSecretValue'], { MaxResults: 21 }, 'maxResults', atMost(20)],
  [PAGES, { NextToken: '' }, 'nextToken', least(1)],
  [PAGES, { NextToken: long(4097) }, 'nextToken', most(4096)],
  [['BatchGetSecretValue'], { SecretIdList: [] }, 'secretIdList', least(1)],
  [['BatchGetSecretValue'], { SecretIdList: many(21, 's') }, 'secretIdList', most(20)],
  [['BatchGetSecretValue'], { SecretIdList: [''] }, 'secretIdList.1.member', least(1)],
  [FILTERS, { Filters: many(11, { Key: 'name', Values: ['a'] }) }, 'filters', most(10)],
  [FILTERS, name(many(11, 'a')), 'filters.1.member.values', most(10)],
  [FILTERS, name([long(513)]), 'filters.1.member.values.1.member', most(512)],
  [
    FILTERS,
    name(['a#b']),
    'filters.1.member.values.1.member',
    'satisfy regular expression pattern: \\!?[a-zA-Z0-9 :_@\\/\\+\\=\\.\\-\\!]*',
  ],
  [
    FILTERS,
    { Filters: [{ Key: 'colour', Values: ['a'] }] },
    'filters.1.member.key',
    'satisfy enum value set: [description, name, tag-key, tag-value, primary-region, owning-service, all]',
  ],
  [['ListSecrets'], { SortOrder: 'up' }, 'sortOrder', 'satisfy enum value set: [asc, desc]'],
  [
    ['ListSecrets'],
    { SortBy: 'size' },
    'sortBy',
    'satisfy enum value set: [created-date, last-accessed-date, last-changed-date, name]',
  ],
  [['GetRandomPassword'], { PasswordLength: 0 }, 'passwordLength', atLeast(1)],
  [['GetRandomPassword'], { PasswordLength: 4097 }, 'passwordLength', atMost(4096)],
  [['GetRandomPassword'], { ExcludeCharacters: long(4097) }, 'excludeCharacters', most(4096)],
  [['RotateSecret'], { RotationRules: { Duration: '1' } }, 'rotationRules.duration', least(2)],
  [['RotateSecret'], { RotationRules: { Duration: '100h' } }, 'rotationRules.duration', most(3)],
  [
    ['RotateSecret'],
    { RotationRules: { ScheduleExpression: 'rate(1_day)' } },
    'rotationRules.scheduleExpression',
    'satisfy regular expression pattern: [0-9A-Za-z\\(\\)#\\?\\*\\-\\/, ]+',
  ],
];

const cases = rows.flatMap(([operations, input, path, demand]) =>
  operations.map((operation) => [operation, path, demand, input] as const),
);

test.each(cases)('%s: %s must be of %s', async (operation, path, demand, input) => {
  const needed = NEEDED[operation] ?? (LISTS.includes(operation) ? {} : { SecretId: 's' });
  const refused = await cloud
    .call({
      service: 'secretsmanager',
      operation,
      input: { ...needed, ...input },
      principal: { kind: 'root', accountId: '000000000000' },
      region: 'us-east-1',
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  if (!isServiceError(refused)) throw new Error(`Expected a refusal and got ${String(refused)}`);
  expect(refused.code).toBe('ValidationException');
  expect(refused.message).toContain(' validation error');
  const verb = demand.startsWith('satisfy') ? '' : 'have ';
  expect(`${refused.message};`).toContain(
    `at '${path}' failed to satisfy constraint: Member must ${verb}${demand};`,
  );
});

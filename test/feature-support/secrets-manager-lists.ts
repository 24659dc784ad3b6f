// Secrets Manager, member by member: actions on many secrets, or on none.
import { external, nextToken, secretId, valueAnswer } from './secrets-manager-members.ts';
import { type Members, never, type ServiceSupport } from './support.ts';

const toMembersOf = (list: string, members: Members): Members =>
  Object.fromEntries(Object.entries(members).map(([name, row]) => [`${list}[].${name}`, row]));

const filters =
  'description, name, tag-key, tag-value, primary-region, all; words and prefixes as AWS reads them. owning-service finds nothing';

export const listActions: ServiceSupport = {
  BatchGetSecretValue: {
    input: {
      SecretIdList: 'up to 20, and no Filters',
      Filters: filters,
      MaxResults: '1 to 20, with Filters',
      NextToken: nextToken,
    },
    output: {
      SecretValues: 'each read with the caller’s GetSecretValue',
      ...toMembersOf('SecretValues', valueAnswer),
      NextToken: 'where more follow',
      Errors: 'one for each id that cannot be read',
    },
  },
  GetRandomPassword: {
    input: {
      PasswordLength: '1 to 4,096; 32 where left out',
      ExcludeCharacters: '',
      ExcludeNumbers: '',
      ExcludePunctuation: '',
      ExcludeUppercase: '',
      ExcludeLowercase: '',
      IncludeSpace: '',
      RequireEachIncludedType: '`true` where left out',
    },
    output: { RandomPassword: '' },
  },
  ListSecrets: {
    input: {
      IncludePlannedDeletion: '',
      MaxResults: '1 to 100',
      NextToken: nextToken,
      Filters: filters,
      SortOrder: '',
      SortBy: 'created-date, last-accessed-date, last-changed-date, name',
    },
    output: {
      SecretList: 'the oldest first, where no order is asked for',
      'SecretList[].DeletedDate': 'when the deletion was asked for',
      'SecretList[].OwningService': never('no service manages secrets here'),
      'SecretList[].Type': never(external),
      'SecretList[].ExternalSecretRotationMetadata': never(external),
      'SecretList[].ExternalSecretRotationRoleArn': never(external),
      NextToken: 'where more follow',
    },
  },
  ValidateResourcePolicy: {
    input: { ResourcePolicy: '', SecretId: secretId },
    output: { PolicyValidationPassed: '', ValidationErrors: 'broad access' },
  },
};

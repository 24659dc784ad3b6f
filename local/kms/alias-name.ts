// What may be an alias (API_CreateAlias).
import { checkConstraints } from '../constraints.ts';
import { ServiceError } from '../service-error.ts';
import { aliasName } from './constraints.ts';
import { validation } from './errors.ts';

/** @throws ServiceError ValidationException, or NotAuthorizedException for AWS's own names */
export function checkAliasName(name: string): void {
  checkConstraints({ AliasName: aliasName }, { AliasName: name });
  if (!name.startsWith('alias/') || name === 'alias/') {
    throw validation(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (name.startsWith('alias/aws/')) throw new ServiceError('NotAuthorizedException', '');
  if (name.slice('alias/'.length).includes(':')) {
    throw validation(`${name} contains invalid characters for an alias`);
  }
}

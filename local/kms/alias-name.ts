// What may be an alias (API_CreateAlias).
import { ServiceError } from '../service-error.ts';
import { aliasOfAlias, validation } from './errors.ts';

/** @throws ServiceError ValidationException, or NotAuthorizedException for AWS's own names */
export function checkAliasName(name: string): void {
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

/** @throws ServiceError ValidationException where an alias would lead to another alias */
export function checkAliasTarget(keyId: string): void {
  if (/^(arn:.*:)?alias\//u.test(keyId)) throw aliasOfAlias();
}

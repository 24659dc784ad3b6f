// A SecretId is a name, the full ARN, or the ARN less its last hyphen and six characters.
// docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
import { findArn } from '../arn.ts';
import { invalidName } from './errors.ts';

const NAME = /^[A-Za-z0-9/_+=.@!-]+$/u;
const SUFFIX = /-[A-Za-z0-9]{6}$/u;

export interface SecretReference {
  readonly name: string;
  /** Given by a full ARN; the secret must have just this one. */
  readonly arn?: string;
}

/** @throws ServiceError ValidationException */
export function checkName(name: string): void {
  if (!NAME.test(name)) throw invalidName();
}

/** The same for whatever stands in a SecretId. @throws ServiceError ValidationException */
export function checkSecretId(secretId: string): void {
  checkName(findArn(secretId)?.resource.replace(/^secret:/u, '') ?? secretId);
}

/**
 * What a SecretId means, or undefined where it is an ARN of another account or region.
 * A partial ARN whose name itself ends in a hyphen and six characters looks like a full one, and AWS takes it for that.
 * @throws ServiceError ValidationException where the name has a character that no name may have
 */
export function parseSecretId(
  secretId: string,
  region: string,
  accountId: string,
): SecretReference | undefined {
  const arn = findArn(secretId);
  if (arn === undefined) {
    checkName(secretId);
    return { name: secretId };
  }
  const named = arn.resource.replace(/^secret:/u, '');
  checkName(named);
  if (arn.service !== 'secretsmanager' || named === arn.resource) return undefined;
  if (arn.region !== region || arn.accountId !== accountId) return undefined;
  return SUFFIX.test(named) ? { name: named.replace(SUFFIX, ''), arn: secretId } : { name: named };
}

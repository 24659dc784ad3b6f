// The default key has no KmsKeyId: AWS leaves it out of every answer, also where it was named by its alias.
import type { CallContext } from '../service.ts';
import { defaultKeyOfOtherAccount } from './errors.ts';

/** Undefined for the account's default key. */
export function toCustomerKey(kmsKeyId: string | undefined): string | undefined {
  if (kmsKeyId === undefined || kmsKeyId === '') return undefined;
  return /(^|:)alias\/aws\/secretsmanager$/u.test(kmsKeyId) ? undefined : kmsKeyId;
}

/** Nobody of another account reads or puts a value under the account's default key, whatever policies say [LS]. @throws ServiceError */
export function checkOwnKey(
  { principal, accountId }: Pick<CallContext, 'principal' | 'accountId'>,
  { kmsKeyId }: { readonly kmsKeyId?: string },
): void {
  if (principal.accountId !== accountId && kmsKeyId === undefined) throw defaultKeyOfOtherAccount();
}

// The default key has no KmsKeyId: AWS leaves it out of every answer, also where it was named by its alias.

/** Undefined for the account's default key. */
export function toCustomerKey(kmsKeyId: string | undefined): string | undefined {
  if (kmsKeyId === undefined || kmsKeyId === '') return undefined;
  return /(^|:)alias\/aws\/secretsmanager$/u.test(kmsKeyId) ? undefined : kmsKeyId;
}

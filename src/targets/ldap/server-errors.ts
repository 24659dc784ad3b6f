// What a directory's result codes mean for a rotation (RFC 4511, appendix A.2), along with its password policy's own (draft-behera-ldap-
// password-policy-11, section 6.2). The server's words are not passed on; of Active Directory's only the code that they hold is read.
import { isRotationError, RotationError, type RotationErrorCode } from '../../rotation/errors.ts';
import { isTlsFault, tlsRefused } from '../tls.ts';

/** As the policy's response control counts them. */
export const policyErrors = {
  accountLocked: 1,
  changeAfterReset: 2,
  passwordModNotAllowed: 3,
  mustSupplyOldPassword: 4,
  insufficientPasswordQuality: 5,
  passwordTooShort: 6,
  passwordTooYoung: 7,
  passwordInHistory: 8,
  passwordTooLong: 9,
} as const;

const INVALID_CREDENTIALS = 49;
const CONSTRAINT_VIOLATION = 19;

const MEANINGS: Readonly<Record<number, readonly [RotationErrorCode, string]>> = {
  2: ['Rekey.TargetFailed', 'The directory does not know this way of changing a password'],
  3: ['Rekey.Transient', 'The directory ran out of time'],
  8: ['Rekey.InvalidConfiguration', 'The directory demands TLS before it takes a password'],
  10: [
    'Rekey.InvalidConfiguration',
    'host in secret JSON: expected a server that takes writes, found one that refers to another',
  ],
  13: ['Rekey.InvalidConfiguration', 'The directory demands TLS before it takes a password'],
  19: ['Rekey.ValueRejected', "The directory's password policy refuses the new password"],
  32: ['Rekey.InvalidConfiguration', 'username in secret JSON: the directory has no such entry'],
  34: ['Rekey.InvalidConfiguration', 'username in secret JSON: expected a DN'],
  48: ['Rekey.CredentialRefused', 'The user has no password that it may log in with'],
  49: ['Rekey.CredentialRefused', 'The directory refuses the user or the password'],
  50: [
    'Rekey.TargetFailed',
    'Whoever changes the password may not: it needs to read and write userPassword of the entry, or Reset Password in Active Directory',
  ],
  51: ['Rekey.Transient', 'The directory is busy'],
  52: ['Rekey.Transient', 'The directory is not available'],
  53: ['Rekey.TargetFailed', 'The directory is not willing to do it: it may be a read-only copy'],
  65: ['Rekey.InvalidConfiguration', "The entry's object classes do not let it have a password"],
};

const POLICY_MEANINGS: Readonly<Record<number, readonly [RotationErrorCode, string]>> = {
  [policyErrors.passwordModNotAllowed]: [
    'Rekey.TargetFailed',
    'The password policy does not let the user change its password: name an admin in rekey:admin',
  ],
  [policyErrors.mustSupplyOldPassword]: [
    'Rekey.TargetFailed',
    'The password policy demands the old password with the new one: leave rekey:admin out',
  ],
  [policyErrors.passwordTooYoung]: [
    'Rekey.TargetFailed',
    'The password policy demands a longer time between two changes',
  ],
};

/** Active Directory says why it refuses a login as `data 52e` and the like: learn.microsoft.com, system error codes 1300 to 1999. */
const LOGIN_MEANINGS: Readonly<Record<string, readonly [RotationErrorCode, string]>> = {
  '532': ['Rekey.TargetFailed', 'The password is right and has expired'],
  '773': ['Rekey.TargetFailed', 'The password is right and must be changed before it is used'],
  '775': ['Rekey.Transient', 'The account is locked'],
};

/** @param policyError of the answer's control, if it had one */
export function toRotationError(error: unknown, policyError?: number): RotationError {
  if (isRotationError(error)) return error;
  const { code, message } = error as { readonly code?: unknown; readonly message?: string };
  if (typeof code !== 'number') return toConnectionError(typeof code === 'string' ? code : '');
  const [meaning, text] = findMeaning(code, message ?? '', policyError) ?? [
    'Rekey.TargetFailed',
    'The directory answered an error that the rotation cannot go on with',
  ];
  const policy = policyError === undefined ? '' : `, policy ${String(policyError)}`;
  return new RotationError(meaning, `${text} (LDAP ${String(code)}${policy}).`);
}

function findMeaning(
  code: number,
  words: string,
  policyError: number | undefined,
): readonly [RotationErrorCode, string] | undefined {
  if (code === INVALID_CREDENTIALS) {
    const isLocked = policyError === policyErrors.accountLocked;
    const [, reason = isLocked ? '775' : ''] = /, data ([0-9a-f]{3}),/.exec(words) ?? [];
    return LOGIN_MEANINGS[reason] ?? MEANINGS[code];
  }
  // ERROR_PASSWORD_RESTRICTION, in whatever result code Active Directory wraps it.
  if (words.startsWith('0000052D:')) return MEANINGS[CONSTRAINT_VIOLATION];
  if (policyError === policyErrors.changeAfterReset) return LOGIN_MEANINGS['773'];
  return POLICY_MEANINGS[policyError ?? -1] ?? MEANINGS[code];
}

/** No answer of the server's: the network, or TLS. */
function toConnectionError(code: string): RotationError {
  if (isTlsFault(code)) return tlsRefused(code);
  const found = code === '' ? '' : ` (${code})`;
  return new RotationError('Rekey.Transient', `No answer from the directory${found}.`);
}

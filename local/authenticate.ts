// Who signed a request. Keys that the endpoint issued are verified exactly; any other key is the account's root,
// as people expect of a laptop's endpoint, unless `strictAuth` says otherwise.
import type { Clock } from './clock.ts';
import { isSameText } from './constant-time.ts';
import type { AccessKeys } from './iam/access-keys.ts';
import type { KeyIds } from './iam/key-ids.ts';
import type { Session, Sessions } from './iam/sessions.ts';
import type { IamStore, StoredUser } from './iam/store.ts';
import type { Principal } from './service.ts';
import { missingAuthentication } from './wire/errors.ts';
import type { ParsedRequest } from './wire/request.ts';
import type { CredentialScope } from './wire/scope.ts';
import { checkAge } from './wire/sigv4/age.ts';
import { expiredToken, invalidSignature, unrecognizedClient } from './wire/sigv4/errors.ts';
import { lacksParts } from './wire/sigv4/incomplete.ts';
import { checkScope } from './wire/sigv4/scope-check.ts';
import { findSignature, type SignatureParts } from './wire/sigv4/signature-parts.ts';
import { createIsSignedWith } from './wire/sigv4/verify.ts';

export interface AuthenticateOptions {
  readonly sessions: Sessions;
  readonly accessKeys: AccessKeys;
  readonly keyIds: KeyIds;
  readonly users: Pick<IamStore, 'findUser'>;
  readonly clock: Clock;
  readonly accountId: string;
  readonly strictAuth: boolean;
}

export type Authenticate = (
  request: ParsedRequest,
  scope: CredentialScope | undefined,
) => Principal;

/** The result throws MissingAuthenticationToken, IncompleteSignature, UnrecognizedClient, ExpiredToken and InvalidSignature as AWS does. */
export function createAuthenticate(options: AuthenticateOptions): Authenticate {
  const { sessions, accessKeys, users, clock, accountId } = options;
  const isSignedWith = createIsSignedWith();

  /** Where time is moved a signer cannot know what time it is: some take their own clock's, some what the last answer said. */
  const checkTime = (parts: SignatureParts, scope: CredentialScope): void => {
    if (clock.work === undefined) checkAge(parts, scope, clock.now());
  };

  const checkSignature = (
    request: ParsedRequest,
    scope: CredentialScope,
    secretAccessKey: string,
  ): SignatureParts => {
    const parts = findSignature(request);
    if (parts === undefined) throw lacksParts(request);
    checkScope(scope, parts);
    if (!isSignedWith(secretAccessKey, request, scope, parts)) throw invalidSignature(scope);
    return parts;
  };

  const checkSession = (
    { principal, credentials }: Session,
    request: ParsedRequest,
    scope: CredentialScope,
  ): Principal => {
    const parts = checkSignature(request, scope, credentials.secretAccessKey);
    if (!isSameText(parts.sessionToken ?? '', credentials.sessionToken)) throw unrecognizedClient();
    const now = clock.now();
    if (now >= credentials.expiration) throw expiredToken();
    checkTime(parts, scope);
    if (principal.kind === 'user') checkUserSession(users.findUser(principal.userName), scope);
    return principal;
  };

  const checkAccessKey = (
    userName: string,
    request: ParsedRequest,
    scope: CredentialScope,
  ): Principal => {
    const { accessKeyId } = scope;
    const user = users.findUser(userName);
    if (user === undefined) throw unrecognizedClient();
    const parts = checkSignature(request, scope, accessKeys.toSecret(accessKeyId));
    if (parts.sessionToken !== undefined) throw unrecognizedClient();
    checkTime(parts, scope);
    accessKeys.recordUse(accessKeyId, scope.service, scope.region);
    return { kind: 'user', accountId, userName, arn: user.arn };
  };

  return (request, scope) => {
    if (scope === undefined) throw missingAuthentication();
    const { accessKeyId } = scope;
    const session = sessions.find(accessKeyId);
    if (session !== undefined) return checkSession(session, request, scope);
    const key = accessKeys.find(accessKeyId);
    if (key?.isActive === true) return checkAccessKey(key.userName, request, scope);
    if (key !== undefined || options.strictAuth) throw unrecognizedClient();
    // A key of ours that is gone is nobody's any more, least of all root's.
    if (options.keyIds.isOwn(accessKeyId)) {
      throw accessKeyId.startsWith('ASIA') ? expiredToken() : unrecognizedClient();
    }
    return { kind: 'root', accountId };
  };
}

/** Keys of GetSessionToken end with their user, and cannot call IAM (STS API reference, GetSessionToken). */
function checkUserSession(user: StoredUser | undefined, { service }: CredentialScope): void {
  if (user === undefined || service === 'iam') throw unrecognizedClient();
}

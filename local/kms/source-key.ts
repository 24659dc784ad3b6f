// The key that a ciphertext was made under, checked against the one that the caller names.
import type { CallContext } from '../service.ts';
import { findKeyIdOf } from './ciphertext.ts';
import {
  ciphertextKeyNotFound,
  incorrectKey,
  invalidCiphertext,
  notSupported,
  validation,
} from './errors.ts';
import { loadUsableKey } from './key-state.ts';
import type { Parts } from './parts.ts';
import type { KeyDocument } from './store.ts';

/**
 * @throws ServiceError InvalidCiphertext where it is none of ours, IncorrectKey where `keyId` is another key,
 * AccessDenied where its key is gone or lies in another region
 */
export function loadSourceKey(
  parts: Parts,
  context: CallContext,
  ciphertext: Uint8Array,
  keyId: string | undefined,
): KeyDocument {
  const named = keyId === undefined ? undefined : loadUsableKey(parts, context, keyId);
  const id = findKeyIdOf(ciphertext);
  if (id === undefined) throw invalidCiphertext();
  if (named !== undefined && named.id !== id) throw incorrectKey();
  if (parts.keys.find(context.region, id) === undefined) throw ciphertextKeyNotFound();
  return named ?? loadUsableKey(parts, context, id);
}

interface CiphertextMembers {
  readonly CiphertextBlob?: Uint8Array | undefined;
  readonly DryRunModifiers?: readonly string[] | undefined;
}

/** The model leaves the ciphertext out for dry runs without one alone. @throws ServiceError ValidationException */
export function parseCiphertext({
  CiphertextBlob,
  DryRunModifiers,
}: CiphertextMembers): Uint8Array {
  if (DryRunModifiers !== undefined) throw notSupported('DryRunModifiers');
  if (CiphertextBlob !== undefined) return CiphertextBlob;
  throw validation(
    "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
  );
}

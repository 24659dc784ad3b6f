// The key that a ciphertext was made under, checked against the one that the caller names.
import type { CallContext } from '../service.ts';
import { findKeyIdOf } from './ciphertext.ts';
import { incorrectKey, invalidCiphertext } from './errors.ts';
import { loadUsableKey } from './key-state.ts';
import type { Parts } from './parts.ts';
import type { KeyDocument } from './store.ts';

/** @throws ServiceError InvalidCiphertext where it is none of ours, IncorrectKey where `keyId` is another key */
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
  if (parts.keys.find(context.region, id) === undefined) throw invalidCiphertext();
  return named ?? loadUsableKey(parts, context, id);
}

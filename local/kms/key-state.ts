// Which states let a key do what (docs.aws.amazon.com/kms/latest/developerguide/key-state.html), and its yearly new material.
import type { CallContext } from '../service.ts';
import { disabled, invalidKeyId, managedByAws, pendingDeletion } from './errors.ts';
import type { Parts } from './parts.ts';
import type { KeyDocument } from './store.ts';

const DAY_MS = 86_400_000;

/** A key that encrypts and decrypts now. @throws ServiceError NotFound, Disabled, KMSInvalidState */
export function loadUsableKey(parts: Parts, context: CallContext, keyId: string): KeyDocument {
  const key = checkPresent(parts.keys.load(context.region, keyId));
  if (key.state === 'Disabled') throw disabled(key.arn);
  return applyRotation(parts, key);
}

/** @throws ServiceError KMSInvalidStateException */
function checkPresent(key: KeyDocument): KeyDocument {
  if (key.state === 'PendingDeletion') throw pendingDeletion(key.arn);
  return key;
}

/** By key id or key ARN: what manages a key takes no alias. @throws ServiceError NotFoundException */
export function loadKeyById({ keys }: Parts, { region }: CallContext, keyId: string): KeyDocument {
  if (/^(arn:.*:)?alias\//u.test(keyId)) throw invalidKeyId(keyId);
  return keys.load(region, keyId);
}

/** By its id, not on its way out, and the customer's own. @throws ServiceError */
export function loadCustomerKey(parts: Parts, context: CallContext, keyId: string): KeyDocument {
  const key = checkPresent(loadKeyById(parts, context, keyId));
  if (key.manager === 'AWS') throw managedByAws(key.arn);
  return key;
}

/** Rotation that has fallen due happens when the key is next used; old material still decrypts. */
function applyRotation({ environment, keys, material }: Parts, key: KeyDocument): KeyDocument {
  const now = environment.clock.now();
  if (key.rotation === undefined || key.rotation.nextMs > now) return key;
  const { periodDays, nextMs } = key.rotation;
  const periodMs = periodDays * DAY_MS;
  const missed = Math.floor((now - nextMs) / periodMs);
  const rotated: KeyDocument = {
    ...key,
    rotation: { periodDays, nextMs: nextMs + (missed + 1) * periodMs },
    materials: [...key.materials, material.create(key.arn, key.materials.length)],
  };
  keys.put(rotated);
  return rotated;
}

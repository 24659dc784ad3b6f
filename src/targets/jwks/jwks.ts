// The keys that a service signs its tokens with. A key is published a whole turn before it signs, and stays published until the last token
// that it signed is dead, so no verifier ever meets a key that it cannot find. The service publishes what the secret holds.
import { RotationError } from '../../rotation/errors.ts';
import type { SecretValue } from '../../rotation/secret-value.ts';
import type { CredentialState, Target, TargetContext } from '../../rotation/target.ts';
import { tellState } from '../credential-state.ts';
import { isSameKey, isSignedBy, signToken } from '../jwk.ts';
import type { Options } from '../options.ts';
import { findPublished, loadPublishedKeys, type PublishedKeys } from './published.ts';
import { prepareRing, type Ring, readRing, turnRing } from './ring.ts';
import { type JwksSettings, parseSettings } from './settings.ts';

/**
 * Options: `alg` (ES256, RS256 or EdDSA; default ES256), `token-life` of the longest token (default 1d), `cache`: how long those who verify
 * may keep the key set (default 10m; the answer's max-age, if that is longer).
 */
export function createJwks(options: Options): Target {
  const settings = parseSettings(options);
  return {
    name: 'jwks',
    overlap: 'native',
    maxActive: Number.POSITIVE_INFINITY,
    creation: 'pure',
    propagationMs: 0,
    locksOut: false,
    check: (value) => {
      readRing(value);
    },
    isSame: (one, other) => isSameKey(readRing(one).current, readRing(other).current),
    create: async (current, context) => await createNext(current, settings, context),
    test: async (credentials, context) => {
      const current = readRing(credentials.current);
      const pending = readRing(credentials.pending);
      checkSamePlace(current, pending);
      const published = await loadPublishedKeys(pending.jwksUri, context);
      checkTaken(pending, published, context);
      if (isSameKey(current.current, pending.current)) return; // a first turn: nothing signs that did not before
      checkKnownToAll(pending, published, settings, context);
    },
    verify: async (value, context) => await findState(readRing(value), context),
  };
}

async function createNext(
  current: SecretValue,
  settings: JwksSettings,
  context: TargetContext,
): Promise<SecretValue> {
  const { jwksUri, next } = readRing(current);
  if (next === undefined) return prepareRing(current, settings, context.token);
  const published = await loadPublishedKeys(jwksUri, context);
  if (findPublished(published, next) === undefined) {
    throw new RotationError(
      'Rekey.Transient',
      'The key next of the secret is not published at jwks_uri, under its kid: whoever publishes must show the public part of next, current and previous.',
      { call: 'target:jwks' },
    );
  }
  return turnRing(current, settings, context.token, context.clock.now());
}

/** A token of the key that is to sign is taken by whoever has what is published. */
function checkTaken({ current }: Ring, published: PublishedKeys, { clock }: TargetContext): void {
  const token = signToken(current, { iat: Math.floor(clock.now() / 1000) });
  const key = findPublished(published, current);
  if (key !== undefined && isSignedBy(token, key, current.alg)) return;
  throw new RotationError(
    'Rekey.CredentialRefused',
    'The key that is to sign is not published at jwks_uri, under its kid.',
    { call: 'target:jwks' },
  );
}

/** Published then and now, with the longest cache's time between: nobody has a set from before. */
function checkKnownToAll(
  { seenAt }: Ring,
  { maxAgeMs }: PublishedKeys,
  { cacheMs }: JwksSettings,
  { clock }: TargetContext,
): void {
  const waitMs = Math.max(cacheMs, maxAgeMs);
  if (seenAt !== undefined && clock.now() - seenAt >= waitMs) return;
  throw new RotationError(
    'Rekey.Transient',
    `The key that is to sign is published: waiting until caches of ${String(waitMs / 1000)} s have learnt of it.`,
    { call: 'target:jwks' },
  );
}

async function findState(ring: Ring, context: TargetContext): Promise<CredentialState> {
  return await tellState(async () => {
    checkTaken(ring, await loadPublishedKeys(ring.jwksUri, context), context);
  });
}

function checkSamePlace(current: Ring, pending: Ring): void {
  if (current.jwksUri === pending.jwksUri) return;
  throw new RotationError(
    'Rekey.InvalidConfiguration',
    "jwks_uri of the pending value: expected the current one's, found another.",
  );
}

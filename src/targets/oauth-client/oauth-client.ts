// The credential of an OAuth 2.0 client at a server with client registration: RFC 7591 and RFC 7592.
import type { Target } from '../../rotation/target.ts';
import type { Options } from '../options.ts';
import { createInPlace } from './in-place.ts';
import { parseSettings } from './settings.ts';
import { createTwoClients } from './two-clients.ts';
import { createTwoKeys } from './two-keys.ts';

/**
 * Options: `way` (two-clients, private-key-jwt or in-place; must be said), `grant` (client_credentials or authorization_code: what a client
 * is tried with), `scope` (with a plus between two), `resource`, `method` (client_secret_basic or client_secret_post); with a key also
 * `audience` (issuer or token-endpoint) and `alg` (ES256, RS256 or EdDSA).
 */
export function createOauthClient(options: Options): Target {
  const settings = parseSettings(options);
  switch (settings.way) {
    case 'two-clients':
      return createTwoClients(settings);
    case 'private-key-jwt':
      return createTwoKeys(settings);
    case 'in-place':
      return createInPlace(settings);
  }
}

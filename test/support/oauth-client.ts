// A client at a real oidc-provider, and what somebody else's program makes of its secret: oauth4webapi, which shares no code with ours.
import { type CryptoKey, importJWK, type JWK } from 'jose';
import * as oauth from 'oauth4webapi';
import {
  type OidcOptions,
  type OidcProvider,
  startOidcProvider,
} from '../../demo/services/oidc-provider.ts';
import { createSystemRandom, createUuid } from '../../local/random.ts';
import { SecretValue } from '../../src/rotation/secret-value.ts';
import { createPrivateJwk, readPrivateJwk, toPublicJwk } from '../../src/targets/jwk.ts';

export type Fields = Readonly<Record<string, unknown>>;

export async function startProvider(
  options: Omit<OidcOptions, 'secret'> = {},
): Promise<OidcProvider> {
  return await startOidcProvider({ secret: () => createUuid(createSystemRandom()), ...options });
}

/** A client with a secret, as a person registers it. */
export async function registerSecretClient(
  provider: OidcProvider,
  metadata: Fields = {},
): Promise<SecretValue> {
  const fields = await provider.registerClient({
    client_name: 'app',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    ...metadata,
  });
  return toSecret(provider, fields);
}

/** A client with a key, as a person registers it. */
export async function registerKeyClient(
  provider: OidcProvider,
  metadata: Fields = {},
): Promise<SecretValue> {
  const private_key = createPrivateJwk('ES256', 'by-hand');
  const fields = await provider.registerClient({
    client_name: 'app',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [toPublicJwk(readPrivateJwk(private_key, 'private_key'))] },
    ...metadata,
  });
  return toSecret(provider, { ...fields, private_key });
}

/** Whether the server gives the client a token now. */
export async function acceptsClient(value: SecretValue): Promise<boolean> {
  const fields = readFields(value);
  const issuer = new URL(String(fields['issuer']));
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- plain http on loopback is what it is for
  const allow = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: fetchAnew };
  const found = await oauth.discoveryRequest(issuer, allow);
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const client = { client_id: String(fields['client_id']) };
  const answer = await oauth.clientCredentialsGrantRequest(
    server,
    client,
    await toAuthentication(fields),
    {},
    allow,
  );
  try {
    await oauth.processClientCredentialsResponse(server, client, answer);
    return true;
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError && error.error === 'invalid_client') return false;
    if (error instanceof oauth.WWWAuthenticateChallengeError) return false;
    throw error;
  }
}

export function readFields(value: SecretValue): Fields {
  return JSON.parse(value.reveal()) as Fields;
}

export function change(value: SecretValue, changes: Fields): SecretValue {
  return new SecretValue(JSON.stringify({ ...readFields(value), ...changes }));
}

/** A connection of an earlier request may have been broken since, on purpose: a new one is tried once. */
async function fetchAnew(url: string, init: unknown): Promise<Response> {
  return await fetch(url, init as RequestInit).catch(
    async () => await fetch(url, init as RequestInit),
  );
}

function toSecret({ url: issuer }: OidcProvider, fields: Fields): SecretValue {
  const {
    client_id,
    client_secret,
    registration_client_uri,
    registration_access_token,
    private_key,
  } = fields;
  return new SecretValue(
    JSON.stringify({
      issuer,
      client_id,
      client_secret,
      private_key,
      registration_client_uri,
      registration_access_token,
      note: 'stays',
    }),
  );
}

async function toAuthentication(fields: Fields): Promise<oauth.ClientAuth> {
  const { client_secret: secret, private_key: jwk } = fields;
  if (jwk === undefined) return oauth.ClientSecretBasic(String(secret));
  const key = (await importJWK(jwk as JWK)) as CryptoKey;
  const { kid = '', alg = '' } = jwk as JWK;
  // It would say Ed25519 (RFC 9864) for a key that is registered as EdDSA (RFC 8037).
  const sayAlg = {
    [oauth.modifyAssertion]: (header: Record<string, unknown>) => {
      header['alg'] = alg;
    },
  };
  return oauth.PrivateKeyJwt({ key, kid }, sayAlg);
}

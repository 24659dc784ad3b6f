// An OAuth client: the next one is registered, and the one before deleted when its grace is over.
import type { OidcProvider } from '../services/oidc-provider.ts';
import type { DemoCredential, Fields } from './credential.ts';

export async function createOauthClient(provider: OidcProvider): Promise<DemoCredential> {
  const { url: issuer, initialAccessToken } = provider;
  const registered = await provider.registerClient({
    client_name: 'demo',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  });
  const { client_id, client_secret, registration_client_uri, registration_access_token } =
    registered;
  const admin = {
    secretId: 'demo/oidc-provider/admin',
    fields: { issuer, initial_access_token: initialAccessToken },
  };
  return {
    title: 'OAuth client of oidc-provider',
    secretId: 'demo/oidc-provider/client',
    tags: {
      'rekey:target': 'oauth-client',
      'rekey:options': 'way=two-clients',
      'rekey:admin': admin.secretId,
    },
    fields: {
      issuer,
      client_id,
      client_secret,
      registration_client_uri,
      registration_access_token,
    },
    admin,
    secretFields: ['client_secret', 'registration_access_token', 'initial_access_token'],
    call: requestToken,
  };
}

/** A token for each call: one that was kept would still work when its client's secret does not. */
async function requestToken({ issuer, client_id, client_secret }: Fields): Promise<boolean> {
  const login = Buffer.from(`${String(client_id)}:${String(client_secret)}`).toString('base64');
  const answer = await fetch(`${String(issuer)}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${login}` },
    body: new URLSearchParams({ grant_type: 'client_credentials' }),
  });
  const { access_token: token } = (await answer.json()) as Fields;
  return answer.status === 200 && typeof token === 'string';
}

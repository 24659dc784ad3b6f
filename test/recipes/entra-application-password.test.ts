// The Entra recipe against a stand-in of Graph's applications and of the token endpoint, as their documentation describes them.
import type { TargetFixture } from '../contract/fixture.ts';
import { HTTP_LACKS } from '../contract/lacks.ts';
import { testTargetContract } from '../contract/target.ts';
import {
  createKey,
  fieldsOf,
  loadRecipeTarget,
  soon,
  toSecret,
  toStranger,
} from '../support/recipe-fixture.ts';
import { type StandInAnswer, type StandInRequest, startStandIn } from '../support/stand-in.ts';

interface Password {
  readonly keyId: string;
  readonly secretText: string;
  readonly displayName: string;
  readonly endDateTime: string;
}

testTargetContract('http-api/entra-application-password', startEntra, HTTP_LACKS);

async function startEntra(): Promise<TargetFixture> {
  const passwords: Password[] = [];
  const sessions = new Set<string>();
  const tenantId = createKey();
  const objectId = createKey();
  const clientId = createKey();
  const admin = { clientId: createKey(), clientSecret: createKey() };
  const make = (displayName: string, endDateTime: string): Password => {
    const made = { keyId: createKey(), secretText: createKey(), displayName, endDateTime };
    passwords.push(made);
    return made;
  };
  const giveToken = (body: StandInRequest['body']): StandInAnswer => {
    const isAdmin =
      body['client_id'] === admin.clientId && body['client_secret'] === admin.clientSecret;
    const isOwn =
      body['client_id'] === clientId &&
      passwords.some(({ secretText }) => secretText === body['client_secret']);
    if (!isAdmin && !isOwn) return { status: 401, body: { error: 'invalid_client' } };
    const token = createKey();
    if (isAdmin) sessions.add(token);
    return { status: 200, body: { token_type: 'Bearer', expires_in: 3599, access_token: token } };
  };
  const remove = (keyId: unknown): StandInAnswer => {
    const index = passwords.findIndex((password) => password.keyId === keyId);
    if (index === -1) return { status: 400, body: { error: { code: 'Request_BadRequest' } } };
    passwords.splice(index, 1);
    return { status: 204 };
  };
  const serve = ({ method, path, headers, body }: StandInRequest): StandInAnswer => {
    if (path === `/${tenantId}/oauth2/v2.0/token` && method === 'POST') return giveToken(body);
    if (!sessions.has(headers['authorization']?.replace('Bearer ', '') ?? '')) {
      return { status: 401, body: { error: { code: 'InvalidAuthenticationToken' } } };
    }
    const application = `/v1.0/applications/${objectId}`;
    if (path === `${application}/addPassword`) {
      const { displayName, endDateTime } = body['passwordCredential'] as Password;
      return { status: 200, body: make(displayName, endDateTime) };
    }
    if (path === `${application}/removePassword`) return remove(body['keyId']);
    if (path !== application) return { status: 404, body: { error: { code: 'NotFound' } } };
    const listed = passwords.map((password) => ({ ...password, secretText: null }));
    return { status: 200, body: { passwordCredentials: listed } };
  };
  const { url, requests: _, ...hands } = await startStandIn(serve);
  return {
    ...hands,
    // The stand-in knows a change at once: nobody need ask again.
    target: { ...loadRecipeTarget('entra-application-password'), propagationMs: 0 },
    admin: toSecret(admin),
    createCurrent: async () => {
      passwords.length = 0;
      const { keyId, secretText } = make('by hand', '2036-01-01T00:00:00Z');
      const ids = { tenantId, objectId, clientId };
      return toSecret({ graphUrl: url, loginUrl: url, ...ids, keyId, clientSecret: secretText });
    },
    accepts: async (value) =>
      await soon(() =>
        passwords.some(({ secretText }) => secretText === fieldsOf(value)['clientSecret']),
      ),
    countCredentials: () => passwords.length,
    changeByHand: async (value) => {
      remove(fieldsOf(value)['keyId']);
    },
    toStranger: (value) => toStranger(value, 'loginUrl'),
  };
}

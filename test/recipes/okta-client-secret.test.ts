// The Okta recipe against a stand-in of an application's client secrets and of the token endpoint, as the documentation describes them:
// two secrets at the most, and none is deleted while it is active.
import type { TargetFixture } from '../contract/fixture.ts';
import { HTTP_LACKS, MADE_HERE } from '../contract/lacks.ts';
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

interface Secret {
  readonly id: string;
  readonly client_secret: string;
  status: 'ACTIVE' | 'INACTIVE';
}

testTargetContract('http-api/okta-client-secret', startOkta, { ...HTTP_LACKS, ...MADE_HERE });

async function startOkta(): Promise<TargetFixture> {
  const secrets: Secret[] = [];
  const clientId = createKey();
  const appId = createKey();
  const apiToken = createKey();
  const make = (client_secret: string): Secret => {
    const made: Secret = { id: createKey(), client_secret, status: 'ACTIVE' };
    secrets.push(made);
    return made;
  };
  const isActive = (text: string | undefined): boolean =>
    secrets.some(({ client_secret, status }) => client_secret === text && status === 'ACTIVE');
  const giveToken = ({ headers }: StandInRequest): StandInAnswer => {
    const given = headers['authorization']?.replace('Basic ', '') ?? '';
    const [id, ...secret] = Buffer.from(given, 'base64').toString().split(':');
    if (id !== clientId || !isActive(secret.join(':'))) {
      return { status: 401, body: { error: 'invalid_client' } };
    }
    return { status: 200, body: { access_token: createKey(), token_type: 'Bearer' } };
  };
  const change = ({ method, path }: StandInRequest): StandInAnswer => {
    const [id, ...rest] = path.split('/').slice(7);
    const index = secrets.findIndex((secret) => secret.id === id);
    const secret = secrets[index];
    if (secret === undefined) return { status: 404, body: { errorCode: 'E0000007' } };
    if (method === 'POST' && rest.join('/') === 'lifecycle/deactivate') {
      secret.status = 'INACTIVE';
      return { status: 200, body: secret };
    }
    if (method !== 'DELETE') return { status: 405 };
    if (secret.status === 'ACTIVE') return { status: 400, body: { errorCode: 'E0000001' } };
    secrets.splice(index, 1);
    return { status: 204 };
  };
  const serve = (request: StandInRequest): StandInAnswer => {
    const { method, path, headers, body } = request;
    if (path === '/oauth2/default/v1/token') return giveToken(request);
    if (headers['authorization'] !== `SSWS ${apiToken}`) return { status: 401, body: {} };
    const list = `/api/v1/apps/${appId}/credentials/secrets`;
    if (path !== list) return change(request);
    if (method === 'GET') return { status: 200, body: secrets };
    if (secrets.length >= 2) return { status: 400, body: { errorCode: 'E0000001' } };
    return { status: 201, body: make(String(body['client_secret'])) };
  };
  const { url, requests: _, ...hands } = await startStandIn(serve);
  return {
    ...hands,
    target: loadRecipeTarget('okta-client-secret'),
    admin: toSecret({ apiToken }),
    createCurrent: async () => {
      secrets.length = 0;
      const { client_secret: clientSecret } = make(createKey());
      const tokenUrl = `${url}/oauth2/default/v1/token`;
      return toSecret({ orgUrl: url, tokenUrl, appId, clientId, scope: 'read', clientSecret });
    },
    accepts: async (value) => await soon(() => isActive(fieldsOf(value)['clientSecret'])),
    countCredentials: () => secrets.length,
    changeByHand: async (value) => {
      const { clientSecret } = fieldsOf(value);
      for (const secret of secrets)
        if (secret.client_secret === clientSecret) secret.status = 'INACTIVE';
    },
    toStranger: (value) => toStranger(value, 'tokenUrl'),
  };
}

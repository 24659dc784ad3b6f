// The contract of targets, against a real oidc-provider. A secret that changes in place cannot be had again when the answer was lost: what
// then happens is told in tests of its own.
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import { createOauthClient } from '../../../../src/targets/oauth-client/oauth-client.ts';
import { type TargetFixture, testTargetContract } from '../../../contract/target.ts';
import { type FaultProxy, startFaultProxy, toFaults } from '../../../support/fault-proxy.ts';
import {
  acceptsClient,
  change,
  readFields,
  registerKeyClient,
  registerSecretClient,
  startProvider,
} from '../../../support/oauth-client.ts';

const LACKS = {
  echoCredentials: 'oidc-provider repeats no credential',
  countConnections: 'fetch keeps connections open for the next request',
  openSession: 'each token is asked for in a request of its own',
  refusePasswords: 'the server makes the secrets, and has no policy for keys',
  username: 'a client is named by its client_id',
};

testTargetContract(
  'oauth-client, private-key-jwt',
  async () => await startFixture('private-key-jwt'),
  { ...LACKS, effect: 'a key is made here' },
);
testTargetContract(
  'oauth-client, two-clients',
  async () => await startFixture('two-clients'),
  LACKS,
);

async function startFixture(way: 'private-key-jwt' | 'two-clients'): Promise<TargetFixture> {
  let proxy: FaultProxy | undefined;
  const provider = await startProvider({
    rotatesTokens: way === 'two-clients',
    front: async (port) => {
      proxy = await startFaultProxy(port, isCall);
      return `http://127.0.0.1:${String(proxy.port)}`;
    },
  });
  if (proxy === undefined) throw new Error('The provider has no front.');
  const { failRequest, hasFailed, goDown, comeBack, goSilent } = toFaults(proxy);
  const { url: issuer, initialAccessToken: initial_access_token } = provider;
  const admin = new SecretValue(JSON.stringify({ issuer, initial_access_token }));
  let clientId = '';

  return {
    target: createOauthClient(new Map([['way', way]])),
    ...(way === 'two-clients' ? { admin, losesUnanswered: true } : {}),
    createCurrent: async () => {
      const register = way === 'two-clients' ? registerSecretClient : registerKeyClient;
      const value = await register(provider);
      clientId = String(readFields(value)['client_id']);
      return value;
    },
    accepts: acceptsClient,
    countCredentials: () =>
      way === 'two-clients'
        ? provider.listClients().length
        : (provider.listClients().find(({ client_id: id }) => id === clientId)?.jwks?.keys.length ??
          0),
    toStranger: (value) => change(value, { issuer: 'http://127.0.0.1:9' }),
    ...{ failRequest, hasFailed, goDown, comeBack, goSilent },
    changeByHand: async (value) => {
      const id = String(readFields(value)['client_id']);
      provider.changeClient(
        id,
        way === 'two-clients' ? { client_secret: issuer } : { jwks: { keys: [] } },
      );
    },
    close: async () => {
      await proxy?.close();
      await provider.close();
    },
  };
}

function isCall(message: Buffer): boolean {
  return /^(GET|POST|PUT|DELETE) /.test(message.toString('latin1', 0, 8));
}

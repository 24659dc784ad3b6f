// What the contract does not ask of OAuth clients: lost answers, tokens that rotate, servers that do not play along, and the options.
import { afterEach, describe, expect, test } from '@jest/globals';
import type { OidcOptions, OidcProvider } from '../../../../demo/services/oidc-provider.ts';
import { SecretValue } from '../../../../src/rotation/secret-value.ts';
import type { Target } from '../../../../src/rotation/target.ts';
import { createOauthClient } from '../../../../src/targets/oauth-client/oauth-client.ts';
import { type FaultProxy, startFaultProxy } from '../../../support/fault-proxy.ts';
import {
  acceptsClient,
  change,
  readFields,
  registerKeyClient,
  registerSecretClient,
  startProvider,
} from '../../../support/oauth-client.ts';
import { createTargetContext } from '../../../support/target-context.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('two clients', () => {
  const target = create('way=two-clients');

  test('what a client was registered with goes to the next one, whose name tells the rotation', async () => {
    const provider = await start();
    const current = await registerSecretClient(provider, { client_uri: 'https://app.example.com' });
    const context = createTargetContext('name', { admin: toAdmin(provider) });
    const pending = await target.create(current, context);
    const next = await target.create(pending, {
      ...context,
      token: createTargetContext('b').token,
    });
    const names = provider.listClients().map(({ client_name: name }) => name);
    expect(names).toEqual([
      'app',
      `app ${context.token}`,
      expect.stringMatching(/^app rekey-\w{26}$/),
    ]);
    expect(
      new Set(provider.listClients().map((client) => Reflect.get(client, 'client_uri') as unknown)),
    ).toEqual(new Set(['https://app.example.com']));
    expect(readFields(next)['note']).toBe('stays');
  });

  test('metadata of the secret are registered as they stand there, and the server is not asked for them', async () => {
    const provider = await start();
    const value = await registerSecretClient(provider);
    const { registration_access_token: _, ...metadata } = {
      client_name: 'by secret',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
      registration_access_token: 'not sent',
    };
    // The token of the client that is there opens nothing, so only asking would need it.
    const current = change(value, { metadata, registration_access_token: 'x'.repeat(20) });
    const context = createTargetContext('metadata', { admin: toAdmin(provider) });
    const pending = await target.create(current, context);
    expect(await acceptsClient(pending)).toBe(true);
    expect(provider.listClients().at(-1)?.client_name).toBe(`by secret ${context.token}`);
  });

  test('a registration whose answer was lost leaves a client that the name tells, and the next try makes one that works', async () => {
    const { provider, proxy } = await startBehindProxy();
    const current = await registerSecretClient(provider);
    const context = createTargetContext('lost', { admin: toAdmin(provider) });
    let answer: unknown;
    // The requests before it read the client and the server's metadata.
    for (let index = 0; provider.listClients().length === 1; index += 1) {
      proxy.failCall(index, 'after');
      answer = await target.create(current, context).catch((error: unknown) => error);
    }
    expect(answer).toMatchObject({ code: 'Rekey.Transient' });
    proxy.failCall(undefined, 'after');
    const pending = await target.create(current, context);
    expect(await acceptsClient(pending)).toBe(true);
    const names = provider.listClients().map(({ client_name: name }) => name);
    expect(names).toEqual(['app', `app ${context.token}`, `app ${context.token}`]);
  });

  test('a server that takes no registration without a token says so, and nothing is sent to it for another issuer', async () => {
    const provider = await start();
    const current = await registerSecretClient(provider);
    await expect(target.create(current, createTargetContext('none'))).rejects.toMatchObject({
      code: 'Rekey.CredentialRefused',
      facts: { call: 'target:register', status: 401 },
    });
    const admin = change(toAdmin(provider), { issuer: 'https://login.example.com' });
    const call = target.create(current, createTargetContext('other', { admin }));
    await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
    expect(provider.listClients()).toHaveLength(1);
  });

  test('a client that works stays where the token that would delete it is wrong', async () => {
    const provider = await start();
    const current = await registerSecretClient(provider);
    const previous = change(await registerSecretClient(provider), {
      registration_access_token: 'x'.repeat(20),
    });
    const call = target.retire?.({ current, previous }, createTargetContext('wrong'));
    await expect(call).rejects.toMatchObject({ code: 'Rekey.CredentialRefused' });
    expect(await acceptsClient(previous)).toBe(true);
  });
});

describe('two keys of one client', () => {
  const target = create('way=private-key-jwt');

  test.each(['ES256', 'RS256', 'EdDSA'])(
    'a key of %s is registered, used and removed',
    async (alg) => {
      const provider = await start({ rotatesTokens: false });
      const byAlg = create(`way=private-key-jwt alg=${alg}`);
      const current = await registerKeyClient(provider);
      const context = createTargetContext(alg);
      const pending = await byAlg.create(current, context);
      expect(readFields(pending)['private_key']).toMatchObject({ alg, kid: context.token });
      await byAlg.set?.({ current, pending }, context);
      await byAlg.test?.({ current, pending }, context);
      expect(await acceptsClient(pending)).toBe(true);
      const [client] = provider.listClients();
      expect(client?.jwks?.keys.every((key) => !('d' in key))).toBe(true);
      await byAlg.retire?.({ current: pending, previous: current }, context);
      expect(await acceptsClient(current)).toBe(false);
    },
  );

  test("somebody else's key stays among the client's", async () => {
    const provider = await start({ rotatesTokens: false });
    const current = await registerKeyClient(provider);
    const foreign = readFields(await registerKeyClient(provider));
    const [mine, theirs] = provider.listClients();
    const keys = [...(mine?.jwks?.keys ?? []), ...(theirs?.jwks?.keys ?? [])];
    provider.changeClient(String(mine?.client_id), { jwks: { keys } });
    const context = createTargetContext('foreign');
    const pending = await target.create(current, context);
    await target.set?.({ current, pending }, context);
    await target.retire?.({ current: pending, previous: current }, context);
    const { private_key } = foreign;
    expect(await acceptsClient(change(current, { private_key }))).toBe(true);
    expect(provider.listClients()[0]?.jwks?.keys).toHaveLength(2);
  });

  test('who may manage the client need not be told to those who read its secret', async () => {
    const provider = await start({ rotatesTokens: false });
    const value = await registerKeyClient(provider);
    const { issuer, registration_client_uri, registration_access_token } = readFields(value);
    const fields = { issuer, registration_client_uri, registration_access_token };
    const admin = new SecretValue(JSON.stringify(fields));
    const current = change(value, {
      registration_client_uri: undefined,
      registration_access_token: undefined,
    });
    const context = createTargetContext('admin', { admin });
    const pending = await target.create(current, context);
    await target.set?.({ current, pending }, context);
    await target.test?.({ current, pending }, context);
    const stranger = change(admin, { issuer: 'https://login.example.com' });
    const call = target.set?.({ current, pending }, { ...context, admin: stranger });
    await expect(call).rejects.toMatchObject({ code: 'Rekey.InvalidConfiguration' });
  });

  test('a server that rotates its registration access tokens is told from one that does not', async () => {
    const provider = await start({ rotatesTokens: true });
    const current = await registerKeyClient(provider);
    const context = createTargetContext('rotates');
    const pending = await target.create(current, context);
    await expect(target.set?.({ current, pending }, context)).rejects.toMatchObject({
      code: 'Rekey.TargetFailed',
      message: expect.stringContaining('lets the token stay') as unknown,
    });
    expect(await acceptsClient(current)).toBe(true);
  });

  test('a client that publishes its keys itself is led to the target jwks', async () => {
    const provider = await start({ rotatesTokens: false });
    const current = await registerKeyClient(provider);
    const [client] = provider.listClients();
    provider.changeClient(String(client?.client_id), {
      jwks: undefined,
      jwks_uri: 'https://app.example.com/jwks.json',
    });
    const context = createTargetContext('jwks_uri');
    const pending = await target.create(current, context);
    await expect(target.set?.({ current, pending }, context)).rejects.toMatchObject({
      message: expect.stringContaining('the target jwks') as unknown,
    });
  });
});

describe('in place', () => {
  const target = create('way=in-place');

  test.each([true, false])(
    'the answer brings the new secret, and the token that works from now on (rotated: %s)',
    async (rotatesTokens) => {
      const provider = await start({ changesSecrets: true, rotatesTokens });
      let current = await registerSecretClient(provider);
      for (const turn of ['one', 'two']) {
        const context = createTargetContext(turn);
        const pending = await target.create(current, context);
        await target.test?.({ current, pending }, context);
        expect(await acceptsClient(pending)).toBe(true);
        expect(await acceptsClient(current)).toBe(false);
        expect(await target.verify?.(current, context)).toBe('refused');
        expect(target.isSame(current, pending)).toBe(false);
        expect(readFields(pending)['client_id']).toBe(readFields(current)['client_id']);
        current = pending;
      }
    },
  );

  test('where the answer was lost, the next try gets another secret, as long as the token stays', async () => {
    const { provider, proxy } = await startBehindProxy({
      changesSecrets: true,
      rotatesTokens: false,
    });
    const current = await registerSecretClient(provider);
    const context = createTargetContext('lost');
    for (let index = 0; await acceptsClient(current); index += 1) {
      proxy.failCall(index, 'after');
      await target.create(current, context).catch(() => undefined);
      proxy.failCall(undefined, 'after');
    }
    const pending = await target.create(current, context);
    await target.test?.({ current, pending }, context);
    expect(await acceptsClient(pending)).toBe(true);
  });

  test('a server that lets the secret stay is told so, and the client works on', async () => {
    const provider = await start({ rotatesTokens: false });
    const current = await registerSecretClient(provider);
    await expect(target.create(current, createTargetContext('stays'))).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('let its secret stay') as unknown,
    });
    expect(await acceptsClient(current)).toBe(true);
  });
});

describe('how a client is tried', () => {
  test('each try is a request of its own', async () => {
    const provider = await start();
    const target = create('way=two-clients');
    const current = await registerSecretClient(provider);
    const context = createTargetContext('fresh');
    expect(await target.verify?.(current, context)).toBe('working');
    provider.changeClient(String(readFields(current)['client_id']), { client_secret: 'another' });
    expect(await target.verify?.(current, context)).toBe('refused');
  });

  test('a client without client_credentials is tried with a code that cannot exist', async () => {
    const provider = await start();
    const current = await registerSecretClient(provider, {
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: ['https://app.example.com/callback'],
    });
    const context = createTargetContext('code');
    const byCode = create('way=two-clients grant=authorization_code');
    expect(await byCode.verify?.(current, context)).toBe('working');
    const wrong = change(current, { client_secret: 'x'.repeat(20) });
    expect(await byCode.verify?.(wrong, context)).toBe('refused');
    await expect(create('way=two-clients').verify?.(current, context)).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('by client_credentials') as unknown,
    });
  });

  test('a secret goes into the form where the client is registered so', async () => {
    const provider = await start();
    const current = await registerSecretClient(provider, {
      token_endpoint_auth_method: 'client_secret_post',
    });
    const context = createTargetContext('post');
    const byPost = create('way=two-clients method=client_secret_post');
    expect(await byPost.verify?.(current, context)).toBe('working');
    const wrong = change(current, { client_secret: 'x'.repeat(20) });
    expect(await byPost.verify?.(wrong, context)).toBe('refused');
  });

  test('a server that calls itself otherwise than the secret does is not trusted', async () => {
    const provider = await start();
    const value = await registerSecretClient(provider);
    const issuer = provider.url.replace('127.0.0.1', 'localhost');
    const call = create('way=two-clients').verify?.(
      change(value, { issuer }),
      createTargetContext('i'),
    );
    await expect(call).rejects.toMatchObject({
      code: 'Rekey.InvalidConfiguration',
      message: expect.stringContaining('calls itself') as unknown,
    });
  });

  test('a credential goes to a remote server by https alone', async () => {
    const value = new SecretValue(
      JSON.stringify({ issuer: 'http://login.example.com', client_id: 'a', client_secret: 'b' }),
    );
    const call = create('way=two-clients').verify?.(value, createTargetContext('http'));
    await expect(call).rejects.toMatchObject({
      message: expect.stringContaining('expected https') as unknown,
    });
  });
});

test.each([
  ['', 'way: expected one of two-clients, private-key-jwt, in-place, found none'],
  ['way=other', 'found "other"'],
  ['way=in-place alg=ES256', 'alg: expected none where the client has a secret'],
  ['way=private-key-jwt alg=none', 'alg: expected one of ES256, RS256, EdDSA'],
  ['way=in-place grant=password', 'grant: expected one of'],
  ['way=in-place color=red', 'color: expected one of way'],
])('the options "%s" are refused', (options, message) => {
  expect(() => create(options)).toThrow(message);
});

test.each([
  ['two-clients', { client_secret: undefined }, 'client_secret key is missing'],
  ['two-clients', { registration_client_uri: 'x' }, 'registration_client_uri in secret JSON'],
  ['in-place', { issuer: 'x' }, 'issuer in secret JSON: expected a URL'],
  ['in-place', { metadata: [] }, 'metadata in secret JSON: expected a JSON object'],
  ['private-key-jwt', { private_key: { kty: 'oct', k: 'AAAA' } }, 'private_key in secret JSON'],
])('a secret of the way %s with %j is refused', (way, changes, message) => {
  const fields = {
    issuer: 'https://login.example.com',
    client_id: 'app',
    client_secret: 's'.repeat(20),
    registration_client_uri: 'https://login.example.com/reg/app',
    registration_access_token: 't'.repeat(20),
    ...changes,
  };
  expect(() => {
    create(`way=${way}`).check(new SecretValue(JSON.stringify(fields)));
  }).toThrow(message);
});

function create(options: string): Target {
  const words = options.split(' ').filter((word) => word !== '');
  return createOauthClient(new Map(words.map((word) => word.split('=') as [string, string])));
}

async function start(options: Omit<OidcOptions, 'secret'> = {}): Promise<OidcProvider> {
  const provider = await startProvider(options);
  closing.push(async () => {
    await provider.close();
  });
  return provider;
}

async function startBehindProxy(
  options: Omit<OidcOptions, 'secret'> = {},
): Promise<{ readonly provider: OidcProvider; readonly proxy: FaultProxy }> {
  const proxies: FaultProxy[] = [];
  const provider = await start({
    ...options,
    front: async (port) => {
      const proxy = await startFaultProxy(port, (message) =>
        /^(GET|POST|PUT) /.test(message.toString('latin1', 0, 8)),
      );
      proxies.push(proxy);
      closing.push(async () => {
        await proxy.close();
      });
      return `http://127.0.0.1:${String(proxy.port)}`;
    },
  });
  const [proxy] = proxies;
  if (proxy === undefined) throw new Error('The provider has no front.');
  return { provider, proxy };
}

function toAdmin({ url: issuer, initialAccessToken }: OidcProvider): SecretValue {
  return new SecretValue(JSON.stringify({ issuer, initial_access_token: initialAccessToken }));
}
